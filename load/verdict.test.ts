import { expect, test } from 'vitest';
import { type LoadFindings, loadCheck } from './verdict.ts';

const WHOLE = { shown: { appends: 9, reads: 9, anomalies: [] }, lost: 0 };

type Told = Partial<Omit<LoadFindings, 'failures'>> & {
  readonly failures?: Readonly<Record<string, number>>;
};
const RACES = ['E_PARSE', 'E_UTF8', 'E_SESSION_NOT_FOUND'];

const judged = (store: string, { failures = {}, ...findings }: Told = {}) =>
  loadCheck({
    setting: { store, processes: 2, records: 3, perSecond: null },
    rules: {
      records: 'sessions',
      races: store === 'json' ? RACES : null,
      busy: ['E_LOCKED', 'E_FOREIGN_WRITE'],
    },
    history: WHOLE,
    damaged: 0,
    unreadable: null,
    acknowledged: 9,
    writesTried: 9,
    writesDone: 9,
    readsDone: 9,
    deaths: [],
    overdue: 0,
    failures: Object.fromEntries(
      Object.entries(failures).map(([code, count]) => [code, { count, message: 'why' }]),
    ),
    overlapNs: 1,
    arrival: 'closed',
    latencyNsP99: 2_000_000,
    faults: [],
    ...{ findings: [], doubts: [] },
    ...findings,
  });
const verdictOf = (store: string, findings?: Told) => judged(store, findings).verdict;

const NOTHING_WRITTEN = { acknowledged: 0, writesDone: 0 };
const anomalous = (name: string, count = 1) => ({
  history: { shown: { appends: 9, reads: 9, anomalies: [{ name, count, example: 'why' }] }, lost: 0 },
});
const ONE_LOST = { history: { ...anomalous('lost-append').history, lost: 1 } };
const arriving = (share: number, lagNsP99 = 0): Told => ({
  arrival: { askedPerSecond: 100, achievedPerSecond: 100 * share, lagNsP99, lagNsMax: lagNsP99 },
});

test('a run is ok when every call worked and every acknowledged write is there', () => {
  for (const store of ['json', 'json-safe', 'sqlite']) expect(verdictOf(store)).toBe('ok');
});

test('a run in which no write succeeded fails, whatever the calls failed with', () => {
  for (const store of ['json', 'json-safe', 'sqlite']) {
    expect(verdictOf(store, NOTHING_WRITTEN)).toBe('fail');
    expect(verdictOf(store, { ...NOTHING_WRITTEN, failures: { E_LOCKED: 5_000 } })).toBe('fail');
  }
  expect(judged('sqlite', NOTHING_WRITTEN).detail).toBe('Not one of 9 writes succeeded.');
});

test.each(['other', 'E_INTERNAL', 'E_CORRUPT', 'E_ARGS'])('%s is a failure of any store', (code) => {
  for (const store of ['json', 'json-safe', 'sqlite']) {
    expect(verdictOf(store, { failures: { [code]: 1 } })).toBe('fail');
    expect(verdictOf(store, { ...ONE_LOST, failures: { [code]: 1, E_LOCKED: 1 } })).toBe('fail');
  }
});

test.each(['E_NO_SPACE', 'E_READ_ONLY', 'E_IO', 'ENOSPC', 'EROFS', 'EIO'])(
  'calls refused with %s leave the answer open',
  (code) => {
    for (const store of ['json', 'json-safe', 'sqlite']) {
      expect(verdictOf(store, { failures: { [code]: 3 } })).toBe('unknown');
    }
  },
);

test.each(['E_LOCKED', 'E_FOREIGN_WRITE'])(
  'calls refused with %s for another process are no fault beside writes that were kept',
  (code) => {
    expect(verdictOf('sqlite', { failures: { [code]: 3 } })).toBe('ok');
    expect(verdictOf('json-safe', { failures: { [code]: 3, E_INTERNAL: 1 } })).toBe('fail');
  },
);

test('half written files are expected of the app’s way of writing, and of no other', () => {
  for (const code of ['E_PARSE', 'E_UTF8', 'E_SESSION_NOT_FOUND']) {
    expect(verdictOf('json', { failures: { [code]: 1 } })).toBe('expected-fail');
    expect(verdictOf('json', { ...NOTHING_WRITTEN, failures: { [code]: 9 } })).toBe('expected-fail');
    expect(verdictOf('json-safe', { failures: { [code]: 1 } })).toBe('fail');
    expect(verdictOf('sqlite', { failures: { [code]: 1 } })).toBe('fail');
  }
});

test('a lost write is expected of the app’s way of writing, and of no other', () => {
  expect(verdictOf('json', ONE_LOST)).toBe('expected-fail');
  expect(verdictOf('json', { ...ONE_LOST, failures: { E_LOCKED: 1 } })).toBe('expected-fail');
  expect(verdictOf('sqlite', ONE_LOST)).toBe('fail');
});

test('a file that cannot be parsed afterwards is expected of the app’s way of writing, an unreadable disk is not', () => {
  const unreadable = (code: string) => ({
    history: null,
    damaged: null,
    unreadable: { code, message: 'no' },
  });
  expect(verdictOf('json', unreadable('E_PARSE'))).toBe('expected-fail');
  expect(verdictOf('json', unreadable('other'))).toBe('fail');
  expect(verdictOf('sqlite', unreadable('E_LOCKED'))).toBe('fail');
});

