import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { AcknowledgementWriter, readAcknowledgements } from './acknowledgements.ts';
import { choiceAt } from './choices.ts';
import { loadRow, overlapOf } from './load-row.ts';
import type { WorkerReport } from './worker-loop.ts';

const { freshPath } = useFolder('load-row');

const SETTING = {
  store: 's',
  processes: 2,
  records: 3,
  perSecond: null,
  durationMs: 1_000,
  operationsMax: 1_000,
};
const NAMES = { write: 'appendMessage', read: 'getOne' };
const COUNTS = { acknowledged: 0, found: 0, lost: 0 };

const report = (startedNs: bigint, endedNs: bigint, latenciesNs: number[], failed = 0): WorkerReport => ({
  startedNs,
  endedNs,
  tallies: { write: { latenciesNs, failed }, read: { latenciesNs: [], failed: 0 } },
  failures: {},
  lagsNs: [],
});

test('percentiles are those of all workers together, by nearest rank', () => {
  const latencies = Array.from({ length: 100 }, (_, index) => (index + 1) * 10);
  const reports = [report(0n, 1_000n, latencies.slice(50)), report(0n, 1_000n, latencies.slice(0, 50))];
  expect(loadRow(SETTING, NAMES, reports, COUNTS).operations).toEqual([
    {
      operation: 'appendMessage',
      does: 'write',
      count: 100,
      failed: 0,
      throughputPerSecond: 1e8,
      latencyNsP50: 505,
      latencyNsP95: 950,
      latencyNsP99: 990,
      latencyNsMax: 1_000,
      // Their sum is more than the workers' time: each stands for many that were due meanwhile.
      steadyNsP99: 910,
    },
  ]);
});

test('failed operations count, but not as throughput or latency', () => {
  const row = loadRow(SETTING, NAMES, [report(0n, 1_000_000_000n, [], 7)], COUNTS);
  expect(row.operations).toMatchObject([
    {
      count: 7,
      failed: 7,
      throughputPerSecond: 0,
      latencyNsP50: null,
      latencyNsP99: null,
      latencyNsMax: null,
      steadyNsP99: null,
    },
  ]);
});

test('a worker that stood still shows in what callers at a steady pace would have met', () => {
  // One of three workers stops for 3 of 8 s; calls take 1 ms.
  const short = (count: number): number[] => Array.from({ length: count }, () => 1_000_000);
  const sound = report(0n, 8_000_000_000n, short(8_000));
  const stopped = report(0n, 8_000_000_000n, [...short(2_500), 3_000_000_000, ...short(2_500)]);
  const [operation] = loadRow(
    { ...SETTING, processes: 3 },
    NAMES,
    [sound, sound, stopped],
    COUNTS,
  ).operations;
  expect(operation).toMatchObject({ latencyNsP99: 1_000_000, latencyNsMax: 3_000_000_000 });
  expect(operation?.steadyNsP99).toBeGreaterThan(2_000_000_000);
});

test('an open loop tells the rate that was asked for, the one achieved, and the generator’s own lag', () => {
  const reports = [{ ...report(0n, 1_000_000_000n, [1, 2, 3, 4]), lagsNs: [7, 900] }];
  expect(loadRow({ ...SETTING, perSecond: 5 }, NAMES, reports, COUNTS)).toMatchObject({
    arrival: { askedPerSecond: 5, achievedPerSecond: 4, lagNsP99: 900, lagNsMax: 900 },
    operations: [{ latencyNsP99: 4, steadyNsP99: 4 }],
  });
});

const SECOND = 1_000_000_000n;

test.each([
  // Due at 0, 0.1 ... 0.9 s: the last call ends well before the second for which calls were offered is over.
  ['of calls that all succeeded is the one asked for', { perSecond: 10, processes: 1 }, 10, 0, 10],
  ['is without the one call of ten that failed', { perSecond: 10, processes: 1 }, 9, 1, 9],
  ['of one call is not that of its latency', { perSecond: 0.5, durationMs: 2_000 }, 1, 0, 0.5],
  [
    'is of the time until the next call after the last one counted',
    { perSecond: 10, operationsMax: 2 },
    4,
    0,
    10,
  ],
] as const)('the rate of an open loop %s', (_what, asked, succeeded, failed, achievedPerSecond) => {
  const latencies = Array.from({ length: succeeded }, () => 1_000);
  const reports = [report(5n, 5n + SECOND / 100n, latencies, failed), report(5n, 6n, [])];
  const row = loadRow({ ...SETTING, ...asked }, NAMES, reports, COUNTS);
  expect(row).toMatchObject({ arrival: { achievedPerSecond } });
  expect(row.operations).toMatchObject([{ throughputPerSecond: achievedPerSecond }]);
});

test('an open loop that could not keep up is measured until its last call has ended', () => {
  const reports = [report(0n, 2n * SECOND, [1, 2, 3, 4])];
  expect(loadRow({ ...SETTING, perSecond: 4 }, NAMES, reports, COUNTS)).toMatchObject({
    durationNs: 2_000_000_000,
    arrival: { achievedPerSecond: 2 },
  });
});

test('the duration is from the first start to the last end, the overlap from the last start to the first end', () => {
  const reports = [report(100n, 500n, [1]), report(300n, 900n, [1])];
  expect(loadRow(SETTING, NAMES, reports, COUNTS).durationNs).toBe(800);
  expect(overlapOf(reports)).toBe(200);
  expect(overlapOf([report(0n, 1n, []), report(5n, 6n, [])])).toBe(0);
});

test('choices depend on seed, worker and step, keep the share of reads and reach every record', () => {
  const source = { seed: 1, worker: 0, readShare: 0.8, records: 10 };
  const choices = Array.from({ length: 5_000 }, (_, step) => choiceAt(source, step));
  expect(choices).toEqual(choices.map((_, step) => choiceAt(source, step)));
  const reads = choices.filter(({ isRead }) => isRead).length / choices.length;
  expect(reads).toBeGreaterThan(0.76);
  expect(reads).toBeLessThan(0.84);
  const perRecord = Map.groupBy(choices, ({ record }) => record);
  expect(perRecord.size).toBe(10);
  expect(Math.min(...[...perRecord.values()].map(({ length }) => length))).toBeGreaterThan(350);
  const other = choices.map((_, step) => choiceAt({ ...source, worker: 1 }, step));
  expect(other).not.toEqual(choices);
});

test('a share of 0 only writes and a share of 1 only reads', () => {
  const all = (readShare: number) =>
    Array.from({ length: 100 }, (_, step) => choiceAt({ seed: 3, worker: 1, readShare, records: 1 }, step));
  expect(all(0).every(({ isRead }) => !isRead)).toBe(true);
  expect(all(1).every(({ isRead }) => isRead)).toBe(true);
});

test('a record of acknowledgements that was cut short is read without its last, half written line', () => {
  const file = freshPath();
  const writer = new AcknowledgementWriter(file);
  writer.add({ record: 7, id: 'm1' });
  writer.close();
  writeFileSync(file, '8 m', { flag: 'a' });
  expect(readAcknowledgements(file)).toEqual([{ record: 7, id: 'm1' }]);
});
