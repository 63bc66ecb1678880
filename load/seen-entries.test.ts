import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeenEntries } from './seen-entries.ts';
import type { Seen } from './worker-log.ts';

const OTHERS = ['first', 'second'];
const mine = (...steps: number[]): string[] => steps.map((step) => `load-0-${step}`);

test('a read tells what is new since the one before, each record for itself', () => {
  const entries = new SeenEntries();
  expect(entries.all(1, [...OTHERS, ...mine(1, 2)])).toEqual({ others: 2, kept: 0, fresh: mine(1, 2) });
  expect(entries.all(2, mine(9))).toEqual({ others: 0, kept: 0, fresh: mine(9) });
  expect(entries.all(1, [...OTHERS, ...mine(1, 2, 5)])).toEqual({ others: 2, kept: 2, fresh: mine(5) });
  expect(entries.all(1, [...OTHERS, ...mine(1, 2, 5)])).toEqual({ others: 2, kept: 3, fresh: [] });
});

test('a read that lacks what was there, or has it in another order, is told whole', () => {
  const entries = new SeenEntries();
  entries.all(1, mine(1, 2, 3));
  expect(entries.all(1, mine(1, 3, 2))).toEqual({ others: 0, kept: 0, fresh: mine(1, 3, 2) });
  expect(entries.all(1, mine(1, 3))).toEqual({ others: 0, kept: 0, fresh: mine(1, 3) });
  expect(entries.all(1, [])).toEqual({ others: 0, kept: 0, fresh: [] });
});

test('whatever a store answers, each read can be told from the one before it', () => {
  const id = fc.constantFrom(...OTHERS, ...mine(1, 2, 3, 4), 'load-0-', 'a', 'ab', 'b', '');
  fc.assert(
    fc.property(fc.array(fc.array(id, { maxLength: 6 }), { maxLength: 6 }), (reads) => {
      const entries = new SeenEntries();
      let before: readonly string[] = [];
      for (const ids of reads) {
        const seen: Seen = entries.all(0, ids);
        const own = ids.filter((each) => /^load-0-\d$/.test(each));
        before = [...before.slice(0, seen.kept), ...seen.fresh];
        expect(before).toEqual(own);
        expect(seen.others).toBe(ids.length - own.length);
      }
    }),
  );
});
