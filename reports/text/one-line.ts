// Text from a result file, fit for a line of a table: it cannot move a cursor, ring a bell, break the line or turn the
// order of its characters around.

/** White space and control characters become single spaces, marks of direction go. */
export const oneLine = (text: string): string =>
  text
    .replaceAll(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replaceAll(/[\s\x00-\x1f\x7f-\x9f]+/g, ' ');
