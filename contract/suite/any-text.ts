// Texts of any characters that are whole: all of Unicode but halves of surrogate pairs. What fast-check offers as the unit
// `binary` gives the same texts for the same seed, but lists all 1,112,064 characters first: a second in each test file.

import fc from 'fast-check';

const SURROGATES = { first: 0xd800, count: 0x800 };
const CHARACTERS = 0x11_0000 - SURROGATES.count;

export const anyCharacter: fc.Arbitrary<string> = fc.nat({ max: CHARACTERS - 1 }).map(
  (at) => String.fromCodePoint(at < SURROGATES.first ? at : at + SURROGATES.count),
  (character) => {
    const point = typeof character === 'string' ? character.codePointAt(0) : undefined;
    if (point === undefined || String.fromCodePoint(point) !== character || !character.isWellFormed()) {
      throw new Error('not one whole character');
    }
    return point < SURROGATES.first ? point : point - SURROGATES.count;
  },
);

export const anyText = (constraints: { readonly maxLength?: number } = {}): fc.Arbitrary<string> =>
  fc.string({ ...constraints, unit: anyCharacter });
