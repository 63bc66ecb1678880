// Finds what a run says of times: of one call, of one store over another, and how they grow.

import type { Test, TestOf } from '../../results/tests.ts';
import { doubtsAbout } from '../../statistics/doubts.ts';
import type { Estimate } from '../../statistics/interval.ts';
import {
  type Measurement,
  QUANTILES,
  type QuantileName,
  quantileRatio,
} from '../../statistics/measurement.ts';
import type { Scaling } from '../../statistics/scaling.ts';
import type { Workload } from '../measurements.ts';
import { count } from '../text/figures.ts';
import { boundOf } from './asked.ts';
import { keeps } from './bound.ts';
import { disturbed } from './excuse.ts';
import { absent, figuresOf, finding, gathered, itself } from './finding.ts';
import type { Finding, Findings, Missing } from './outcome.ts';
import { type Run, sidesOf } from './run.ts';

export function findTimes(test: TestOf<'time'>, run: Run): Findings {
  const { store, over } = sidesOf(test, run);
  const stores = over === null ? [store] : [store, over];
  return gathered(
    ...workloadsOf(test, store, run).map((workload): Finding | Missing => {
      const at = placeText(workload, run);
      const own = alone(test, workload, [store, run]);
      if (own === null) return untimed(workload, store, run);
      if (!run.measurements.isSameWork(workload, stores)) return otherWork(at, store);
      const { quantile = 'p50' } = test;
      const measured = stores.map((name) => [name, alone(test, workload, [name, run])] as const);
      const found = timed(test, tailOf(own, quantile), measured, { at: `${quantile} of ${at}` });
      if (found.verdict !== 'fails') return found;
      const waitShare = run.measurements.disturbed(workload, store);
      const isExcused =
        waitShare > 0 &&
        (quantile === 'p50'
          ? isExplained(test, own, waitShare)
          : isTailExplained(test, run.measurements.samples(workload, store), waitShare));
      return isExcused ? disturbed(found) : found;
    }),
  );
}

/** What a figure that stands alone is taken from: the slow end of undisturbed trials, where there are enough. */
export const alone = (
  { quantile = 'p50' }: TestOf<'time'>,
  workload: Workload,
  [store, { measurements }]: readonly [store: string, run: Run],
): Measurement | null =>
  quantile === 'p50' ? measurements.of(workload, store) : measurements.undisturbed(workload, store);

/** What is left of the median without the wait for a processor does not miss the bound: a busy machine can do the rest. */
function isExplained(test: TestOf<'time'>, { p50 }: Measurement, waitShare: number): boolean {
  const [low, value, high] = [p50.low, p50.value, p50.high].map((ns) => ns * (1 - waitShare)) as [
    number,
    number,
    number,
  ];
  return keeps({ low, value, high }, boundOf(test)) !== 'fails';
}

/**
 * A wait can fall on the slowest calls alone, but there is only so much of it: all the time for which the trials waited is taken from
 * those calls that need least of it, until no more of them miss the bound than may.
 */
