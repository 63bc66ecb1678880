// Finds what load runs say of latencies. Percentiles are of the histograms of all runs of a setting, merged by adding: those of single
// runs cannot be. Each operation counts for itself, for many fast reads would hide the writes.

import type { Histogram, Load } from '../../results/load.ts';
import type { TestOf } from '../../results/tests.ts';
import { bucketOf, endOfBucket, merged, quantileOf } from '../../statistics/histogram.ts';
import type { Estimate } from '../../statistics/interval.ts';
import { excused } from './excuse.ts';
import { exactly, figuresOf, finding, gathered } from './finding.ts';
import { baselineOf } from './load-baseline.ts';
import { overOther } from './load-rates.ts';
import {
  brokenText,
  hasMissedRate,
  loadsOf,
  operationsOf,
  type Setting,
  sceneText,
  settingKey,
  settingsOf,
  undisturbed,
} from './load-runs.ts';
import type { Finding, Findings, Missing } from './outcome.ts';
import { type Run, sidesOf } from './run.ts';

type Calls = Pick<TestOf<'latency'>, 'does' | 'operations' | 'quantile'>;

export function findLatencies(test: TestOf<'latency'>, run: Run): Findings {
  const { store, over } = sidesOf(test, run);
  const others = timedSettings(over, test, run);
  return ofEach(test, store, run, ({ at, runs, operation }) => {
    const own = latencyOf(runs, operation, test);
    if (own === null) return unknownLatency(at, store);
    const other = others.find(([one]) => settingKey(one) === settingKey(runs[0]));
    const otherNs = other === undefined ? null : latencyOf(other, operation, test);
    return judged(test, own, { at, runs, figures: figuresOf('ns', [store, own], [over, otherNs]) }, run);
  });
}

export function findLatencyRatios(test: TestOf<'latency ratio'>, run: Run): Findings {
  const { overMix } = test;
  const { store } = sidesOf(test, run);
  const over = run.store(test.over ?? (overMix === undefined ? run.baseline : store));
  const { mix: _, ...asked } = test;
  const others = timedSettings(over, overMix === undefined ? test : asked, run);
  return ofEach(test, store, run, ({ at, runs, operation }) => {
    const other = baselineOf({ at, store, runs, over, overMix }, others, run);
    if ('place' in other) return other;
    const own = latencyOf(runs, operation, test);
    const its = latencyOf(other.runs, operation, test);
    if (own === null) return unknownLatency(at, store);
    if (its === null) return unknownLatency(`${at}, to be compared with`, over);
    const against = `of ${over === store ? `mix ${run.names.title(overMix ?? '')}` : run.names.title(over)}`;
    const figures = figuresOf('ns', [store, own], ...(over === store ? [] : [[over, its] as const]));
    return judged(test, overOther(own, its), { at, runs, against, figures, isOpen: other.isOpen }, run);
  });
}

interface Place {
  readonly at: string;
  readonly runs: Setting;
  readonly operation: string;
}

function ofEach(
  test: TestOf<'latency' | 'latency ratio'>,
  store: string,
  run: Run,
  find: (place: Place) => Finding | Missing,
): Findings {
  const settings = timedSettings(store, test, run);
  const places = settings.flatMap((runs) =>
    [...new Set(runs.flatMap((load) => operationsIn(load, test)))].map((operation) => ({
      ...{ runs, operation },
      at: `${run.names.title(operation)} ${sceneText(runs, run)}`,
    })),
  );
  // Each that is named must be there in every setting.
  const absent = settings.flatMap((runs) =>
    (test.operations ?? [])
      .filter((name) => !runs.some((load) => operationsIn(load, test).includes(name)))
      .map((name) => unknownLatency(`${run.names.title(name)} ${sceneText(runs, run)}`, store)),
  );
  if (places.length + absent.length === 0) return gathered(unknownLatency('calls under load', store));
  return gathered(...places.map(find), ...absent);
}

const operationsIn = (load: Load, { does, operations }: Calls): string[] =>
  operationsOf(load, does, operations).map(({ operation }) => operation);

