import { expect, test } from 'vitest';
import { planBlocks } from './block-plan.ts';

const planned = (callUs: number, { costUs = callUs, callsPerRound = 1 } = {}) =>
  planBlocks([{ workDigest: '', callsPerRound, callNs: callUs * 1e3, costNs: costUs * 1e3 }]);

test.each([
  ['a quick call fills 5 ms', 100, {}, { rounds: 50, pairs: 8 }],
  ['whole rounds are played', 100, { callsPerRound: 30 }, { rounds: 2, pairs: 8 }],
  ['a call of 1 ms has enough for a p95', 1_000, {}, { rounds: 20, pairs: 7 }],
  ['a call of 5 ms has not', 5_000, {}, { rounds: 1, pairs: 8 }],
  ['what is not timed counts as well', 100, { costUs: 1_000 }, { rounds: 37, pairs: 4 }],
  ['a long call is played a few times', 150_000, {}, { rounds: 1, pairs: 2 }],
])('%s', (_, callUs, given, expected) => {
  expect(planned(callUs, given)).toEqual(expected);
});

test('a side whose slow calls became slower keeps the p95 that shows it', () => {
  const side = (costNs: number) => ({ workDigest: '', callsPerRound: 10, callNs: 5e5, costNs });
  expect(planBlocks([side(5e5), side(3.45e6)])).toEqual({ rounds: 2, pairs: 2 });
});

test('the slower side decides how long a block takes', () => {
  const side = (callNs: number) => ({ workDigest: '', callsPerRound: 1, callNs, costNs: callNs });
  expect(planBlocks([side(1e5), side(2e5)])).toEqual(planBlocks([side(2e5), side(2e5)]));
});