function isTailExplained(test: TestOf<'time'>, samplesNs: readonly number[], waitShare: number): boolean {
  const { quantile = 'p50' } = test;
  const { atMost = Infinity, below = Infinity, atLeast } = boundOf(test);
  // Waiting makes nothing fast.
  if (atLeast !== undefined) return false;
  const limitNs = Math.min(atMost, below);
  const over = samplesNs.filter((ns) => ns > limitNs).toSorted((left, right) => left - right);
  const allowed = Math.floor(samplesNs.length * (1 - QUANTILES[quantile]));
  const tooMany = over.slice(0, Math.max(0, over.length - allowed));
  const neededNs = sumOf(tooMany) - tooMany.length * limitNs;
  return neededNs <= waitShare * sumOf(samplesNs);
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Fewer samples than this above a quantile may all lie below it: of 59 calls one in 20 times none is above p95. */
const TAIL_SAMPLES_MIN = 2.95;
/** And then it may be so much longer than the longest of them. */
const UNSEEN_FACTOR = 2;

function tailOf(measurement: Measurement, quantile: QuantileName): Estimate {
  const { value, low, high } = measurement[quantile];
  return {
    value,
    // The slow end is no faster than the median.
    low: Math.max(low, measurement.p50.low),
    high: isTailSeen(measurement, quantile) ? high : Math.max(high, UNSEEN_FACTOR * measurement.max),
  };
}

const isTailSeen = ({ samples }: Measurement, quantile: QuantileName): boolean =>
  quantile === 'p50' || samples * (1 - QUANTILES[quantile]) >= TAIL_SAMPLES_MIN;

/** Of two slow ends. */
function tailRatio(own: Measurement, other: Measurement, quantile: QuantileName = 'p50'): Estimate {
  const ratio = quantileRatio(own, other, quantile);
  const factors = [own, other].map((one) => (isTailSeen(one, quantile) ? 1 : UNSEEN_FACTOR)) as [
    number,
    number,
  ];
  return { ...ratio, low: ratio.low / factors[1], high: ratio.high * factors[0] };
}

function untimed(workload: Workload, store: string, run: Run): Missing {
  const at = placeText(workload, run);
  return absent(at, `was not timed on ${at}`, store, run);
}

export function findRatios(test: TestOf<'ratio'>, run: Run): Findings {
  const { over: others = run.baseline } = test;
  const { store } = sidesOf(test, run);
  return gathered(
    ...workloadsOf(test, store, run).flatMap((workload) => {
      const other = { ...workload, operation: test.overOperation ?? workload.operation };
      if (typeof others === 'string')
        return [compared(test, [workload, store], [other, run.store(others)], run)];
      const peers = run.measurements
        .stores()
        .filter((peer) => run.names.isPeer(peer) && peer !== store && !others.peersBut.includes(peer))
        .filter((peer) => run.measurements.of(other, peer) !== null);
      const place = `a peer on ${placeText(workload, run)}`;
      return peers.length === 0
        ? [{ place, found: 'no store by others was timed', store: '' }]
        : peers.map((peer) => compared(test, [workload, store], [other, peer], run));
    }),
  );
}

type Contestant = readonly [workload: Workload, store: string];

/** Different operations are compared where the test says so, each with the same work in itself. */
function compared(
  test: TestOf<'ratio'>,
  [workload, store]: Contestant,
  [otherWorkload, otherStore]: Contestant,
  run: Run,
): Finding | Missing {
  const { measurements, names } = run;
  const own = measurements.of(workload, store);
  const other = measurements.of(otherWorkload, otherStore);
  const at = placeText(workload, run);
  const isSame = workload.operation === otherWorkload.operation;
  if (isSame && store === otherStore) return itself(at, store, run);
  if (own === null) return untimed(workload, store, run);
  const otherTitle = names.title(otherStore);
  if (other === null) {
    return untimed(otherWorkload, otherStore, run);
  }
  const isFair = isSame
    ? measurements.isSameWork(workload, [store, otherStore])
    : measurements.isSameWork(workload, [store]) && measurements.isSameWork(otherWorkload, [otherStore]);
  if (!isFair) return otherWork(at, store);
  const than = `${otherTitle}${isSame ? '' : `, ${names.title(otherWorkload.operation)}`}`;
  const measured = [[store, own] as const, [otherStore, other] as const];
  const against = `${test.isSpeed === true ? 'as fast as' : 'of'} ${than}`;
  return timed(test, tailRatio(own, other, test.quantile), measured, { at, against });
}

function timed(
  test: Test,
  estimate: Estimate,
  measured: readonly (readonly [store: string, measurement: Measurement | null])[],
  texts: Partial<Finding>,
): Finding {
  const all = measured.flatMap(([, measurement]) => measurement ?? []);
  return finding(test, estimate, {
    ...texts,
    figures: new Map(
      measured.flatMap(([store, one]) =>
        one === null ? [] : [[store, { unit: 'ns', p50: one.p50, p95: one.p95 }] as const],
      ),
    ),
    isSingle: all.some(({ trials }) => trials < 2),
    doubts: [...new Set(all.flatMap(doubtsAbout))],
  });
}

const otherWork = (at: string, store: string): Missing => ({
  ...{ place: `${at} (different work)`, found: 'the trials did not do the same work', store },
  isOtherWork: true,
});

export function findExponents(test: TestOf<'exponent'>, run: Run): Findings {
  const { store, over } = sidesOf(test, run);
  return gathered(
    ...test.operations.map((operation): Finding | Missing => {
      const at = run.names.title(operation);
      const scaling = scalingOf(operation, store, test, run);
      if (scaling === null) return absent(at, `was not timed on ${at}`, store, run);
      const other = over === null ? null : scalingOf(operation, over, test, run);
      const isSingle = scaling.trialsMin < 2;
      return finding(test, scaling.exponent, {
        ...{ at, isSingle, doubts: isSingle ? ['single-trial'] : [] },
        figures: figuresOf('exponent', [store, scaling.exponent], [over, other?.exponent]),
      });
    }),
  );
}

/** Null unless the store was timed over the whole range. */
function scalingOf(
  operation: string,
  store: string,
  { from, to, profile }: TestOf<'exponent'>,
  run: Run,
): Scaling | null {
  const scaling = run.measurements.scaling(operation, profile ?? run.profile, store);
  const sizes = scaling?.sizes ?? [];
  return (sizes[0] ?? Infinity) <= from && (sizes.at(-1) ?? 0) >= to ? scaling : null;
}

/** Without numbers of records, all at which the store was timed; and if there is none, the operation alone, to name it. */
function workloadsOf(test: TestOf<'time' | 'ratio'>, store: string, run: Run): Workload[] {
  const { profile } = sidesOf(test, run);
  return test.operations.flatMap((operation) => {
    const timed = run.measurements
      .workloads()
      .filter((workload) => workload.operation === operation && workload.profile === profile)
      .filter((workload) => run.measurements.of(workload, store) !== null);
    const sizes = test.records ?? timed.map(({ records }) => records);
    return (sizes.length === 0 ? [0] : sizes).map((records) => ({ operation, profile, records }));
  });
}

function placeText({ operation, records, profile }: Workload, { names, profile: reference }: Run): string {
  const at = records === 0 ? '' : ` at ${count(records)}`;
  return `${names.title(operation)}${at}${profile === reference ? '' : `, ${names.title(profile)}`}`;
}