const timedSettings = (
  store: string | null,
  test: TestOf<'latency' | 'latency ratio'> | Omit<TestOf<'latency ratio'>, 'mix'>,
  run: Run,
): Setting[] =>
  settingsOf(undisturbed(loadsOf(store, test, run), run)).filter((runs) =>
    runs.some((load) => operationsIn(load, test).length > 0 || test.operations !== undefined),
  );

const unknownLatency = (place: string, store: string): Missing => ({
  ...{ place, store, found: 'no load run shows how long its calls took' },
});

/** A run with a loss or an anomaly keeps nothing, and one that missed its rate shows nothing. */
function judged(
  test: TestOf<'latency' | 'latency ratio'>,
  estimate: Estimate,
  {
    runs,
    against = '',
    isOpen = false,
    ...texts
  }: Partial<Finding> & { readonly runs: Setting; readonly isOpen?: boolean },
  run: Run,
): Finding {
  const broken = brokenText(runs, test.does);
  const hasMissed = runs.some(hasMissedRate);
  const missed = hasMissed ? 'of a run that missed its rate' : isOpen ? 'whose run is unknown' : '';
  const found = finding(test, estimate, {
    ...texts,
    ...((hasMissed || isOpen) && { verdict: 'undecided' }),
    ...(broken !== '' && { verdict: 'fails' }),
    against: [against, missed, broken].filter((text) => text !== '').join(', '),
  });
  if (broken !== '' || test.quantity !== 'latency') return found;
  return excused(found, [test, run], (keptShareOf) => {
    const kept = Math.min(...runs.map(keptShareOf));
    return { value: estimate.value * kept, low: estimate.low * kept, high: estimate.high * kept };
  });
}

const SHARES = { p50: 0.5, p95: 0.95, p99: 0.99, 'p99.9': 0.999, 'p99.99': 0.9999 } as const;

/** Fewer calls than this above a percentile may all lie below it: of 59 calls one in 20 times none is above p95. */
const TAIL_CALLS_MIN = 2.95;
/** And then it may be so much longer than the longest of them. */
const UNSEEN_FACTOR = 2;

/** Null where a run of the setting has no histogram: what the others show is not all. */
function latencyOf(runs: Setting, operation: string, { quantile = 'p99' }: Calls): Estimate | null {
  const rows = runs.flatMap((load) => load.operations.filter((row) => row.operation === operation));
  const succeeded = rows.filter((row) => row.count > row.failed);
  const longest = Math.max(...succeeded.map(({ latencyNsMax }) => latencyNsMax ?? Number.NaN));
  if (!Number.isFinite(longest)) return null;
  if (quantile === 'max') return exactly(longest);
  const histograms = succeeded.flatMap(({ latencyNs }) => (latencyNs === undefined ? [] : [latencyNs]));
  if (histograms.length < succeeded.length) return null;
  return quantileEstimate(histograms, SHARES[quantile], longest);
}

/**
 * With the interval of order statistics, by the normal approximation of the binomial, as wide as the runs differ at least. Calls next to
 * each other are alike, so it is too narrow for few runs; how far it is cannot be told from a histogram.
 */
function quantileEstimate(histograms: readonly Histogram[], share: number, longest: number): Estimate | null {
  const all = merged(histograms);
  const calls = all.reduce((sum, [, count]) => sum + count, 0);
  const value = quantileOf(all, share);
  if (value === null) return null;
  const half = 1.96 * Math.sqrt((share * (1 - share)) / calls);
  const ofRuns = histograms.flatMap((histogram) => quantileOf(histogram, share) ?? []);
  const isSeen = calls * (1 - share) >= TAIL_CALLS_MIN;
  const above = share + half < 1 ? (quantileOf(all, share + half) ?? longest) : longest;
  return {
    value,
    low: startOfBucket(Math.min(value, quantileOf(all, Math.max(0, share - half)) ?? value, ...ofRuns)),
    high: Math.max(value, above, ...ofRuns, isSeen ? 0 : UNSEEN_FACTOR * longest),
  };
}

/** The smallest value of the bucket that ends in this one. */
const startOfBucket = (end: number): number => {
  const bucket = bucketOf(end);
  return bucket === 0 ? 0 : endOfBucket(bucket - 1) + 1;
};
