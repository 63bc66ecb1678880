import { expect, test } from 'vitest';
import { chosenDatasets } from './choice.ts';

test('every profile comes at every size once, but for texts that no file can hold', () => {
  const chosen = chosenDatasets(['small', 'large', 'small'], [100, 1_000, 3_000, 100]);
  expect(chosen.map(({ profile, sessions }) => `${profile} ${sessions}`)).toEqual([
    'small 100',
    'small 1000',
    'small 3000',
    'large 100',
    'large 1000',
  ]);
});
