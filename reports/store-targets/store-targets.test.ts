import { expect, test } from 'vitest';
import type { BodyRow } from '../../results/result.ts';
import type { Results } from '../../results/result-file.ts';
import { exampleRun } from '../../sessions/examples/example-run.ts';
import { storeTargets } from '../../sessions/targets.ts';
import { CLAIM_WORDS } from '../claims/claims.ts';
import { runOf } from '../judge/run.ts';
import { judgeStoreTargets } from './store-targets.ts';

const RUN = exampleRun({
  isFull: true,
  sizes: [100, 1_000, 10_000],
  profiles: ['small', 'large', 'japanese'],
  trials: 3,
  samples: 20,
});

/** All samples of a trial equal, so that intervals have no width and verdicts follow from arithmetic. */
const exact = (medianUs: (store: string, operation: string, records: number) => number): Results =>
  changed((row) => {
    if (row.row !== 'trial') return row;
    const ns = Math.round(1_000 * medianUs(row.store, row.operation, row.records));
    return { ...row, samplesNs: row.samplesNs.map(() => ns) };
  });

const changed = (change: (row: BodyRow) => BodyRow | null): Results => ({
  ...RUN,
  rows: RUN.rows.map(change).filter((row) => row !== null),
});

/** With their verdicts in the words that are printed. */
const STORE_TARGETS = storeTargets();
const judgedBy = (results: Results, targets = STORE_TARGETS) =>
  judgeStoreTargets(targets, runOf(results)).map(({ target, parts, verdict }) => ({
    target,
    verdict: CLAIM_WORDS[verdict],
    parts: parts.map((one) => ({ ...one, verdict: CLAIM_WORDS[one.verdict] })),
  }));
type JudgedStoreTarget = ReturnType<typeof judgedBy>[number];
type JudgedPart = JudgedStoreTarget['parts'][number];

const target = (results: Results, id: string): JudgedStoreTarget =>
  judgedBy(
    results,
    STORE_TARGETS.filter((one) => one.id === id),
  )[0]!;

const part = (results: Results, id: string, asked: RegExp): JudgedPart =>
  target(results, id).parts.find((one) => asked.test(one.asked))!;

test('there are thirteen targets, each with an id and parts of its own', () => {
  expect(STORE_TARGETS).toHaveLength(13);
  expect(new Set(STORE_TARGETS.map(({ id }) => id)).size).toBe(13);
  for (const { tests } of STORE_TARGETS) {
    expect(tests.length).toBeGreaterThan(0);
    expect(new Set(tests.map(({ asked }) => asked)).size).toBe(tests.length);
  }
});

test('a run that timed nothing meets no target', () => {
  const nothing = judgedBy({ ...RUN, rows: [] });
  expect(nothing.map(({ verdict }) => verdict)).toEqual(STORE_TARGETS.map(() => 'not measured'));
  expect(nothing.flatMap(({ parts }) => parts).every(({ remark }) => remark !== '')).toBe(true);
});

test('reading everything is compared with the file read and parsed, at both sizes', () => {
  const at = (share: number): JudgedPart =>
    part(
      exact((store, _operation, records) =>
        store === 'floor-json-parse' ? 10_000 : records === 100 ? 1_000 : 10_000 * share,
      ),
      'all-cold',
      /not slower than JSON/,
    );
  expect(at(1)).toEqual({
    asked: 'not slower than JSON read and parsed',
    value: '1x',
    remark: 'of floor: file read and parsed, get all, first read at 1,000, the worst of 2',
    verdict: 'holds',
  });
  expect(at(1.01).verdict).toBe('does not hold');
});

test('one peer that is faster is enough to miss a target, and it is named', () => {
  const run = exact((store) => (store === 'lmdb' ? 99 : 100));
  expect(part(run, 'points', /durable peer/)).toMatchObject({
    verdict: 'does not hold',
    remark: expect.stringContaining('of lmdb, '),
  });
  const renamed = {
    ...run,
    rows: run.rows.map((row) =>
      row.row === 'trial' && row.store === 'lmdb' ? { ...row, store: 'lmdb-nosync' } : row,
    ),
  };
  expect(part(renamed, 'points', /durable peer/).verdict).toBe('holds');
  expect(part(renamed, 'all-cold', /every peer/).verdict).toBe('does not hold');
});

