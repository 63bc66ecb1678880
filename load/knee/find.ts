// The knee of a store, by load runs at rates: the row of it, and a check that says what it is worth.

import type { Check, Knee, Load } from '../../results/result.ts';
import { type KneeFound, type KneeOptions, type RateRun, searchKnee } from './search.ts';

export interface KneeSetting extends KneeOptions {
  readonly store: string;
  readonly mix: string;
  readonly processes: number;
  readonly records: number;
}

export interface KneeOutcome {
  /** Null of a search that a failed run ended. */
  readonly knee: Knee | null;
  /** Of that run, or of the search. */
  readonly check: Check;
}

interface RunAtRate {
  readonly load: Load | null;
  readonly check: Check;
  /** Without what its rate leaves open. */
  readonly apartFromRate: Check['verdict'];
}

/** Carries a run that failed out of the search: a store that loses writes has no knee, however fast. */
class FailedRun extends Error {
  readonly check: Check;

  constructor(check: Check) {
    super(check.detail);
    this.check = check;
  }
}

/** Rejects as the runs do. */
export async function findKnee(
  runAt: (perSecond: number) => Promise<RunAtRate>,
  setting: KneeSetting,
): Promise<KneeOutcome> {
  const runs: Runs = { isExpectedLoss: false, uncounted: 0, why: '' };
  const rateRun = async (perSecond: number): Promise<RateRun | null> => {
    const { load, check, apartFromRate } = await runAt(perSecond);
    if (check.verdict === 'fail') throw new FailedRun(check);
    if (check.verdict === 'expected-fail') runs.isExpectedLoss = true;
    // Where a process died the figures would be those of the others, and where it is open whether a write was lost they would be worth nothing.
    const hasFigures = apartFromRate !== 'unknown' && (check.counts.deadProcesses ?? 0) === 0;
    const run = load === null || !hasFigures ? null : rateRunOf(load);
    if (run === null) {
      runs.uncounted += 1;
      runs.why = check.detail;
    }
    return run;
  };
  try {
    const found = await searchKnee(rateRun, setting);
    return { knee: kneeRow(setting, found), check: kneeCheck(setting, found, runs) };
  } catch (error) {
    if (error instanceof FailedRun) return { knee: null, check: error.check };
    throw error;
  }
}

/** What there is to know of all runs of a search. */
interface Runs {
  isExpectedLoss: boolean;
  /** That counted neither for a rate nor against it. */
  uncounted: number;
  /** Of the last one of these. */
  why: string;
}

function rateRunOf({ arrival, operations }: Load): RateRun | null {
  if (arrival === undefined || arrival === 'closed') return null;
  // A call that failed kept no promise, however fast it was.
  const latencies = operations.map(({ latencyNsP99, failed }) => (failed > 0 ? null : latencyNsP99));
  return {
    achievedPerSecond: arrival.achievedPerSecond,
    latencyNsP99: latencies.includes(null) ? null : Math.max(...(latencies as number[])),
    lagNsP99: arrival.lagNsP99 ?? 0,
  };
}

function kneeRow({ store, mix, processes, records, promisedNsP99 }: KneeSetting, found: KneeFound): Knee {
  return { row: 'knee', store, mix, processes, records, promisedNsP99, ...found };
}

function kneeCheck(setting: KneeSetting, found: KneeFound, runs: Runs): Check {
  const { keptPerSecond, missedPerSecond, tried } = found;
  return {
    row: 'check',
    area: 'load',
    subject: setting.store,
    name: 'the promised latency is kept up to a rate',
    verdict: verdictOf(setting, found, runs),
    counts: {
      processes: setting.processes,
      runs: tried.length,
      uncountedRuns: runs.uncounted,
      keptPerSecond: keptPerSecond ?? 0,
      ...(missedPerSecond !== null && { missedPerSecond }),
      promisedNsP99: setting.promisedNsP99,
    },
    detail: detailOf(setting, found, runs),
  };
}

function verdictOf(
  { maxPerSecond }: KneeSetting,
  { keptPerSecond, missedPerSecond }: KneeFound,
  { isExpectedLoss }: Runs,
): Check['verdict'] {
  if (keptPerSecond === null) return missedPerSecond === null ? 'unknown' : 'fail';
  if (missedPerSecond === null && keptPerSecond < maxPerSecond) return 'unknown';
  return isExpectedLoss ? 'expected-fail' : 'ok';
}

function detailOf(
  { maxPerSecond, promisedNsP99 }: KneeSetting,
  found: KneeFound,
  { uncounted, why }: Runs,
): string {
  const { keptPerSecond, missedPerSecond } = found;
  const promise = `a p99 below ${promisedNsP99 / 1e6} ms`;
  if (missedPerSecond === null && keptPerSecond !== maxPerSecond) {
    const above = keptPerSecond === null ? '' : ` above ${keptPerSecond} calls a second`;
    const reason =
      uncounted === 0
        ? 'the load generator could not begin its calls in time.'
        : `${uncounted} of ${found.tried.length} runs did not count. The last one: ${why}`;
    return `Whether the store keeps ${promise}${above} cannot be told: ${reason}`;
  }
  return keptPerSecond === null ? `At no rate that was tried the store kept ${promise}.` : '';
}
