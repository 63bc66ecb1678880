import { expect, test } from 'vitest';
import type { BodyRow } from '../../results/result.ts';
import type { Results } from '../../results/result-file.ts';
import type { Test } from '../../results/tests.ts';
import { claims as sessionClaims } from '../../sessions/claims.ts';
import { type ExampleOptions, exampleRun } from '../../sessions/examples/example-run.ts';
import { runOf } from '../judge/run.ts';
import { CLAIM_WORDS, judgeClaims } from './claims.ts';

const CANDIDATE = 'sqlite';
/** With their verdicts in the words that are printed. */
const CLAIMS = sessionClaims();
const judgedBy = (results: Results, claims = CLAIMS) =>
  judgeClaims(claims, runOf(results)).map((claim) => ({ ...claim, verdict: CLAIM_WORDS[claim.verdict] }));
type JudgedClaim = ReturnType<typeof judgedBy>[number];

const SAMPLES = 60;

/** All samples of a trial equal, so that intervals have no width and verdicts follow from arithmetic. */
function exactRun(
  medianUs: (store: string, operation: string, records: number) => number,
  trials = 3,
): Results {
  const run = exampleRun({ trials, samples: SAMPLES, sizes: [100, 1_000, 10_000] });
  const rows = run.rows.map((row): BodyRow => {
    if (row.row !== 'trial') return row;
    const ns = Math.round(1_000 * medianUs(row.store, row.operation, row.records));
    return { ...row, samplesNs: row.samplesNs.map(() => ns) };
  });
  return { ...run, rows };
}

const judged = (results: Results, id: string): JudgedClaim => {
  const [found] = judgedBy(
    results,
    CLAIMS.filter((claim) => claim.id === id),
  );
  if (found === undefined) throw new Error(`no claim ${id}`);
  return found;
};

const without = (results: Results, isLeftOut: (row: BodyRow) => boolean): Results => ({
  ...results,
  rows: results.rows.filter((row) => !isLeftOut(row)),
});

test('every claim of the brief is in the table, once', () => {
  const ids = CLAIMS.map((claim) => claim.id);
  expect(new Set(ids).size).toBe(ids.length);
  const range = (prefix: string, from: number, to: number): string[] =>
    Array.from({ length: to - from + 1 }, (_, index) => `${prefix}-${from + index}`);
  expect(ids).toEqual(
    expect.arrayContaining([
      ...range('TK', 12, 17),
      ...range('AB', 5, 11),
      ...range('QP', 1, 11),
      ...range('PC', 1, 5).flatMap((id) => [`${id}a`, `${id}b`]),
      ...['EX-2a', 'PC-6', 'QR-1', 'A3-26', 'P2-22', 'P2-23', 'P3-15', 'P4-19'],
    ]),
  );
});

test('a figure at 1,000 sessions is not read off a run at 100', () => {
  const run = without(exampleRun(), (row) => row.row === 'trial' && row.records === 1_000);
  expect(judged(run, 'AB-6')).toMatchObject({ verdict: 'not measured', measured: null, ratio: null });
  expect(judged(run, 'AB-5').verdict).not.toBe('not measured');
});

test('25x holds at 25 and does not hold at 24.9', () => {
  const at = (json: number): JudgedClaim =>
    judged(
      exactRun((store) => (store === 'json' ? json : 1_000)),
      'TK-12',
    );
  expect(at(25_000)).toMatchObject({ verdict: 'holds', ratio: { value: 25, low: 25, high: 25 } });
  expect(at(24_900).verdict).toBe('does not hold');
  expect(at(24_900).sentence).toContain('2 ms holds, 25x does not hold');
});

test('a ratio without the promised time is not enough', () => {
  const slow = judged(
    exactRun((store) => (store === 'json' ? 100_000 : 2_100)),
    'TK-12',
  );
  expect(slow.verdict).toBe('does not hold');
  expect(slow.sentence).toContain('2 ms does not hold, 25x holds');
});

test('an interval on both sides of the promise is unclear', () => {
  const run = exampleRun({ factor: (store) => (store === CANDIDATE ? 1_540 / 610 / 25 : 1) });
  const claim = judged(run, 'TK-12');
  expect(claim.ratio?.low).toBeLessThan(25);
  expect(claim.ratio?.high).toBeGreaterThan(25);
  expect(claim.verdict).toBe('unclear');
  expect(claim.sentence).toContain('25x is unclear');
});

