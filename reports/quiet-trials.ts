// Which trials the machine let run. The slowest calls of a trial that waited for a processor are slow because of other programs:
// p95 of the same code moved by a factor of up to 6 between trials on a busy machine, and of up to 1.8 without those that waited.
// Medians hardly move, and ratios have both sides in the same weather: this is for the slow end of figures that stand alone.

import type { Trial } from '../results/result.ts';
import { medianOf } from '../statistics/quantile.ts';

/** What was timed waited for a processor, as a share of its time. Interleaved trials on an idle machine: below 1%. */
export const WAIT_SHARE_MAX = 0.05;

/** Where the system does not tell who waited: of the time on a processor that trials of this operation usually have. */
const OF_USUAL_MIN = 0.95;

/** Null where most of them were disturbed: what is left then may be there by chance. */
export function quietTrials(trials: readonly Trial[]): readonly Trial[] | null {
  const usual = usualOf(trials);
  const quiet = trials.filter(({ scheduling }) => {
    if (scheduling === undefined) return true;
    const { waitNs, wallNs } = scheduling;
    return waitNs === undefined
      ? onProcessor(scheduling) >= OF_USUAL_MIN * usual
      : waitNs <= WAIT_SHARE_MAX * wallNs;
  });
  return quiet.length * 2 > trials.length ? quiet : null;
}

const onProcessor = ({ cpuNs, wallNs }: NonNullable<Trial['scheduling']>): number =>
  cpuNs / Math.max(wallNs, 1);

/** What trials of this operation usually have of a processor. */
function usualOf(trials: readonly Trial[]): number {
  const shares = trials.flatMap(({ scheduling }) =>
    scheduling === undefined ? [] : [onProcessor(scheduling)],
  );
  return shares.length === 0 ? 0 : medianOf(shares);
}

/**
 * Of all of them together. Where the system does not tell, what they lack of the usual time on a processor: the rest of their time they
 * may have waited for a disk, which is the store's.
 */
export function waitShareOf(trials: readonly Trial[]): number {
  let [waitNs, wallNs] = [0, 0];
  const usual = usualOf(trials);
  for (const { scheduling } of trials) {
    if (scheduling === undefined) continue;
    waitNs += scheduling.waitNs ?? lackOf(scheduling, usual);
    wallNs += scheduling.wallNs;
  }
  return wallNs === 0 ? 0 : waitNs / wallNs;
}

/** A trial that had less of a processor for being kept from it would have ended so much earlier. */
const lackOf = (scheduling: NonNullable<Trial['scheduling']>, usual: number): number =>
  usual === 0 ? 0 : scheduling.wallNs * Math.max(0, 1 - onProcessor(scheduling) / usual);
