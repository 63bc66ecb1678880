import { expect, test } from 'vitest';
import { PLAY_AGAIN } from '../results/play-again.ts';
import type { Check } from '../results/result.ts';
import { differenceWays } from './difference-ways.ts';

const differing = (command: string): Check => ({
  row: 'check',
  area: 'equivalence',
  subject: 'mine',
  name: `conform ${command}`,
  verdict: 'fail',
  counts: {},
  detail: `mine differs from the model: x.\n${PLAY_AGAIN}${command}`,
});

test('each difference has the command that plays it again, and beyond four the folder has the rest', () => {
  const texts = (names: readonly string[]) =>
    differenceWays(names.map(differing), 'DIR').map(({ text }) => text);
  expect(texts([])).toEqual([]);
  expect(texts(['a', 'b'])).toEqual(['a', 'b']);
  expect(texts(['a', 'b', 'c', 'd', 'e', 'f'])).toEqual(['a', 'b', 'c', 'd', 'and 2 more in DIR']);
});

test('a check without a command has no way', () => {
  expect(differenceWays([{ ...differing('a'), detail: 'no sequence reached it' }], 'DIR')).toEqual([]);
});