test('a worker that ended early leaves the answer open unless something is known to be wrong', () => {
  expect(verdictOf('sqlite', { deaths: ['killed'] })).toBe('unknown');
  expect(verdictOf('sqlite', { ...NOTHING_WRITTEN, deaths: ['killed'] })).toBe('unknown');
  expect(verdictOf('sqlite', { ...ONE_LOST, deaths: ['killed'] })).toBe('fail');
  expect(verdictOf('sqlite', { deaths: ['killed'], failures: { other: 1 } })).toBe('fail');
});

test('a worker that was ended by its limit in the middle of a call fails the run, unless a fault had stalled it', () => {
  const overdue = { deaths: ['took longer than 9 ms to end'], overdue: 1 };
  for (const store of ['json', 'sqlite']) expect(verdictOf(store, overdue)).toBe('fail');
  expect(judged('sqlite', overdue).detail).toBe(
    'A process ended early: took longer than 9 ms to end. Of 1 processes a call did not come back.',
  );
  for (const fault of ['lock', 'stop', 'full'])
    expect(verdictOf('sqlite', { ...overdue, faults: [fault] })).toBe('unknown');
  for (const fault of ['kill', 'checkpoint'])
    expect(verdictOf('sqlite', { ...overdue, faults: [fault] })).toBe('fail');
});

test('a run of reads alone answers for the sessions, not for writes', () => {
  const onlyReads = { ...NOTHING_WRITTEN, writesTried: 0 };
  expect(judged('sqlite', onlyReads)).toMatchObject({ verdict: 'ok', name: 'sessions stay as they were' });
  expect(verdictOf('sqlite', { ...onlyReads, readsDone: 0 })).toBe('fail');
});

test.each(['duplicate-append', 'reordered', 'stale-read', 'partial-read', 'lost-record', 'G1c'])(
  'a history with an anomaly fails, however fast the run was: %s',
  (name) => {
    expect(judged('sqlite', anomalous(name, 3))).toMatchObject({
      ...{ verdict: 'fail', counts: { anomalies: 3, lost: 0 } },
      detail: `3 times ${name}, such as: why.`,
    });
    expect(verdictOf('json', anomalous(name))).toBe('expected-fail');
  },
);

test('counts name what was lost, doubled, disordered and stale', () => {
  const countsOf = (name: string) => judged('sqlite', anomalous(name, 2)).counts;
  expect(judged('sqlite', ONE_LOST).counts).toMatchObject({ acknowledged: 9, found: 8, lost: 1 });
  expect(countsOf('duplicate-append')).toMatchObject({ duplicated: 2 });
  expect(countsOf('reordered')).toMatchObject({ disordered: 2 });
  expect(countsOf('stale-read')).toMatchObject({ stale: 2 });
  expect(judged('sqlite', { damaged: 4 })).toMatchObject({ verdict: 'fail', counts: { damaged: 4 } });
});

test('an open loop that missed its rate is unknown, and a lost write in it still fails', () => {
  expect(judged('sqlite', arriving(0.949))).toMatchObject({
    verdict: 'unknown',
    detail: expect.stringMatching(/^Only 94% of the rate that was asked for was achieved/),
  });
  expect(judged('sqlite', arriving(0.951)).verdict).toBe('ok');
  expect(judged('sqlite', { ...arriving(0.1), ...ONE_LOST }).verdict).toBe('fail');
});

test('a generator that was late for more than half of the latencies makes the run unknown', () => {
  expect(judged('sqlite', arriving(1, 1_100_000))).toMatchObject({
    verdict: 'unknown',
    detail: expect.stringMatching(
      /^The load generator itself was late by 1\.1 ms \(p99\), of latencies of 2\.0 ms:/,
    ),
  });
  expect(verdictOf('sqlite', arriving(1, 900_000))).toBe('ok');
  expect(verdictOf('sqlite', { ...arriving(1, 1_100_000), latencyNsP99: 25_000_000 })).toBe('ok');
  expect(verdictOf('sqlite', { ...arriving(1, 900_000), latencyNsP99: 900_000 })).toBe('ok');
});

test('a run with faults is not blamed for what they cost, and for all that was acknowledged', () => {
  const faulty = { ...arriving(0.5, 9_000_000), faults: ['stop'] };
  expect(verdictOf('sqlite', faulty)).toBe('ok');
  expect(verdictOf('sqlite', { ...faulty, failures: { E_LOCKED: 1 } })).toBe('ok');
  const full = { ...faulty, faults: ['full'], failures: { E_NO_SPACE: 3 } };
  expect(verdictOf('sqlite', full)).toBe('ok');
  expect(verdictOf('sqlite', { ...faulty, failures: { other: 1 } })).toBe('fail');
  expect(verdictOf('sqlite', { ...faulty, ...ONE_LOST })).toBe('fail');
});

test('a fault excuses only what it explains', () => {
  expect(verdictOf('sqlite', { ...arriving(0.5, 0), faults: ['kill'] })).toBe('unknown');
  expect(verdictOf('sqlite', { faults: ['kill', 'stop'], failures: { E_NO_SPACE: 1 } })).toBe('unknown');
});

test('what could not be ruled out leaves a run open', () => {
  const history = { shown: { appends: 1, reads: 1, anomalies: [] }, lost: 0, undecided: ['G-single'] };
  expect(verdictOf('sqlite', { history })).toBe('unknown');
});

test('a run that only makes and deletes is none in which nothing was done', () => {
  expect(verdictOf('sqlite', { acknowledged: 0 })).toBe('ok');
});