test('without peers it is not measured whether SQLite is faster than they are', () => {
  const alone = changed((row) => ('store' in row && ['lmdb', 'kysely'].includes(row.store) ? null : row));
  expect(part(alone, 'all-cold', /every peer/)).toMatchObject({
    verdict: 'not measured',
    value: '',
    remark: expect.stringContaining('a peer on'),
  });
  expect(target(alone, 'all-cold').verdict).not.toBe('holds');
});

test('a part of which one size is missing does not hold by the others, and fails by any', () => {
  const without = (us: number): JudgedPart => {
    const run = exact((store) => (store === 'floor-json-parse' ? 100_000 : us));
    return part(
      { ...run, rows: run.rows.filter((row) => row.row !== 'trial' || row.records < 10_000) },
      'all-after-change',
      /1,000 and above/,
    );
  };
  expect(without(10)).toMatchObject({
    verdict: 'not measured',
    value: '10,000x',
    remark: expect.stringContaining('not measured: get all after one change at 10,000'),
  });
  expect(without(2_000).verdict).toBe('does not hold');
});

test('ratios between different operations are compared all the same', () => {
  const run = exact((store, operation) =>
    store === 'floor-json-parse' && operation === 'getAllCold' ? 6_500 : 100,
  );
  expect(part(run, 'promised-ratios', /65x/)).toMatchObject({ value: '65x', verdict: 'holds' });
});

test('times of trials that did other work are not compared', () => {
  const run = changed((row) =>
    row.row === 'trial' && row.store === 'floor-driver' ? { ...row, workDigest: 'cd'.repeat(32) } : row,
  );
  expect(part(run, 'points', /driver/)).toMatchObject({
    verdict: 'not measured',
    remark: expect.stringContaining('different work'),
  });
});

test('a single trial leaves a target unclear', () => {
  const single = exampleRun({ isFull: true, sizes: [1_000], trials: 1, samples: 20 });
  expect(part(single, 'points', /driver/)).toMatchObject({
    verdict: 'unclear',
    remark: expect.stringContaining('from a single trial'),
  });
});

test('limits on times, rates and growth are judged at their edge', () => {
  const at = (us: number): Results => exact(() => us);
  expect(part(at(10), 'all-repeated', /10 µs/).verdict).toBe('holds');
  expect(part(at(10.1), 'all-repeated', /10 µs/).verdict).toBe('does not hold');
  expect(part(at(200), 'bulk-import', /5,000/)).toMatchObject({ verdict: 'holds', value: '5,000/s' });
  expect(part(at(201), 'bulk-import', /5,000/).verdict).toBe('does not hold');
  expect(target(at(20_000), 'first-page').verdict).toBe('holds');
  expect(target(at(20_001), 'first-page').verdict).toBe('does not hold');
  expect(target(at(100), 'points-growth').verdict).toBe('holds');
  const growing = exact((_store, operation, records) => (operation === 'delete' ? records ** 0.11 : 1));
  expect(part(growing, 'points-growth', /0\.1/)).toMatchObject({
    verdict: 'does not hold',
    value: expect.stringContaining('0.11'),
    remark: expect.stringContaining('delete'),
  });
});

test('sizes, memory and checks are read from their rows', () => {
  const rows: BodyRow[] = [
    { row: 'size', store: 'sqlite', records: 100, profile: 'large', bytes: 340 },
    { row: 'size', store: 'json', records: 100, profile: 'large', bytes: 1_000 },
    {
      row: 'figure',
      name: 'memoryOverRuntime',
      store: 'sqlite',
      records: 10_000,
      profile: 'small',
      unit: 'bytes',
      value: 49e6,
    },
    {
      row: 'check',
      area: 'bench',
      subject: 'sqlite',
      name: 'timed work is that of the model',
      verdict: 'fail',
      counts: {},
      detail: '',
    },
  ];
  const run = { ...RUN, rows: [...RUN.rows, ...rows] };
  expect(part(run, 'size', /8 MB/)).toMatchObject({ verdict: 'holds', value: '7.2 MB' });
  expect(part(run, 'size', /0\.7 of/)).toMatchObject({ verdict: 'does not hold', value: '0.81x' });
  expect(part(run, 'size', /0\.5/)).toMatchObject({ verdict: 'holds', value: '0.34x' });
  expect(target(run, 'memory')).toMatchObject({ verdict: 'holds' });
  expect(part(run, 'all-repeated', /stale/)).toMatchObject({
    verdict: 'does not hold',
    remark: 'were ok; failed: timed work is that of the model',
  });
  expect(target(run, 'digests').verdict).toBe('not measured');
});
