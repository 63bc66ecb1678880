// Statistics on data of which the answer is known: from published tables, from other programs, or because it was made so.

import { comparisonsNeeded, mismatchRateUpper } from '../../migrate/live/mismatch-bound.ts';
import { shareBounds } from '../../statistics/binomial.ts';
import { changePoints } from '../../statistics/change-points.ts';
import { mannWhitneyZ } from '../../statistics/doubts.ts';
import { bucketOf, endOfBucket, HistogramCounter } from '../../statistics/histogram.ts';
import { SURE_95, SURE_98, widening } from '../../statistics/interval.ts';
import { measure, quantileRatio } from '../../statistics/measurement.ts';
import { medianOf, quantile } from '../../statistics/quantile.ts';
import { Random } from '../../statistics/random.ts';
import { fitScaling } from '../../statistics/scaling.ts';
import { trendOf } from '../../statistics/trend.ts';
import { type Checker, unless, unlessNear } from './checker.ts';

const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

export const statistics: Checker = async (witness, seed) => {
  await figures(witness, seed);
  await lines(witness, seed);
  await noise(witness, seed);
};

const figures: Checker = async ({ sound }) => {
  // NumPy and R, type 7: numpy.quantile([15, 20, 35, 40, 50], [0, .05, .3, .4, .5, .95, 1]).
  await sound('quantiles', () =>
    unless(
      [0, 0.05, 0.3, 0.4, 0.5, 0.95, 1].map((p) => quantile([15, 20, 35, 40, 50], p)),
      [15, 16, 23, 29, 35, 48, 50],
    ),
  );
  await sound('medians', () =>
    unless([[3], [362, 340], [9, 1, 5], [4, 1, 100, 2]].map(medianOf), [3, 351, 5, 3]),
  );
  // Summed exactly and solved by bisection in Python 3.11.
  await sound('bounds of a share', () => {
    const bounds = (
      [
        [0, 72],
        [10, 20],
        [1, 50],
        [72, 72],
      ] as const
    ).map(([found, of]) => shareBounds(found, of));
    const wanted = [
      [0, 0.0407537],
      [0.3019539, 0.6980461],
      [0.00102534, 0.0913981],
      [0.9592463, 1],
    ] as const;
    return (
      bounds
        .map(
          ({ low, high }, at) =>
            unlessNear(low, wanted[at]?.[0] ?? 0) ?? unlessNear(high, wanted[at]?.[1] ?? 0),
        )
        .find((wrong) => wrong !== null) ?? null
    );
  });
  await sound(
    'bounds of a mismatch rate',
    () =>
      unlessNear(mismatchRateUpper(72, 0), 0.0407537) ??
      unlessNear(mismatchRateUpper(50, 1), 0.0913981) ??
      unless(comparisonsNeeded(0, 0.001), 2_995),
  );
  // Student's t, two-sided 95% and 98%, as every table has it.
  await sound(
    'Student’s t',
    () =>
      unless(
        [0, 1, 2, 3, 4, 9, 19].map((at) => SURE_95.student[at]),
        [12.706, 4.303, 3.182, 2.776, 2.571, 2.228, 2.086],
      ) ??
      unless(
        [0, 1, 2, 3, 4, 9, 19].map((at) => SURE_98.student[at]),
        [31.821, 6.965, 4.541, 3.747, 3.365, 2.764, 2.528],
      ) ??
      unlessNear(widening([5]), (Math.sqrt(5 / 4) * 2.776) / 1.96),
  );
  // U = 0 of two fives: (0 - 12.5) / sqrt(25 * 11 / 12).
  await sound(
    'the Mann-Whitney test',
    () =>
      unlessNear(mannWhitneyZ([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]), -2.6112) ??
      unlessNear(mannWhitneyZ([6, 7, 8, 9, 10], [1, 2, 3, 4, 5]), 2.6112) ??
      unless(mannWhitneyZ([1, 2, 3], [1, 2, 3]), 0),
  );
};

const lines: Checker = async ({ sound }) => {
  await sound('buckets of durations', buckets);
  await sound('the exponent of a power', () => {
    const sized = [100, 1_000, 10_000].map((records) => ({
      records,
      mediansNs: [7 * records ** 0.5, 7 * records ** 0.5],
    }));
    return unlessNear(fitScaling(sized, 'seed')?.exponent.value ?? 0, 0.5);
  });
  await sound('the slope of a line', () => {
    const slope = trendOf(range(200).map((at) => ({ at, value: 5 + 3 * at })));
    return (
      unlessNear(slope?.value ?? 0, 3) ?? unlessNear(slope?.low ?? 0, 3) ?? unlessNear(slope?.high ?? 0, 3)
    );
  });
  await sound('a walk that leads nowhere does not grow', () => {
    const random = new Random(3);
    let value = 0;
    const slope = trendOf(
      range(400).map((at) => {
        value += random.unit() - 0.5;
        return { at, value };
      }),
    );
    return slope !== null && slope.low <= 0 && slope.high >= 0 ? null : 'it grows';
  });
};

const noise: Checker = async ({ sound, planted }) => {
  await planted('a level that steps', () => {
    const random = new Random(5);
    const [at] = changePoints(
      range(40).map((place) => (place < 22 ? 10 : 12) + random.unit()),
      new Random(1),
    );
    return at === 22 ? 'at its place' : null;
  });
  await sound('no level steps in noise', () => {
    const random = new Random(6);
    return unless(
      changePoints(
        range(40).map(() => random.unit()),
        new Random(1),
      ),
      [],
    );
  });
  // A process of its own for each trial: what two of them differ by is in the interval.
  await sound('an interval knows of its trials', () => {
    const random = new Random(7);
    const around = (centre: number): number[] =>
      range(60).map(() => Math.round(centre * (1 + 0.01 * random.unit())));
    const { p50 } = measure([around(1_000), around(2_000)], 'seed');
    const ratio = quantileRatio(
      measure([around(3_000), around(3_000)], 'a'),
      measure([around(1_000), around(1_000)], 'b'),
    );
    return (
      (p50.low < 1_010 && p50.high > 1_990 ? null : `${p50.low} to ${p50.high}`) ??
      unlessNear(ratio.value, 3, 0.01)
    );
  });
  await sound('random numbers are even', () => {
    const random = Random.from('even');
    const cells = new Array<number>(64).fill(0);
    for (let at = 0; at < 64_000; at++) {
      const cell = random.below(64);
      cells[cell] = (cells[cell] as number) + 1;
    }
    const chiSquare = cells.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);
    return chiSquare > 27 && chiSquare < 113 ? null : `chi-square ${chiSquare}`;
  });
};

function buckets(): string | null {
  for (const ns of [0, 1, 127, 128, 129, 255, 256, 1_000, 4_095, 4_096, 123_456_789, 2 ** 40, 2 ** 40 - 1]) {
    const end = endOfBucket(bucketOf(ns));
    if (end < ns || end > ns * 1.0079) return `${ns} ns end at ${end}`;
  }
  const counter = new HistogramCounter();
  for (let ns = 1; ns <= 1_000; ns++) counter.add(ns * 1_000);
  return (
    unlessNear(counter.quantile(0.5) ?? 0, 500_000, 0.009) ??
    unlessNear(counter.quantile(0.99) ?? 0, 990_000, 0.009) ??
    unless(counter.maxNs, 1_000_000) ??
    unless(counter.quantile(1), 1_000_000)
  );
}
