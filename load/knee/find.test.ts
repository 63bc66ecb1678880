import { expect, test } from 'vitest';
import { kneeSchema } from '../../results/load.ts';
import type { Check, Load } from '../../results/result.ts';
import { findKnee, type KneeSetting } from './find.ts';

const SETTING: KneeSetting = {
  ...{ store: 'sqlite', mix: 'editor', processes: 4, records: 100 },
  ...{ promisedNsP99: 25e6, maxPerSecond: 100_000 },
};

const check = (verdict: Check['verdict'], counts: Check['counts'] = {}): Check => ({
  ...{ row: 'check', area: 'load', subject: 'sqlite', name: 'kept', verdict, counts, detail: `${verdict}!` },
});

/** Of two operations, one of which is quick at any rate. */
const load = (perSecond: number, latencyNsP99: number | null, lagNsP99 = 0): Load => {
  const arrival = { askedPerSecond: perSecond, achievedPerSecond: perSecond, lagNsP99, lagNsMax: lagNsP99 };
  const operations = [1e6, latencyNsP99].map((p99) => ({ latencyNsP99: p99 }));
  return { row: 'load', arrival, operations } as unknown as Load;
};

/** One call of each operation. */
const withFailures = (own: Load): Load => ({
  ...own,
  operations: own.operations.map((operation) => ({ ...operation, failed: 1 })),
});

/** What leaves it open is its rate, unless it is said that something else does. */
const ran = (load: Load | null, found: Check, apartFromRate: Check['verdict'] = 'ok') => ({
  ...{ load, check: found },
  apartFromRate: found.verdict === 'unknown' ? apartFromRate : found.verdict,
});

const p99At = (perSecond: number): number => (perSecond <= 1_000 ? 5e6 : 80e6);

test('the knee is that of the operation that is slowest', async () => {
  const { knee, check: found } = await findKnee(
    async (perSecond) => ran(load(perSecond, p99At(perSecond)), check('ok')),
    SETTING,
  );
  expect(kneeSchema.parse(knee)).toMatchObject({
    row: 'knee',
    store: 'sqlite',
    mix: 'editor',
    promisedNsP99: 25e6,
  });
  expect(knee?.keptPerSecond).toBeGreaterThan(900);
  expect(knee?.keptPerSecond).toBeLessThanOrEqual(1_000);
  expect(found).toMatchObject({ verdict: 'ok', detail: '', counts: { keptPerSecond: knee?.keptPerSecond } });
});

test('a run that failed ends the search, and its check is the outcome', async () => {
  const runs: number[] = [];
  const outcome = await findKnee(async (perSecond) => {
    runs.push(perSecond);
    return ran(load(perSecond, 1e6), check(perSecond < 400 ? 'ok' : 'fail'));
  }, SETTING);
  expect(outcome).toMatchObject({ knee: null, check: { verdict: 'fail', detail: 'fail!' } });
  expect(runs).toEqual([100, 200, 400]);
});

test.each<readonly [string, Check['verdict'], RegExp, (perSecond: number) => ReturnType<typeof ran>]>([
  [
    'nothing is kept',
    'fail',
    /^At no rate that was tried the store kept a p99 below 25 ms\.$/,
    (perSecond) => ran(load(perSecond, 80e6), check('ok')),
  ],
  [
    'the generator is late',
    'unknown',
    /^Whether the store keeps a p99 below 25 ms above \d+ calls a second cannot be told/,
    (perSecond) =>
      ran(perSecond <= 1_000 ? load(perSecond, 1e6) : load(perSecond, 80e6, 79e6), check('unknown')),
  ],
  [
    'a process dies in each run',
    'unknown',
    /^Whether the store keeps a p99 below 25 ms cannot be told: (\d+) of \1 runs did not count. The last one: expected-fail!$/,
    (perSecond) => ran(load(perSecond, 1e6), check('expected-fail', { deadProcesses: 1 })),
  ],
  [
    'it is open in each run whether a write was lost',
    'unknown',
    /cannot be told: (\d+) of \1 runs did not count. The last one: unknown!$/,
    (perSecond) => ran(load(perSecond, 1e6), check('unknown'), 'unknown'),
  ],
  [
    'an operation never succeeds',
    'fail',
    /^At no rate/,
    (perSecond) => ran(load(perSecond, null), check('ok')),
  ],
  [
    'calls fail, however fast the others are',
    'fail',
    /^At no rate/,
    (perSecond) => ran(withFailures(load(perSecond, 1e6)), check('ok')),
  ],
  [
    'losses were expected',
    'expected-fail',
    /^$/,
    (perSecond) => ran(load(perSecond, p99At(perSecond)), check('expected-fail')),
  ],
])('where %s the check says %s', async (_, verdict, detail, runAt) => {
  const { check: found } = await findKnee(async (perSecond) => runAt(perSecond), SETTING);
  expect(found).toMatchObject({ verdict, detail: expect.stringMatching(detail) });
});

test('what a run rejects with is not taken for a finding', async () => {
  const aborted = findKnee(() => Promise.reject(new Error('aborted')), SETTING);
  await expect(aborted).rejects.toThrow('aborted');
});

test('runs that do not count bound the search no lower than the rate that others kept', async () => {
  const { knee } = await findKnee(
    async (perSecond) =>
      ran(load(perSecond, p99At(perSecond)), check(perSecond > 700 ? 'unknown' : 'ok'), 'unknown'),
    SETTING,
  );
  expect(knee).toMatchObject({ missedPerSecond: null });
  expect(knee?.keptPerSecond).toBeGreaterThan(600);
  expect(knee?.keptPerSecond).toBeLessThanOrEqual(700);
});
