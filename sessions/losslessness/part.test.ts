import { expect, test } from 'vitest';
import type { Check } from '../../results/result.ts';
import { sessionSource } from '../source.ts';
import { losslessness } from './part.ts';

test('each property is checked, however little time there is', async () => {
  const found: Check[] = [];
  await losslessness.run((await sessionSource()) as never, {
    ...{ tier: 'quick', seed: 1, stores: [], budgetMs: 1, folder: '', again: (only) => only },
    record: (row) => void (row.row === 'check' && found.push(row)),
  });
  expect(found.map(({ name, verdict }) => `${name}: ${verdict}`)).toEqual(
    ['moving', 'twice', 'over', 'writing on', 'live'].map((name) => `${name}: ok`),
  );
  expect(found.every(({ counts, bounds }) => counts.homes === 1 && bounds !== undefined)).toBe(true);
});
