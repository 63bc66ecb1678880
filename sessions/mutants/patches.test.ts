// The runner of planted bugs, on a few of them: `verify --only mutants` plants all.

import { expect, test } from 'vitest';
import { runPatched, staleness } from './patched-process.ts';
import { PATCHES } from './patches/all.ts';

test('every planted bug is of these sources, has a name of its own, and changes something', () => {
  expect(PATCHES.map(staleness).filter((why) => why !== null)).toEqual([]);
  expect(new Set(PATCHES.map(({ name }) => name)).size).toBe(PATCHES.length);
  expect(PATCHES.filter(({ from, to }) => from === to)).toEqual([]);
  expect(PATCHES.length).toBeGreaterThanOrEqual(150);
});

const [planted] = PATCHES.filter(({ check }) => check === 'golden');
if (planted === undefined) throw new Error('no bug is for the golden data to find');

test('a bug is found by its check, which finds nothing without it', async () => {
  expect(await runPatched(null, 'golden', 1)).toEqual({ state: 'nothing', detail: '' });
  expect(await runPatched(planted, 'golden', 1)).toMatchObject({ state: 'found' });
});

test('what cannot be loaded is no find, and neither is what the check never loads', async () => {
  const broken = { ...planted, to: ')' };
  expect(await runPatched(broken, 'golden', 1)).toMatchObject({ state: 'broken' });
  const elsewhere = { ...planted, file: 'cli/tool.ts', from: 'a text' };
  expect(await runPatched(elsewhere, 'golden', 1)).toMatchObject({ state: 'broken' });
  expect(staleness(elsewhere)).toMatch(/is \d+ times in cli\/tool\.ts, and not once/);
});

test('a check that is stopped says so', async () => {
  expect(await runPatched(planted, 'golden', 1, AbortSignal.abort())).toMatchObject({ state: 'stopped' });
});