test('a promise about p95 is judged on p95', () => {
  const run = exactRun((store) => (store === 'json' ? 50_000 : 500));
  const rows = run.rows.map(
    (row): BodyRow =>
      row.row === 'trial' && row.store === CANDIDATE
        ? { ...row, samplesNs: row.samplesNs.map((ns, at) => (at < 6 ? 9_000_000 : ns) + row.order) }
        : row,
  );
  expect(judged({ ...run, rows }, 'QP-4').verdict).toBe('does not hold');
  expect(judged({ ...run, rows }, 'AB-8').verdict).toBe('holds');
  expect(judged(run, 'QP-4').verdict).toBe('holds');
});

test('the figure for JSON files is corrected when it is far off', () => {
  expect(
    judged(
      exactRun((store) => (store === 'json' ? 1_500 : 500)),
      'TK-12',
    ).sentence,
  ).toContain('(not 50 ms)');
  expect(
    judged(
      exactRun((store) => (store === 'json' ? 45_000 : 500)),
      'TK-12',
    ).sentence,
  ).not.toContain('not 50');
});

test('full text search is compared with the scan that JSON files allow', () => {
  const claim = judged(
    exactRun((store) => (store === 'json' ? 9_000 : 300)),
    'TK-17',
  );
  expect(claim).toMatchObject({ verdict: 'holds', ratio: { value: 30 } });
  expect(claim.sentence).toContain('a linear scan of the JSON file, which was always possible');
  const slower = judged(
    exactRun((store) => (store === 'json' ? 900 : 3_000)),
    'TK-17',
  );
  expect(slower.verdict).toBe('does not hold');
  expect(slower.sentence).toContain('5 ms holds, faster than a scan does not hold');
});

test('a single trial decides nothing', () => {
  const claim = judged(
    exactRun(() => 1_000, 1),
    'TK-12',
  );
  expect(claim.verdict).toBe('unclear');
  expect(claim.doubts).toContain('single-trial');
});

test('trials that did different work are not compared', () => {
  const run = exampleRun();
  const rows = run.rows.map(
    (row): BodyRow =>
      row.row === 'trial' && row.store === CANDIDATE ? { ...row, workDigest: 'cd'.repeat(32) } : row,
  );
  expect(judged({ ...run, rows }, 'TK-12')).toMatchObject({ verdict: 'not measured' });
});

test('without JSON files a ratio is not measured, and a time limit still is', () => {
  const run = without(exampleRun(), (row) => row.row === 'trial' && row.store === 'json');
  expect(judged(run, 'TK-12').verdict).toBe('not measured');
  expect(judged(run, 'QP-1')).toMatchObject({ verdict: 'holds', baseline: null });
});

test('logarithmic growth is judged on the worst of the operations', () => {
  const grown = (by: number): JudgedClaim =>
    judged(
      exactRun((_store, operation, records) => (operation === 'update' && records > 1_000 ? by : 1) * 100),
      'QP-10',
    );
  // Over a factor of 100 in sessions, with one size in the middle.
  expect(grown(1.5)).toMatchObject({ verdict: 'holds', measured: { unit: 'exponent' } });
  expect(grown(2)).toMatchObject({ verdict: 'does not hold' });
  expect(grown(2).sentence).toContain(
    '"update" on SQLite grows with exponent 0.15, the most of 6 operations',
  );
  expect(grown(2).sentence).toContain('On JSON the exponents of the same operations are 0.00 to 0.15');
  expect(judged(exampleRun(), 'QP-10').verdict).toBe('not measured');
});

test('linear growth of JSON files is judged on the least of the operations', () => {
  const grown = (exponent: number): JudgedClaim =>
    judged(
      exactRun((store, operation, records) =>
        store === 'json' && operation !== 'delete' ? records : 100 * (records / 100) ** exponent,
      ),
      'PC-6',
    );
  expect(grown(0.91)).toMatchObject({ verdict: 'holds', baseline: { unit: 'exponent' } });
  expect(grown(0.8)).toMatchObject({ verdict: 'does not hold' });
  expect(grown(0.8).sentence).toContain('"delete" on JSON grows with exponent 0.80, the least of 9');
});

test('growth is unclear where one size has a single trial', () => {
  const run = exactRun(() => 100);
  let isFirst = true;
  const rows = run.rows.filter((row) => {
    if (row.row !== 'trial' || row.operation !== 'getOne' || row.records < 10_000) return true;
    const isKept = row.store !== 'sqlite' || isFirst;
    if (row.store === 'sqlite') isFirst = false;
    return isKept;
  });
  expect(judged({ ...run, rows }, 'QP-10')).toMatchObject({ verdict: 'unclear', doubts: ['single-trial'] });
});

