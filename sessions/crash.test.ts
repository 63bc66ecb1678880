import { describe, expect, test } from 'vitest';
import { type CrashOptions, checkCrashes, sequencesOf } from '../props/crash/check-crashes.ts';
import { shim } from '../props/system-calls/shim.ts';
import { changes } from './changes.ts';
import { sessionSource } from './source.ts';

const { library } = shim();
const NAMES = Object.keys(changes.changes);

const cut = async (store: string, options: Partial<CrashOptions> = {}) =>
  checkCrashes(await sessionSource(), {
    ...{
      store,
      library: library ?? '',
      sequences: sequencesOf(NAMES, 1),
      models: ['strict', 'ordered'],
      subsets: 5,
      seed: 1,
    },
    ...options,
  });

test('there is every sequence, the shorter ones first', () => {
  expect(sequencesOf(['a', 'b'], 2)).toEqual([['a'], ['b'], ['a', 'a'], ['a', 'b'], ['b', 'a'], ['b', 'b']]);
  expect(sequencesOf(NAMES, 3)).toHaveLength(6 + 36 + 216);
});

describe.skipIf(library === null)('power cuts', () => {
  test('the safe files keep what was acknowledged, after every single change', async () => {
    const outcome = await cut('json-safe');
    expect(outcome).toMatchObject({ sequences: 6, wrong: {}, witnesses: [] });
    expect(outcome.opened).toBeGreaterThan(50);
  });

  test.each(Object.entries(changes.unsafe ?? {}).filter(([, { by }]) => by !== 'kills'))(
    '%s: found out by one change',
    async (unsafe, { of: store }) => {
      const { witnesses } = await cut(store, { unsafe, isForFirst: true, subsets: 0 });
      expect(witnesses.map(({ sequence }) => sequence.length)).toContain(1);
    },
  );

  test('the files of the app lose, mix and damage what was written, each shown with one change', async () => {
    const { witnesses } = await cut('json');
    expect(witnesses.map(({ fault }) => fault).sort()).toEqual(['lost', 'mixed', 'unreadable']);
    expect(witnesses.every(({ sequence }) => sequence.length === 1)).toBe(true);
  });

  test('the database is never in between, and may lose what was last', async () => {
    const outcome = await cut('sqlite', { sequences: [['append']], models: ['ordered'], subsets: 0 });
    expect(outcome.wrong).toEqual({});
    expect(outcome.forgone).toBeGreaterThan(0);
  });
});
