// Statistics against a second, slow way to count.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitrarySessions } from '../sessions/arbitraries/any-session.ts';
import type { WorktreeSession } from './session.ts';
import { matchesFilter } from './session-filter.ts';
import { statisticsOf } from './statistics.ts';

const filters = fc.record(
  {
    types: fc.subarray(['debate', 'ensemble', '😀', '～']),
    statuses: fc.subarray(['running', 'completed', 'round_2']),
    text: fc.constantFrom('', 'a', '日'),
  },
  { requiredKeys: [] },
);

const sizeOf = (sum: bigint): number | bigint => (sum > BigInt(Number.MAX_SAFE_INTEGER) ? sum : Number(sum));

function totals(sessions: readonly WorktreeSession[]) {
  let [instances, messages, files, added, deleted, duration] = [0, 0, 0, 0, 0, 0n];
  for (const one of sessions) {
    instances += one.instances.length;
    messages += one.chatHistory.length;
    files += one.totalFilesChanged ?? 0;
    added += one.totalLinesAdded ?? 0;
    deleted += one.totalLinesDeleted ?? 0;
    duration += BigInt(one.totalDuration ?? 0);
  }
  return {
    sessions: sessions.length,
    instances,
    messages,
    totalDuration: sizeOf(duration),
    totalFilesChanged: files,
    totalLinesAdded: added,
    totalLinesDeleted: deleted,
  };
}

/** Byte order of UTF-8, null first. */
const inOrder = (keys: Iterable<string | null>): (string | null)[] =>
  [...new Set(keys)].toSorted((a, b) =>
    a === null || b === null
      ? Number(b === null) - Number(a === null)
      : Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );

test('statistics are what counting by hand gives', () => {
  fc.assert(
    fc.property(arbitrarySessions, filters, (sessions, filter) => {
      const matching = sessions.filter((one) => matchesFilter(one, filter));
      const statistics = statisticsOf(sessions, filter);
      expect(statistics.totals).toEqual(totals(matching));
      for (const [group, key] of [
        ['byType', 'type'],
        ['byStatus', 'status'],
        ['byModel', 'model'],
      ] as const) {
        expect(statistics[group]).toEqual(
          inOrder(matching.map((one) => one[key])).map((value) => ({
            key: value,
            ...totals(matching.filter((one) => one[key] === value)),
          })),
        );
      }
      const all = matching.flatMap((one) => one.instances);
      expect(statistics.byRuntime).toEqual(
        inOrder(all.map(({ runtime }) => runtime)).map((key) => {
          const mine = all.filter(({ runtime }) => runtime === key);
          return {
            key,
            sessions: matching.filter((one) => one.instances.some(({ runtime }) => runtime === key)).length,
            instances: mine.length,
            filesChanged: mine.reduce((sum, { filesChanged }) => sum + (filesChanged ?? 0), 0),
            linesAdded: mine.reduce((sum, { linesAdded }) => sum + (linesAdded ?? 0), 0),
            linesDeleted: mine.reduce((sum, { linesDeleted }) => sum + (linesDeleted ?? 0), 0),
          };
        }),
      );
    }),
    { numRuns: 200 },
  );
});

test('a sum beyond the safe integers is exact', () => {
  const [one] = fc.sample(
    arbitrarySessions.filter((list) => list.length === 1),
    { numRuns: 1, seed: 1 },
  )[0] as [WorktreeSession];
  const sessions = [
    { ...one, totalDuration: 2n ** 64n - 1n },
    { ...one, totalDuration: 2n ** 64n - 1n },
    { ...one, totalDuration: 3 },
  ];
  expect(statisticsOf(sessions, {}).totals.totalDuration).toBe(2n ** 65n + 1n);
  expect(statisticsOf([{ ...one, totalDuration: Number.MAX_SAFE_INTEGER }], {}).totals.totalDuration).toBe(
    2 ** 53 - 1,
  );
});

test('nothing at all has totals of zero and no groups', () => {
  expect(statisticsOf([], {})).toEqual({
    totals: totals([]),
    byType: [],
    byStatus: [],
    byModel: [],
    byRuntime: [],
  });
});

test('groups come in code point order, the absent key first', () => {
  const [base] = fc.sample(
    arbitrarySessions.filter((list) => list.length > 0),
    { numRuns: 1, seed: 2 },
  )[0] as WorktreeSession[];
  const models = ['b', null, '😀', '～', '', 'a', 'B'];
  const sessions = models.map((model) => ({ ...(base as WorktreeSession), model }));
  expect(statisticsOf(sessions, {}).byModel.map(({ key }) => key)).toEqual([
    null,
    '',
    'B',
    'a',
    'b',
    '～',
    '😀',
  ]);
});
