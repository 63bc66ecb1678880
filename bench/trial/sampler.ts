// Times a workload: the first round shows what the work is, some rounds warm up, the timed rounds follow, and the last
// of them must show the same work again.
// A plain loop instead of a benchmark library: samples must stay in the order of time, calls belong to rounds whose
// preparation is not timed, and a run ends by time alone or by samples alone, whichever comes first.

import { answerDigest, glanceOf } from '../workloads/answer-digest.ts';
import type { Call, Round } from '../workloads/workload.ts';

export interface Sampling {
  /** For the timed rounds; a round that has begun is finished. */
  readonly budgetMs: number;
  /** Timed rounds stop when this many samples are there. */
  readonly samplesMax: number;
}

export interface Sampled {
  /** In time order. */
  readonly samplesNs: readonly number[];
  readonly workDigest: string;
  /** What the work was not, if it changed between the first and the last round; else null. */
  readonly deviation: string | null;
}

/** However slow the store, an operation is timed at least this often, and at least one whole round. */
export const SAMPLES_MIN = 4;
/** Of calls that take longer the first round counts too: nothing that warms up shows at this length. */
const LONG_CALL_MS = 50;
/** And of these the last round is enough beside it: a store that rewrites everything must not hold up the others. */
const SLOW_CALL_MS = 250;
/** The calls before the timed ones last at least this share of the budget; the first round may be enough. */
const WARM_UP_SHARE = 0.25;
/** By then code is compiled, however much time there is. */
const WARM_UP_MS_MAX = 2_000;

/** Rejects when a call does. */
export async function sampleRounds(round: Round, sampling: Sampling): Promise<Sampled> {
  try {
    return await sampled(round, sampling);
  } finally {
    await round.dispose?.();
  }
}

async function sampled(round: Round, sampling: Sampling): Promise<Sampled> {
  const first = await shownRound(round);
  const glances = new GlanceCheck(first.glances);
  const firstMs = msOf(first.durationsNs);
  const callMs = firstMs / round.calls.length;
  const isLong = callMs > LONG_CALL_MS;
  if (!isLong)
    await warmUp(round, glances, Math.min(WARM_UP_MS_MAX, sampling.budgetMs * WARM_UP_SHARE) - firstMs);
  const counted = isLong ? first.durationsNs : [];
  const begun = { counted, latestMs: firstMs, isSlow: callMs > SLOW_CALL_MS };
  const samplesNs = await timedRounds(round, glances, sampling, begun);
  // The last round is timed like the others: on a slow store it may be the only one.
  const last = await shownRound(round);
  samplesNs.push(...last.durationsNs);
  return {
    samplesNs: ownShares(round, samplesNs),
    workDigest: first.workDigest,
    deviation:
      first.workDigest === last.workDigest ? glances.deviation : 'the last round differs from the first',
  };
}

async function warmUp(round: Round, glances: GlanceCheck, budgetMs: number): Promise<void> {
  const stopwatch = new Stopwatch();
  while (stopwatch.elapsedMs() < budgetMs) await timedRound(round, glances);
}

interface Begun {
  /** Durations of the first round, where they count. */
  readonly counted: readonly number[];
  /** Of the first round. */
  readonly latestMs: number;
  readonly isSlow: boolean;
}

/** All rounds but the last: as many as fit, and no more than the few that must be when none fits. */
async function timedRounds(
  round: Round,
  glances: GlanceCheck,
  { budgetMs, samplesMax }: Sampling,
  { counted, latestMs: firstMs, isSlow }: Begun,
): Promise<number[]> {
  const stopwatch = new Stopwatch();
  const calls = round.calls.length;
  const samplesNs = [...counted];
  let latestMs = firstMs;
  const isToGoOn = (): boolean => {
    if (!isSlow && samplesNs.length + calls < SAMPLES_MIN) return true;
    // The round after this one is the last and counts too.
    const afterMs = stopwatch.elapsedMs() + 2 * latestMs;
    return samplesNs.length + calls < samplesMax && afterMs < budgetMs;
  };
  while (isToGoOn()) {
    const durationsNs = await timedRound(round, glances);
    samplesNs.push(...durationsNs);
    latestMs = msOf(durationsNs);
  }
  return samplesNs;
}

/** The duration of what the operation is about: without what else is in every call, and of one unit of several. */
function ownShares(round: Round, durationsNs: readonly number[]): number[] {
  const baselineNs = round.baselineNs?.() ?? 0;
  const units = round.unitsPerCall ?? 1;
  return durationsNs.map((durationNs) => Math.max(1, Math.round((durationNs - baselineNs) / units)));
}

const msOf = (durationsNs: readonly number[]): number =>
  durationsNs.reduce((sum, durationNs) => sum + durationNs, 0) / 1e6;

class Stopwatch {
  private readonly startedNs = process.hrtime.bigint();

  elapsedMs(): number {
    return Number(process.hrtime.bigint() - this.startedNs) / 1e6;
  }
}

export interface ShownRound {
  readonly workDigest: string;
  readonly glances: readonly string[];
  readonly durationsNs: readonly number[];
}

/** A round with all of its answers and effects. */
export async function shownRound(round: Round): Promise<ShownRound> {
  await round.begin?.();
  const answers: unknown[] = [];
  const durationsNs: number[] = [];
  for (const call of round.calls) durationsNs.push(await timedCall(call, (answer) => answers.push(answer)));
  const { reveal } = round;
  const work = reveal === undefined ? answers : answers.map((answer, call) => reveal(answer, call));
  const effects = (await round.effects?.()) ?? null;
  await round.end?.();
  return {
    workDigest: answerDigest({ answers: work, effects }),
    glances: answers.map(glanceOf),
    durationsNs,
  };
}

/** The duration of each call, in ns. */
async function timedRound(round: Round, glances: GlanceCheck): Promise<number[]> {
  await round.begin?.();
  const durationsNs: number[] = [];
  for (const [index, call] of round.calls.entries()) {
    durationsNs.push(await timedCall(call, (answer) => glances.see(index, answer)));
  }
  await round.end?.();
  return durationsNs;
}

async function timedCall(call: Call, see: (answer: unknown) => void): Promise<number> {
  const startedNs = process.hrtime.bigint();
  const answer = await call();
  const endedNs = process.hrtime.bigint();
  see(answer);
  return Number(endedNs - startedNs);
}

/** Whether every answer looks like the one shown for the same call. */
class GlanceCheck {
  deviation: string | null = null;
  private readonly expected: readonly string[];

  constructor(expected: readonly string[]) {
    this.expected = expected;
  }

  see(index: number, answer: unknown): void {
    const glance = glanceOf(answer);
    if (glance === this.expected[index]) return;
    this.deviation ??= `call ${index} of a round answered ${glance} instead of ${this.expected[index]}`;
  }
}
