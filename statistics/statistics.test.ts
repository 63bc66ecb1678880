import fc from 'fast-check';
import { expect, test } from 'vitest';
import { replicates } from './bootstrap.ts';
import { doubtsAbout, mannWhitneyZ } from './doubts.ts';
import { interval, widening } from './interval.ts';
import { measure, quantileRatio } from './measurement.ts';
import { ascending, medianOf, quantile } from './quantile.ts';
import { Random } from './random.ts';

const RUNS = { numRuns: 200 };
const samplesOf = fc.array(fc.nat({ max: 1_000 }), { minLength: 1, maxLength: 40 });
const trialsOf = fc.array(samplesOf, { minLength: 1, maxLength: 5 });

/** A standard normal number, by Box and Muller. */
function normal(random: Random): number {
  const unit = (): number => (random.below(1_000_000) + 0.5) / 1_000_000;
  return Math.sqrt(-2 * Math.log(unit())) * Math.cos(2 * Math.PI * unit());
}

/** Log-normal times around `center`, with a spread between trials and one within them. */
const times = (
  random: Random,
  center: number,
  shape = { trials: 3, samples: 40, between: 0.05 },
): number[][] =>
  Array.from({ length: shape.trials }, () => {
    const shift = shape.between * normal(random);
    return Array.from({ length: shape.samples }, () =>
      Math.round(center * Math.exp(shift + 0.2 * normal(random))),
    );
  });

test('quantiles are those that R and NumPy give by default', () => {
  const samples = [15, 20, 35, 40, 50];
  expect([0, 0.05, 0.3, 0.4, 0.5, 0.95, 1].map((p) => quantile(samples, p))).toEqual([
    15, 16, 23, 29, 35, 48, 50,
  ]);
  expect(quantile([7], 0.99)).toBe(7);
  expect(quantile([1, 2], 0.5)).toBe(1.5);
});

test('a quantile splits the samples as its order says', () => {
  fc.assert(
    fc.property(samplesOf, fc.double({ min: 0, max: 1, noNaN: true }), (samples, p) => {
      const value = quantile(ascending(samples), p);
      const below = samples.filter((sample) => sample < value).length;
      const upTo = samples.filter((sample) => sample <= value).length;
      expect(below).toBeLessThanOrEqual(Math.floor((samples.length - 1) * p) + 1);
      expect(upTo).toBeGreaterThanOrEqual(Math.floor((samples.length - 1) * p) + 1);
    }),
    RUNS,
  );
});

test('the median of an even count is the mean of the two middle values', () => {
  expect([[3], [362, 340], [9, 1, 5], [4, 1, 100, 2]].map(medianOf)).toEqual([3, 351, 5, 3]);
});

test('no quantile of nothing, and none outside 0 to 1', () => {
  expect(() => medianOf([])).toThrow(RangeError);
  expect(() => quantile([1], 1.1)).toThrow(RangeError);
  expect(() => quantile([1], Number.NaN)).toThrow(RangeError);
});

test('the same seed gives the same numbers, another seed others', () => {
  const draw = (seed: string): number[] => {
    const random = Random.from(seed);
    return Array.from({ length: 100 }, () => random.below(1_000));
  };
  expect(draw('a')).toEqual(draw('a'));
  expect(draw('a')).not.toEqual(draw('b'));
  expect(Math.min(...draw('a'))).toBeGreaterThanOrEqual(0);
  expect(Math.max(...draw('a'))).toBeLessThan(1_000);
});

test('random numbers are even enough: chi-square over 64 cells', () => {
  const random = Random.from('even');
  const cells = new Array<number>(64).fill(0);
  for (let index = 0; index < 64_000; index++) {
    const cell = random.below(64);
    cells[cell] = (cells[cell] as number) + 1;
  }
  const chiSquare = cells.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);
  // 99.99% of fair generators lie in this range (63 degrees of freedom).
  expect(chiSquare).toBeGreaterThan(27);
  expect(chiSquare).toBeLessThan(113);
});

/** The obvious way: draw the same ranks from the same stream, build the pool, sort it. */
function sortedReplicates(trials: readonly number[][], p: number, count: number, random: Random): number[] {
  const sorted = trials.map((trial) => [...ascending(trial)]);
  return Array.from({ length: count }, () => {
    const pool: number[] = [];
    for (let index = 0; index < sorted.length; index++) {
      const trial = sorted[random.below(sorted.length)]!;
      for (let sample = 0; sample < trial.length; sample++) pool.push(trial[random.below(trial.length)]!);
    }
    return quantile(ascending(pool), p);
  });
}

test('counting draws by rank gives what sorting every resample gives', () => {
  fc.assert(
    fc.property(trialsOf, fc.constantFrom(0, 0.5, 0.95, 0.99, 1), (trials, p) => {
      const [fast] = replicates(trials, [p], 20, Random.from('brute'));
      expect([...fast!]).toEqual(sortedReplicates(trials, p, 20, Random.from('brute')));
    }),
    RUNS,
  );
});

test('an interval holds its value and lies within reach of the data', () => {
  fc.assert(
    fc.property(trialsOf, (trials) => {
      const { p50, p95, p99, min, max } = measure(trials, 'seed');
      for (const { low, value, high } of [p50, p95, p99]) {
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
        expect(Number.isFinite(low) && Number.isFinite(high)).toBe(true);
      }
      expect(min).toBeLessThanOrEqual(p50.value);
      expect(p99.value).toBeLessThanOrEqual(max);
    }),
    RUNS,
  );
});

