import { expect, test } from 'vitest';
import { Random } from '../../statistics/random.ts';
import { type KneeFound, type RateRun, searchKnee } from './search.ts';

const PROMISED_NS = 25e6;
const OPTIONS = { promisedNsP99: PROMISED_NS, maxPerSecond: 100_000 };

interface SimulatedStore {
  /** Calls a second that it can do at most. */
  readonly capacity: number;
  /** Of the generator. */
  readonly generatorMax?: number;
  /** Of so many runs one meets a stall of the machine that has nothing to do with the rate. */
  readonly stallIn?: number;
  readonly seed?: number;
}

/** One server with a queue (M/M/1): its p99 is ln(100) over what is left of its capacity. */
const p99Of = (capacity: number, perSecond: number): number =>
  perSecond < capacity ? (Math.log(100) * 1e9) / (capacity - perSecond) : 10e9;

const kneeOf = ({ capacity }: SimulatedStore): number => capacity - (Math.log(100) * 1e9) / PROMISED_NS;

function simulated({ capacity, generatorMax = 1e9, stallIn = 0, seed = 1 }: SimulatedStore) {
  const random = new Random(seed);
  return async (perSecond: number): Promise<RateRun> => {
    const begun = Math.min(perSecond, generatorMax);
    const isStalled = stallIn > 0 && random.below(stallIn) === 0;
    const lagNsP99 = begun < perSecond ? 3e9 : 50_000;
    const served = p99Of(capacity, begun) * (0.95 + random.unit() / 10);
    return {
      achievedPerSecond: Math.min(begun, capacity),
      latencyNsP99: Math.round((isStalled ? 400e6 : served) + lagNsP99),
      lagNsP99,
    };
  };
}

const found = (store: SimulatedStore, options = OPTIONS): Promise<KneeFound> =>
  searchKnee(simulated(store), options);

test.each([300, 1_000, 2_345, 7_777, 60_000])(
  'the knee of a store of %i calls a second is found to a tenth',
  async (capacity) => {
    const { keptPerSecond, missedPerSecond, tried } = await found({ capacity });
    const knee = kneeOf({ capacity });
    expect(keptPerSecond).toBeGreaterThan(knee / 1.12);
    expect(keptPerSecond).toBeLessThan(knee * 1.02);
    expect((missedPerSecond ?? 0) / (keptPerSecond ?? 1)).toBeLessThanOrEqual(1.1);
    expect(tried.length).toBeLessThanOrEqual(24);
  },
);

test('runs that a stall of the machine spoilt do not move the knee', async () => {
  const capacity = 5_000;
  const ratios: number[] = [];
  for (let seed = 0; seed < 50; seed++) {
    const { keptPerSecond } = await found({ capacity, stallIn: 12, seed });
    ratios.push((keptPerSecond ?? 0) / kneeOf({ capacity }));
  }
  expect(ratios.filter((ratio) => ratio > 1 / 1.15 && ratio < 1.02).length).toBeGreaterThanOrEqual(45);
});

test('a search that believes each run would be led astray by the same stalls', async () => {
  const capacity = 5_000;
  let astray = 0;
  for (let seed = 0; seed < 50; seed++) {
    const runAt = simulated({ capacity, stallIn: 12, seed });
    let [kept, missed] = [0, Number.POSITIVE_INFINITY];
    for (let rate = 100; missed / Math.max(kept, 1) > 1.1 && rate >= 1; ) {
      const { latencyNsP99 } = await runAt(rate);
      if ((latencyNsP99 ?? 0) < PROMISED_NS) kept = rate;
      else missed = rate;
      rate = Number.isFinite(missed) ? (kept === 0 ? missed / 2 : Math.sqrt(kept * missed)) : 2 * kept;
    }
    if (kept < kneeOf({ capacity }) / 1.15) astray++;
  }
  expect(astray).toBeGreaterThan(20);
});

test('rates that the generator could not keep are unknown, and no limit of the store', async () => {
  const { keptPerSecond, missedPerSecond, tried } = await found({ capacity: 50_000, generatorMax: 3_000 });
  expect(keptPerSecond).toBeGreaterThan(3_000 / 1.12);
  expect(keptPerSecond).toBeLessThanOrEqual(3_000);
  expect(missedPerSecond).toBe(null);
  const beyond = tried.filter(({ askedPerSecond }) => askedPerSecond > 3_000);
  expect(beyond.length).toBeGreaterThan(1);
  for (const { isKept, isUnknown } of beyond)
    expect({ isKept, isUnknown }).toEqual({ isKept: false, isUnknown: true });
});

test('a store that keeps the promise at no rate has no knee, and one below the first rate has it there', async () => {
  expect(await found({ capacity: 0.1 })).toMatchObject({
    keptPerSecond: null,
    missedPerSecond: expect.any(Number),
  });
  // So near its end, a twentieth of latency is a fifth of the rate.
  const { keptPerSecond } = await found({ capacity: 230 });
  expect(keptPerSecond).toBeGreaterThan(kneeOf({ capacity: 230 }) / 1.3);
  expect(keptPerSecond).toBeLessThan(kneeOf({ capacity: 230 }) * 1.3);
});

test('a store that keeps the highest rate is asked for no more', async () => {
  const { keptPerSecond, missedPerSecond } = await found(
    { capacity: 1e6 },
    { ...OPTIONS, maxPerSecond: 5_000 },
  );
  expect({ keptPerSecond, missedPerSecond }).toEqual({ keptPerSecond: 5_000, missedPerSecond: null });
});

test('a rate that was not achieved is not kept, however short the latencies of the rest', async () => {
  const runAt = async (perSecond: number): Promise<RateRun> => ({
    achievedPerSecond: Math.min(perSecond, 700),
    latencyNsP99: 1e6,
    lagNsP99: 0,
  });
  const { keptPerSecond } = await searchKnee(runAt, OPTIONS);
  expect(keptPerSecond).toBeGreaterThan(600);
  expect(keptPerSecond).toBeLessThanOrEqual(700 / 0.95);
});

test('runs that never agree do not go on for ever', async () => {
  const random = new Random(3);
  const runAt = async (perSecond: number): Promise<RateRun> => ({
    achievedPerSecond: perSecond,
    latencyNsP99: random.pick([1e6, 1e9]),
    lagNsP99: 0,
  });
  expect((await searchKnee(runAt, OPTIONS)).tried.length).toBeLessThanOrEqual(40);
});
