// Counts of what a reconciliation does, also where an id stands more than once.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkedSession } from '../../contract/arguments.ts';
import { sessionWith } from '../live/suite/live-home.ts';
import { sideCounts } from './reconcile-counts.ts';

const session = (id: string, task: string) => checkedSession(sessionWith(id, { task }));

test('what one side alone has, what differs, and what joining would double', () => {
  const file = [
    session('a', '1'),
    session('b', '1'),
    session('c', '1'),
    session('d', '1'),
    session('d', '2'),
  ];
  const held = [session('b', '1'), session('c', '2'), session('d', '2'), session('e', '1')];
  expect(sideCounts(file, held)).toEqual({ onlyInFile: 2, onlyInDatabase: 1, changed: 1, doubled: ['c'] });
});

test('the numbers of both sides come out, and order counts for nothing', () => {
  const lists = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('1', '2')), { maxLength: 6 });
  fc.assert(
    fc.property(lists, lists, (left, right) => {
      const [file, held] = [left, right].map((list) => list.map(([id, task]) => session(id, task)));
      const counts = sideCounts(file!, held!);
      expect(file!.length - counts.onlyInFile).toBe(held!.length - counts.onlyInDatabase);
      expect(sideCounts(held!, file!).changed).toBe(counts.changed);
      expect(sideCounts(file!, file!.toReversed())).toEqual({
        onlyInFile: 0,
        onlyInDatabase: 0,
        changed: 0,
        doubled: [],
      });
    }),
  );
});