test('equal samples have an interval of no width, and a measurement repeats by its seed', () => {
  expect(measure([[5, 5], [5], [5, 5, 5]], 's').p50).toEqual({ value: 5, low: 5, high: 5 });
  const trials = times(Random.from('repeat'), 1_000);
  expect(measure(trials, 's')).toEqual(measure(trials, 's'));
});

test('two trials that disagree give a wider interval than the same samples in agreeing trials', () => {
  const low = Array.from({ length: 50 }, (_, index) => 100 + index);
  const high = low.map((time) => time + 40);
  const apart = measure([low, high], 's').p50;
  const halves = [0, 1].map((half) => [...low, ...high].filter((_, index) => index % 2 === half));
  const together = measure(halves, 's').p50;
  expect(together.value).toBe(apart.value);
  expect(apart.high / apart.low).toBeGreaterThan(together.high / together.low);
});

test('the interval of a ratio holds the true ratio in about 95 of 100 runs, not in 80', () => {
  const random = Random.from('coverage');
  const runs = 150;
  let held = 0;
  for (let run = 0; run < runs; run++) {
    const shape = { trials: 3, samples: 30, between: 0.1 };
    const slow = measure(times(random, 3_000_000, shape), `slow ${run}`);
    const fast = measure(times(random, 1_000_000, shape), `fast ${run}`);
    const { low, high } = quantileRatio(slow, fast);
    if (low <= 3 && 3 <= high) held += 1;
  }
  expect(held / runs).toBeGreaterThanOrEqual(0.93);
});

test('a ratio and its inverse agree', () => {
  const random = Random.from('inverse');
  const [left, right] = [measure(times(random, 5_000), 'l'), measure(times(random, 1_000), 'r')];
  const [ratio, inverse] = [quantileRatio(left, right), quantileRatio(right, left)];
  expect(ratio.value * inverse.value).toBeCloseTo(1);
  expect(ratio.low * inverse.high).toBeCloseTo(1, 1);
});

test('a clock that reads zero gives finite ratios', () => {
  const zero = measure([[0, 0], [0]], 'z');
  const { low, value, high } = quantileRatio(measure([[10], [10]], 'y'), zero);
  expect([low, value, high]).toEqual([10, 10, 10]);
});

test('fewer trials widen more; a single trial cannot be widened', () => {
  expect(widening([1])).toBe(1);
  expect(widening([2])).toBeGreaterThan(widening([3]));
  expect(widening([3, 3])).toBeLessThan(widening([3]));
  expect(widening([1_000, 1_000])).toBeLessThan(1.1);
  expect(interval(10, Float64Array.of(9, 10, 11), [1])).toMatchObject({ value: 10 });
});

test('Mann-Whitney agrees with counting pairs', () => {
  fc.assert(
    fc.property(samplesOf, samplesOf, (left, right) => {
      const wins = left.flatMap((a) => right.map((b): number => (a > b ? 1 : a === b ? 0.5 : 0)));
      const total = wins.reduce((sum, win) => sum + win, 0);
      const pairs = left.length * right.length;
      const deviation = Math.sqrt((pairs * (left.length + right.length + 1)) / 12);
      expect(mannWhitneyZ(left, right)).toBeCloseTo((total - pairs / 2) / deviation);
    }),
    RUNS,
  );
});

const doubts = (trials: number[][]): readonly string[] => doubtsAbout(measure(trials, 'doubts'));

test('quiet trials raise no doubt', () => {
  expect(doubts(times(Random.from('quiet'), 1_000_000, { trials: 5, samples: 60, between: 0.01 }))).toEqual(
    [],
  );
});

test('each doubt is raised by what it names', () => {
  const random = Random.from('doubtful');
  const steady = times(random, 1_000_000, { trials: 4, samples: 60, between: 0.01 });
  expect(doubts(steady.slice(0, 1))).toContain('single-trial');
  expect(doubts(steady.map((trial) => trial.slice(0, 5)))).toContain('few-samples');
  expect(doubts(steady.map((trial, index) => trial.map((time) => time * (index + 1))))).toEqual(
    expect.arrayContaining(['trials-disagree', 'wide-interval']),
  );
  expect(doubts(steady.map((trial) => trial.map((time, at) => time * (1 + at / 60))))).toEqual(['drift']);
  expect(doubts(steady.map(([first, ...others]) => [first! * 50, ...others]))).toEqual(['slow-start']);
  expect(doubts(steady.map((trial) => trial.map((time, at) => (at % 20 === 7 ? time * 20 : time))))).toEqual([
    'outliers',
  ]);
  expect(doubts(steady.map((trial) => trial.map((time) => Math.round(time / 10_000))))).toContain(
    'near-clock',
  );
});

test('long trials neither overflow nor take long', () => {
  const long = Array.from({ length: 3 }, () => Array.from({ length: 200_000 }, (_, index) => index % 1_000));
  const measurement = measure(long, 'long');
  expect(measurement.samples).toBe(600_000);
  expect(measurement.p50.value).toBeCloseTo(499.5);
  expect(doubtsAbout(measurement)).toContain('near-clock');
});
