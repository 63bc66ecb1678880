// Texts and timestamps: words of many scripts, pieces that are no words, and now and then a large one.

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { among, anyOf, chance, upTo } from './choices.ts';
import { NOISE, TIMESTAMPS, WORDS } from './hurtful-values.ts';

const LARGE_TEXT_CHARS = 40_000;

const pieces: fc.Arbitrary<string> = fc
  .tuple(upTo(5, among([4, WORDS], [1, NOISE])), anyOf([' ', '', ', ', '\n']))
  .map(([words, between]) => words.join(between));

const length = fc.nat({ max: LARGE_TEXT_CHARS - 1 });

/** Compressible or not, ASCII or not. */
const largeText: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(length, anyOf(WORDS)).map(([chars, word]) => word.repeat(Math.ceil(chars / 8))),
  fc
    .tuple(length, fc.nat(), anyOf(['', '日本', '\0']))
    .map(([chars, seed, ending]) => randomDigits(seed, Math.ceil(chars / 2)) + ending),
);

/** Two digits a byte, of a hash that gives as many as asked for: no compression makes them fewer. */
const randomDigits = (seed: number, outputLength: number): string =>
  createHash('shake256', { outputLength }).update(String(seed)).digest('hex');

export const text: fc.Arbitrary<string> = chance([1, 400], largeText, pieces);

export const timestamp: fc.Arbitrary<string> = chance(
  [1, 2],
  anyOf(TIMESTAMPS),
  fc
    .tuple(fc.nat({ max: 59 }), anyOf(['.5Z', 'Z', '+00:00', '.500+00:00', '.500001+00:00']))
    .map(([second, ending]) => `2025-11-12T14:00:${String(second).padStart(2, '0')}${ending}`),
);
