// Choices that most arbitraries of a legacy home make.

import fc from 'fast-check';

/** So many hexadecimal digits. */
export const hex = (digits: number): fc.Arbitrary<string> =>
  fc.nat(16 ** digits - 1).map((number) => number.toString(16).padStart(digits, '0'));

/** The first once in so many times, else the other. */
export const oneIn = <A, B>(
  times: number,
  rare: fc.Arbitrary<A>,
  other: fc.Arbitrary<B> | B,
): fc.Arbitrary<A | B> =>
  fc.oneof(
    { weight: times - 1, arbitrary: other instanceof fc.Arbitrary ? other : fc.constant(other) },
    { weight: 1, arbitrary: rare },
  );