test('what the document says of JSON files holds from half to twice its figure', () => {
  const taking = (ms: number): JudgedClaim =>
    judged(
      exactRun(() => ms * 1_000),
      'PC-1a',
    );
  expect(taking(1.5)).toMatchObject({ verdict: 'does not hold', ratio: { value: 1 } });
  expect(taking(1.5).sentence).toBe(
    'JSON files take 1.5 ms as a median for "get all, first read" at 100 sessions; the document says 33x as much, 50 ms.',
  );
  expect(taking(30).verdict).toBe('holds');
  expect(taking(99).verdict).toBe('holds');
  expect(taking(101).verdict).toBe('does not hold');
});

test('where a promise does not hold, the report says what does', () => {
  const run = exactRun((store, operation) => {
    if (store === 'json') return 1_500;
    return { getAllCold: 500, firstPage: 100, getAllRepeated: 5 }[operation] ?? 2_000;
  });
  const { verdict, instead } = judged(run, 'TK-12');
  expect(verdict).toBe('does not hold');
  expect(instead).toBe(
    'What holds instead, at 100 sessions: JSON files take about 1.5 ms, not 50 ms; SQLite takes at most 500 µs as a ' +
      'median and is at least 3x as fast as JSON files; "first page of summaries" at least 15x and "get all again, ' +
      'unchanged" at least 300x as fast.',
  );
  expect(
    judged(
      exactRun((store) => (store === 'json' ? 30_000 : 1_000)),
      'TK-12',
    ).instead,
  ).toBeNull();
});

test('nothing is said to hold instead that the interval leaves open', () => {
  const { instead } = judged(exampleRun({ factor: () => 100, trials: 1 }), 'TK-15');
  expect(instead).toBeNull();
  const slower = judged(
    exactRun((store) => (store === 'json' ? 1_000 : 9_000)),
    'TK-15',
  );
  expect(slower).toMatchObject({ verdict: 'does not hold' });
  expect(slower.instead).not.toContain('as fast');
});

test('availability is judged by the calls under load, and few of them leave it unclear', () => {
  const run = exampleRun();
  const withCalls = (count: number, failed: number): JudgedClaim =>
    judged(
      {
        ...run,
        rows: run.rows.map(
          (row): BodyRow =>
            row.row === 'load'
              ? { ...row, operations: row.operations.map((one) => ({ ...one, count, failed })) }
              : row,
        ),
      },
      'QR-1',
    );
  expect(withCalls(1_000, 0).verdict).toBe('unclear');
  expect(withCalls(50_000, 0).verdict).toBe('holds');
  expect(withCalls(50_000, 50)).toMatchObject({ verdict: 'does not hold' });
  expect(withCalls(0, 0).verdict).toBe('not measured');
});

test('throughput counts only while no write is lost', () => {
  expect(judged(exampleRun(), 'QP-7')).toMatchObject({
    verdict: 'holds',
    measured: { p50: { value: 2_100 } },
  });
  expect(judged(exampleRun(), 'QP-8').verdict).toBe('holds');
  const run = exampleRun();
  const losing = run.rows.map((row): BodyRow => (row.row === 'load' ? { ...row, lost: 3 } : row));
  expect(judged({ ...run, rows: losing }, 'QP-7')).toMatchObject({
    verdict: 'does not hold',
    sentence: expect.stringContaining('3 acknowledged writes were lost'),
  });
  expect(
    judged(
      without(run, (row) => row.row === 'load'),
      'QP-7',
    ).verdict,
  ).toBe('not measured');
});

test('load runs on both sides of a promised rate are unclear', () => {
  const run = exampleRun();
  const extra = run.rows.flatMap((row): BodyRow[] =>
    row.row === 'load' && row.store === CANDIDATE
      ? [row, { ...row, operations: row.operations.map((one) => ({ ...one, throughputPerSecond: 50 })) }]
      : [row],
  );
  expect(judged({ ...run, rows: extra }, 'QP-7').verdict).toBe('unclear');
});

