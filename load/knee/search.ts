// The knee: the highest rate of calls whose p99 stays below what was promised. Rates are doubled until one is missed, then the gap
// is halved, on a logarithmic scale, until it is below a tenth.
//
// A single run is wrong now and then: a stall of the machine in it looks like a store at its end. So what decides is confirmed: a rate is
// missed, and near the edge kept, when two of at most three runs say so. A rate that the load generator could not keep by itself is
// neither: it bounds the search, and is told as unknown.

import type { Knee } from '../../results/load.ts';

/** What a run at a rate showed. */
export interface RateRun {
  readonly achievedPerSecond: number;
  /** From when a call was due; of the operation where it is longest. Null: no call succeeded. */
  readonly latencyNsP99: number | null;
  /** Of the load generator, in which it was free for the call. */
  readonly lagNsP99: number;
}

export interface KneeOptions {
  readonly promisedNsP99: number;
  readonly maxPerSecond: number;
}

export type KneeFound = Pick<Knee, 'tried' | 'keptPerSecond' | 'missedPerSecond'>;

type Outcome = 'kept' | 'missed' | 'unknown';

const FIRST_PER_SECOND = 100;
const MIN_PER_SECOND = 1;
/** More than any search takes that begins at the first rate and doubles up to a hundred thousand. */
const RUNS_MAX = 40;
const NEAR_ENOUGH = 1.1;
/** As everywhere: with less, the latencies are those of another load. */
const ACHIEVED_SHARE_MIN = 0.95;

/** `runAt`: null of a run without figures. */
export async function searchKnee(
  runAt: (perSecond: number) => Promise<RateRun | null>,
  options: KneeOptions,
): Promise<KneeFound> {
  const tried: KneeFound['tried'] = [];
  const votes: Votes = new Map();
  for (let runs = 0; runs < RUNS_MAX; runs++) {
    const askedPerSecond = nextRate(votes, options);
    if (askedPerSecond === null) break;
    const run = await runAt(askedPerSecond);
    const outcome = outcomeOf(run, askedPerSecond, options);
    votes.set(askedPerSecond, [...(votes.get(askedPerSecond) ?? []), outcome]);
    const { achievedPerSecond, latencyNsP99 } = run ?? { achievedPerSecond: 0, latencyNsP99: null };
    tried.push({
      ...{ askedPerSecond, achievedPerSecond, latencyNsP99 },
      isKept: outcome === 'kept',
      ...(outcome === 'unknown' && { isUnknown: true }),
    });
  }
  const { kept, missed } = edgesOf(votes);
  return { tried, keptPerSecond: kept, missedPerSecond: missed };
}

/** A latency counts from when the call was due, so the generator's lag is in it: what is below in spite of it was kept for sure. */
function outcomeOf(run: RateRun | null, askedPerSecond: number, { promisedNsP99 }: KneeOptions): Outcome {
  if (run === null) return 'unknown';
  const { achievedPerSecond, latencyNsP99, lagNsP99 } = run;
  const isAchieved = achievedPerSecond >= ACHIEVED_SHARE_MIN * askedPerSecond;
  const latencyNs = latencyNsP99 ?? Number.POSITIVE_INFINITY;
  if (isAchieved && latencyNs < promisedNsP99) return 'kept';
  if (lagNsP99 >= promisedNsP99 / 2 && latencyNs - lagNsP99 < promisedNsP99) return 'unknown';
  return 'missed';
}

/** Of each rate that was tried, in the order of its runs. */
type Votes = Map<number, readonly Outcome[]>;

const VOTES_MAX = 3;

/** What two runs agree on. Null: it takes another one; three that all differ are unknown. */
function decided(outcomes: readonly Outcome[]): Outcome | null {
  const agreed = outcomes.find((outcome, at) => outcomes.indexOf(outcome) !== at);
  return agreed ?? (outcomes.length >= VOTES_MAX ? 'unknown' : null);
}

/** On the way up, the next rate confirms the one before. */
const isKeptOnce = (outcomes: readonly Outcome[]): boolean => outcomes.length === 1 && outcomes[0] === 'kept';

interface Edges {
  /** The highest rate that was kept, below all that were not. */
  readonly kept: number | null;
  readonly missed: number | null;
  /** The lowest rate that was not kept, missed or unknown. */
  readonly ceiling: number | null;
}

function edgesOf(votes: Votes): Edges {
  const rates = [...votes].sort(([a], [b]) => a - b);
  const lowest = (...outcomes: readonly Outcome[]): number | null =>
    rates.find(([, own]) => outcomes.includes(decided(own) ?? 'kept'))?.[0] ?? null;
  const ceiling = lowest('missed', 'unknown');
  const kept = rates.findLast(
    ([rate, own]) =>
      rate < (ceiling ?? Number.POSITIVE_INFINITY) && (decided(own) === 'kept' || isKeptOnce(own)),
  );
  const missed = lowest('missed');
  return { kept: kept?.[0] ?? null, missed, ceiling };
}

/** Null: the search is over. */
function nextRate(votes: Votes, { maxPerSecond }: KneeOptions): number | null {
  const open = [...votes].find(([, own]) => decided(own) === null && !isKeptOnce(own));
  if (open !== undefined) return open[0];
  const { kept, ceiling } = edgesOf(votes);
  if (ceiling === null) {
    if (kept === null) return Math.min(FIRST_PER_SECOND, maxPerSecond);
    return kept === maxPerSecond ? null : Math.min(2 * kept, maxPerSecond);
  }
  if (kept === null) return ceiling / 2 < MIN_PER_SECOND ? null : rounded(ceiling / 2);
  if (isKeptOnce(votes.get(kept) ?? [])) return kept;
  return ceiling / kept <= NEAR_ENOUGH ? null : rounded(Math.sqrt(ceiling * kept));
}

/** To three digits, as it is printed. */
const rounded = (perSecond: number): number => Number(perSecond.toPrecision(3));
