// What programs in other languages get wrong first, since no store of theirs has such a method.

/** `capabilities` is the first request, and has neither `home` nor `args`. */
export const HOW_TO_ANSWER_CAPABILITIES =
  'The first request is {"op":"capabilities","id":1}: answer it with {"ok":{"name": …, "version": …, "ops": […]},"id":1}, or, ' +
  'without that, {"err":"unknown op","stage":"ipc","id":1}.';
