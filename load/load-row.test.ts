import { expect, test } from 'vitest';
import type { LoadDefinition } from '../definition/load.ts';
import { type LoadExtent, type LoadSetting, type LoadShown, loadRow } from './load-row.ts';
import { Tally } from './tally.ts';
import type { LoggedCall } from './worker-log.ts';

const SETTING = {
  ...{ store: 's', processes: 2, records: 3, perSecond: null },
  ...{ durationMs: 1_000, operationsMax: 1_000 },
};
const call = (): void => {};
const OPERATIONS: LoadDefinition<never>['operations'] = {
  appendMessage: { does: 'append', call },
  getOne: { does: 'read', call },
};
const SECOND = 1_000_000_000;

interface Work {
  /** One after the other, as in a closed loop. */
  readonly latenciesNs: readonly number[];
  readonly failed?: number;
  readonly fromNs?: number;
  readonly call?: Partial<LoggedCall>;
}

function callsOf({ latenciesNs, failed = 0, fromNs = 0, call: own }: Work): LoggedCall[] {
  let freeNs = fromNs;
  const next = (latencyNs: number, failure: LoggedCall['failure']): LoggedCall => {
    const [dueNs, endNs] = [freeNs, freeNs + latencyNs];
    freeNs = endNs;
    return { operation: 0, record: 0, dueNs, beginNs: dueNs, endNs, waits: 0, failure, seen: null, ...own };
  };
  return [
    ...latenciesNs.map((latencyNs) => next(latencyNs, null)),
    ...Array.from({ length: failed }, () => next(0, { code: 'E_LOCKED', message: 'busy' })),
  ];
}

function tallied(...workers: readonly Work[]): Tally {
  const tally = new Tally({ operations: OPERATIONS }, workers.length);
  for (const [worker, work] of workers.entries()) for (const each of callsOf(work)) tally.add(worker, each);
  return tally;
}

const shown = (processes: number): LoadShown => ({
  mix: { name: 'even', groups: Array.from({ length: processes }, () => ({ name: 'all', operations: {} })) },
  ends: Array.from({ length: processes }, () => ({ death: null, fault: null })),
  history: { shown: { appends: 0, reads: 0, anomalies: [] }, lost: 0 },
  ...{ samples: [], faults: [], problems: [], endedEarly: null },
});
const rowOf = (tally: Tally, setting: Partial<LoadSetting & LoadExtent> = {}) =>
  loadRow({ ...SETTING, ...setting }, tally, shown(tally.workers.length));

test('percentiles are those of all workers together, to a bucket, and the longest is exact', () => {
  const latencies = Array.from({ length: 100 }, (_, index) => (index + 1) * 10);
  const tally = tallied({ latenciesNs: latencies.slice(50) }, { latenciesNs: latencies.slice(0, 50) });
  const [operation] = rowOf(tally).operations;
  expect(operation).toMatchObject({
    ...{ operation: 'appendMessage', does: 'write', count: 100, failed: 0 },
    ...{ latencyNsP50: 501, latencyNsP95: 951, latencyNsP99: 991, latencyNsMax: 1_000 },
  });
  expect(operation?.latencyNs?.reduce((sum, [, count]) => sum + count, 0)).toBe(100);
});

test('failed operations count, but not as throughput or latency', () => {
  const row = rowOf(tallied({ latenciesNs: [], failed: 7 }));
  expect(row.operations).toMatchObject([
    {
      ...{ count: 7, failed: 7, throughputPerSecond: 0, latencyNsP50: null },
      ...{ latencyNsP99: null, latencyNsMax: null, steadyNsP99: null },
    },
  ]);
});

test('a worker that stood still shows in what callers at a steady pace would have met', () => {
  // One of three workers stops for 3 of 8 s; calls take 1 ms.
  const short = (count: number): number[] => Array.from({ length: count }, () => 1_000_000);
  const sound = { latenciesNs: short(8_000) };
  const stopped = { latenciesNs: [...short(2_500), 3 * SECOND, ...short(2_500)] };
  const [operation] = rowOf(tallied(sound, sound, stopped)).operations;
  expect(operation?.latencyNsP99).toBeLessThan(1_010_000);
  expect(operation?.latencyNsMax).toBe(3 * SECOND);
  expect(operation?.steadyNsP99).toBeGreaterThan(2 * SECOND);
});

