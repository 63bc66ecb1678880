import { expect, test } from 'vitest';
import { partsText } from './parts-text.ts';

test('a verb without any result is told as such', () => {
  const runs = [{ verb: 'load', of: 1, read: [], missing: [1], cut: [] }];
  expect(partsText({ rows: [], parts: { runs, machines: [], trialsLeftOut: 0 } })).toEqual([
    'No result of load is there, and one was expected.',
  ]);
});
