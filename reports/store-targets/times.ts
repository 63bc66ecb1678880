// Finds what a run says about targets on times, place by place.

import { atMost } from '../claims/judgement.ts';
import type { Measurements, Workload } from '../measurements.ts';
import {
  CANDIDATE,
  isPeer,
  operationTitle,
  profileTitle,
  REFERENCE_PROFILE,
  storeTitle,
} from '../operations.ts';
import type { Estimate } from '../statistics/interval.ts';
import { type Measurement, medianRatio } from '../statistics/measurement.ts';
import {
  count,
  digitsBeside,
  duration,
  exponent as exponentText,
  exponentWithInterval,
  intervalBeside,
  rate,
  timesBeside,
} from '../text/figures.ts';
import type { ExponentPart, Finding, Findings, PeersPart, RatioPart, Scope, TimePart } from './target.ts';
import { LESS_DURABLE_PEERS } from './targets.ts';

export const findRatios = (part: RatioPart, measurements: Measurements): Findings =>
  gathered(
    workloadsOf(part, measurements).map((workload) => {
      const other = { ...workload, operation: part.overOperation ?? workload.operation };
      return comparison([workload, CANDIDATE], [other, part.over], part, measurements);
    }),
  );

export const findPeers = (part: PeersPart, measurements: Measurements): Findings => {
  const peers = measurements
    .stores()
    .filter((store) => isPeer(store) && !(part.isDurableOnly && LESS_DURABLE_PEERS.includes(store)));
  return gathered(
    workloadsOf(part, measurements).flatMap((workload) => {
      const timed = peers.filter((peer) => measurements.of(workload, peer) !== null);
      if (timed.length === 0) return [`a peer on ${placeText(workload)}`];
      return timed.map((peer) =>
        comparison([workload, CANDIDATE], [workload, peer], NOT_SLOWER, measurements),
      );
    }),
  );
};

export const findTimes = (part: TimePart, measurements: Measurements): Findings =>
  gathered(
    workloadsOf(part, measurements).map((workload) => {
      const own = measurements.of(workload, CANDIDATE);
      if (own === null) return placeText(workload);
      const estimate = own[part.quantile];
      const place = `${part.quantile} of ${placeText(workload)}`;
      const value = part.isRate
        ? intervalBeside(perSecond(estimate), 1e9 / part.nsMax, rate)
        : intervalBeside(estimate, part.nsMax, duration);
      return finding([value, place], estimate, part.nsMax, own.trials > 1);
    }),
  );

export const findExponents = (part: ExponentPart, measurements: Measurements): Findings =>
  gathered(
    part.operations.map((operation) => {
      const scaling = measurements.scaling(operation, part.profile, CANDIDATE);
      const sizes = scaling?.sizes ?? [];
      const isWide = (sizes[0] ?? Infinity) <= part.sessionsFew && (sizes.at(-1) ?? 0) >= part.sessionsMany;
      if (scaling === null || !isWide) return operationTitle(operation);
      const { exponent, trialsMin } = scaling;
      const ends = [exponent.value, exponent.low, exponent.high];
      const places = digitsBeside(part.exponentMax, ends, exponentText, 2);
      const texts: Texts = [exponentWithInterval(exponent, places), operationTitle(operation)];
      return finding(texts, exponent, part.exponentMax, trialsMin > 1);
    }),
  );

/** What was found, or the place where nothing was. */
function gathered(outcomes: readonly (Finding | string)[]): Findings {
  const missing = outcomes.filter((outcome) => typeof outcome === 'string');
  return { found: outcomes.filter((outcome) => typeof outcome !== 'string'), missing };
}

type Contestant = readonly [workload: Workload, store: string];

/** SQLite's time over that of another; different operations are compared where the target says so. */
function comparison(
  [workload, store]: Contestant,
  [otherWorkload, otherStore]: Contestant,
  { ratioMax, isSpeed }: Pick<RatioPart, 'ratioMax' | 'isSpeed'>,
  measurements: Measurements,
): Finding | string {
  const own = measurements.of(workload, store);
  const other = measurements.of(otherWorkload, otherStore);
  const place = placeText(workload);
  if (own === null) return place;
  if (other === null) return `${storeTitle(otherStore)} on ${placeText(otherWorkload)}`;
  if (!isFair([workload, store], [otherWorkload, otherStore], measurements)) {
    return `${place} (different work)`;
  }
  const ratio = medianRatio(own, other);
  const than = `${storeTitle(otherStore)}${otherWorkload.operation === workload.operation ? '' : `, ${operationTitle(otherWorkload.operation)}`}`;
  const texts: Texts = isSpeed
    ? [timesBeside(inverse(ratio), 1 / ratioMax), `as fast as ${than}, ${place}`]
    : [timesBeside(ratio, ratioMax), `of ${than}, ${place}`];
  return finding(texts, ratio, ratioMax, hasTrials(own, other));
}

const NOT_SLOWER = { ratioMax: 1, isSpeed: false };

/** Of a positive figure. */
const inverse = ({ value, low, high }: Estimate): Estimate => ({
  value: 1 / value,
  low: 1 / high,
  high: 1 / low,
});

const perSecond = (ns: Estimate): Estimate => {
  const { value, low, high } = inverse(ns);
  return { value: value * 1e9, low: low * 1e9, high: high * 1e9 };
};

function isFair(
  [workload, store]: Contestant,
  [otherWorkload, otherStore]: Contestant,
  measurements: Measurements,
): boolean {
  return workload.operation === otherWorkload.operation
    ? measurements.isSameWork(workload, [store, otherStore])
    : measurements.isSameWork(workload, [store]) && measurements.isSameWork(otherWorkload, [otherStore]);
}

const hasTrials = (...measured: readonly Measurement[]): boolean =>
  measured.every(({ trials }) => trials > 1);

type Texts = readonly [value: string, place: string];

const finding = ([value, place]: Texts, estimate: Estimate, max: number, isDecided: boolean): Finding => ({
  value,
  place: isDecided ? place : `${place}, from a single trial`,
  verdict: isDecided ? atMost(estimate, max) : 'unclear',
  share: estimate.value / max,
});

function workloadsOf({ operations, profile, records }: Scope, measurements: Measurements): Workload[] {
  return operations.flatMap((operation) => {
    const sizes = records === 'every' ? timedSizes(operation, profile, measurements) : records;
    // Without any size there is still the operation to name.
    return (sizes.length === 0 ? [0] : sizes).map((size) => ({ operation, profile, records: size }));
  });
}

const timedSizes = (operation: string, profile: string, measurements: Measurements): number[] =>
  measurements
    .workloads()
    .filter((workload) => workload.operation === operation && workload.profile === profile)
    .filter((workload) => measurements.of(workload, CANDIDATE) !== null)
    .map(({ records }) => records);

function placeText({ operation, records, profile }: Workload): string {
  const at = records === 0 ? '' : ` at ${count(records)}`;
  return `${operationTitle(operation)}${at}${profile === REFERENCE_PROFILE ? '' : `, ${profileTitle(profile)}`}`;
}