test('an open loop tells the rate that was asked for, the one achieved, and the generator’s own lag', () => {
  const tally = new Tally({ operations: OPERATIONS }, 1);
  const at = (dueNs: number, beginNs: number): LoggedCall => ({
    ...{ operation: 0, record: 0, dueNs, beginNs, endNs: beginNs + 10, waits: 0, failure: null, seen: null },
  });
  // Free for all of them: the second is begun late, and so is the third, but for the end of the second.
  for (const each of [at(0, 7), at(200, 1_100), at(400, 1_110), at(5_000, 5_000)]) tally.add(0, each);
  expect(rowOf(tally, { perSecond: 5 })).toMatchObject({
    arrival: { askedPerSecond: 5, achievedPerSecond: 4, lagNsP99: 900, lagNsMax: 900 },
    operations: [{ latencyNsMax: 910 }],
  });
});

test.each([
  // Due at 0, 0.1 ... 0.9 s: the last call ends well before the second for which calls were offered is over.
  ['of calls that all succeeded is the one asked for', { perSecond: 10, processes: 1 }, 10, 0, 10],
  ['is without the one call of ten that failed', { perSecond: 10, processes: 1 }, 9, 1, 9],
  ['of one call is not that of its latency', { perSecond: 0.5, durationMs: 2_000 }, 1, 0, 0.5],
  [
    'is of the time until the next call after the last one counted',
    { perSecond: 10, operationsMax: 2 },
    ...([4, 0, 10] as const),
  ],
])('the rate of an open loop %s', (_what, asked, succeeded, failed, achievedPerSecond) => {
  const latenciesNs = Array.from({ length: succeeded }, () => 1_000);
  const row = rowOf(tallied({ latenciesNs, failed }), asked);
  expect(row).toMatchObject({ arrival: { achievedPerSecond } });
  expect(row.operations).toMatchObject([{ throughputPerSecond: achievedPerSecond }]);
});

test('an open loop that could not keep up is measured until its last call has ended', () => {
  const row = rowOf(tallied({ latenciesNs: [1, 2, 3, 2 * SECOND - 6] }), { perSecond: 4 });
  expect(row).toMatchObject({ durationNs: 2 * SECOND, arrival: { achievedPerSecond: 2 } });
});

test('the duration is from the first start to the last end, the overlap from the last start to the first end', () => {
  const tally = tallied({ latenciesNs: [400], fromNs: 100 }, { latenciesNs: [600], fromNs: 300 });
  expect(rowOf(tally).durationNs).toBe(800);
  expect(tally.overlapNs()).toBe(200);
  expect(tallied({ latenciesNs: [1] }, { latenciesNs: [1], fromNs: 5 }).overlapNs()).toBe(0);
  expect(tallied({ latenciesNs: [9] }, { latenciesNs: [] }).overlapNs()).toBe(0);
});

test('each worker has its own line, with what was done to it', () => {
  const tally = tallied({ latenciesNs: [1, 2], call: { waits: 3 } }, { latenciesNs: [1], failed: 1 });
  const ends = [
    { death: null, fault: 'killed' },
    { death: 'exit code 7', fault: null },
  ];
  expect(loadRow(SETTING, tally, { ...shown(2), ends }).workers).toEqual([
    { group: 'all', succeeded: 2, failed: 0, waits: 6, ended: 'killed' },
    { group: 'all', succeeded: 1, failed: 1, waits: 0, ended: 'exit code 7' },
  ]);
});

test('acknowledged writes are those of appends; without a last read of the store none is found', () => {
  const tally = tallied({ latenciesNs: [1, 2, 3], failed: 1 });
  const lost = { shown: { appends: 4, reads: 0, anomalies: [] }, lost: 1 };
  expect(loadRow(SETTING, tally, { ...shown(1), history: lost })).toMatchObject({
    ...{ acknowledged: 3, found: 2, lost: 1, history: { appends: 4 } },
  });
  const row = loadRow(SETTING, tally, { ...shown(1), history: null });
  expect(row).toMatchObject({ acknowledged: 3, found: 0, lost: 3 });
  expect(row.history).toBeUndefined();
  const reads = tallied({ latenciesNs: [1], call: { operation: 1 } });
  expect(rowOf(reads)).toMatchObject({ acknowledged: 0, operations: [{ does: 'read' }] });
});