test('sizes, imports and agreement are judged on their rows', () => {
  const run = exampleRun();
  expect(judged(run, 'QP-9')).toMatchObject({ verdict: 'holds', baseline: { p50: { value: 8_912_345 } } });
  expect(judged(run, 'P2-22')).toMatchObject({ verdict: 'holds' });
  expect(judged(run, 'P2-20')).toMatchObject({ verdict: 'holds', measured: { p50: { value: 0 } } });
  const bad = run.rows.map((row): BodyRow => {
    if (row.row === 'size') return { ...row, bytes: 10_000_000 };
    if (row.row === 'figure') return { ...row, value: 3 };
    if (row.row === 'check' && row.area === 'verify') return { ...row, verdict: 'fail' };
    return row;
  });
  for (const id of ['QP-9', 'P2-22', 'P2-20']) {
    expect(judged({ ...run, rows: bad }, id).verdict).toBe('does not hold');
  }
  const empty = without(run, () => true);
  for (const { verdict } of judgedBy(empty)) expect(verdict).toBe('not measured');
});

test('a named figure is judged when the run has it', () => {
  const run = exampleRun();
  const withFigure = (value: number): Results => ({
    ...run,
    rows: [
      ...run.rows,
      { row: 'figure', name: 'connectionMemory', store: 'sqlite', records: 0, unit: 'bytes', value },
    ],
  });
  expect(judged(run, 'QP-11').verdict).toBe('not measured');
  expect(judged(withFigure(30e6), 'QP-11').verdict).toBe('holds');
  expect(judged(withFigure(60e6), 'QP-11').sentence).toContain('60 MB');
});

test('verdicts come from the closed set, sentences are whole, and a run gives the same ones twice', () => {
  const variants: ExampleOptions[] = [
    {},
    { trials: 1 },
    { samples: 1 },
    { factor: () => 1e-6 },
    { factor: () => 1e6 },
  ];
  for (const options of variants) {
    const claims = judgedBy(exampleRun(options));
    for (const { verdict, sentence } of claims) {
      expect(Object.values(CLAIM_WORDS)).toContain(verdict);
      expect(sentence).toMatch(/^[A-Z0-9].*\.$/);
      expect(sentence).not.toMatch(/NaN|undefined|Infinity|null/);
    }
    expect(judgedBy(exampleRun(options))).toEqual(claims);
  }
});

const ofOthers = (...tests: readonly Test[]): JudgedClaim =>
  judgedBy(
    exactRun((store, _operation, records) => (store === 'json' ? 4_000 : records)),
    [{ id: 'a', source: 'README', text: 'fast', tests: [...tests] }],
  )[0]!;

test('a claim on several operations or sizes is told by the worst of them', () => {
  const time = { quantity: 'time', operations: ['getOne', 'create'], atMost: 20 } as const;
  expect(ofOthers(time)).toMatchObject({
    ...{ verdict: 'holds', subject: 'get one, create, any number of sessions', ratio: null, workload: null },
    sentence: 'Found: 10 ms, p50 of get one at 10,000, the worst of 6; promised: p50 at most 20 ms.',
  });
  expect(ofOthers({ ...time, records: [100, 1_000] })).toMatchObject({
    ...{ verdict: 'holds', subject: 'get one, create, 100, 1,000 sessions', instead: null },
    sentence: 'Found: 1 ms, p50 of get one at 1,000, the worst of 4; promised: p50 at most 20 ms.',
  });
  expect(ofOthers({ ...time, atMost: 0.1, over: 'json' })).toMatchObject({
    verdict: 'does not hold',
    instead: null,
  });
});

test('a claim on the baseline alone is told of the baseline', () => {
  const time = { quantity: 'time', operations: ['getOne'], records: [100], store: 'json' } as const;
  expect(ofOthers({ ...time, atMost: 5 }).sentence).toBe(
    'JSON files take 4 ms as a median: p50 at most 5 ms holds.',
  );
  expect(ofOthers({ ...time, atLeast: 1, atMost: 5 }).method).not.toContain('half');
});

test('a claim on a ratio alone says what was compared', () => {
  const ratio = { quantity: 'ratio', operations: ['getOne'], records: [100], atMost: 0.5 } as const;
  expect(ofOthers(ratio)).toMatchObject({
    ...{ verdict: 'holds', subject: 'get one at 100, SQLite to JSON' },
    // As many times as good, as in the claims that ask for it the other way round.
    ...{ ratio: { value: 40 }, ratioAsked: 2 },
    sentence: 'Found: 0.025x, of JSON, get one at 100; promised: at most 0.5x.',
  });
});
