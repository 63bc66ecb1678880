// Times a workload with tinybench: the first round shows what the work is, some rounds warm up, the timed rounds follow,
// and the last of them must show the same work again.
//
// One iteration of tinybench is one call. Rounds begin and end in its hooks, which are not timed. It sorts its samples in
// place, so those in the order of time are kept here, and it is told each duration. A run ends by time alone or by samples
// alone, whichever comes first, and at the end of a round only: no timer could fire between calls that never leave the
// thread, and a round cut short would leave the store in another state.

import { Bench, type FnReturnedObject, type HookMode, type Statistics } from 'tinybench';
import type { Call, Round } from '../../definition/bench.ts';
import type { EngineFigures } from '../../results/result.ts';
import { glanceOf } from './answer-digest.ts';
import { type ShownRound, shownRound, workDigestOf } from './shown-round.ts';

export interface Sampling {
  /** For the timed rounds; a round that has begun is finished. */
  readonly budgetMs: number;
  /** Timed rounds stop when this many samples are there. */
  readonly samplesMax: number;
}

export interface Sampled {
  /** In time order. */
  readonly samplesNs: readonly number[];
  /** Of these samples. */
  readonly tinybench: EngineFigures;
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
    return await new Sampler(round, sampling, await shownRound(round)).run();
  } finally {
    await round.dispose?.();
  }
}

class Sampler {
  private readonly round: Round;
  private readonly sampling: Sampling;
  private readonly first: ShownRound;
  private readonly firstMs: number;
  private readonly callMs: number;
  /** Durations of the first round, as far as they are still to be handed over as samples. */
  private readonly counted: number[];
  private readonly over = new AbortController();
  private samplesNs: number[] = [];
  private phaseStartNs = 0n;
  /** When the last call of the round before was over. */
  private roundStartNs = 0n;
  /** In the calls of a round: of the one under way, between rounds of the one before. */
  private roundMs = 0;
  /** The next call of the round. */
  private at = 0;
  private isLast = false;
  private readonly answers: unknown[] = [];
  private workDigest = '';
  private deviation: string | null = null;

  constructor(round: Round, sampling: Sampling, first: ShownRound) {
    this.round = round;
    this.sampling = sampling;
    this.first = first;
    this.firstMs = first.durationsNs.reduce((sum, durationNs) => sum + durationNs, 0) / 1e6;
    this.callMs = this.firstMs / round.calls.length;
    this.counted = this.callMs > LONG_CALL_MS ? [...first.durationsNs] : [];
  }

  async run(): Promise<Sampled> {
    const warmUpMs = Math.min(WARM_UP_MS_MAX, this.sampling.budgetMs * WARM_UP_SHARE) - this.firstMs;
    const bench = new Bench({
      warmup: this.counted.length === 0,
      warmupTime: warmUpMs,
      warmupIterations: 0,
      time: Number.POSITIVE_INFINITY,
      iterations: 0,
      signal: this.over.signal,
      throws: true,
    });
    bench.add('call', () => this.iteration(), {
      async: true,
      beforeAll: () => this.beginPhase(),
      beforeEach: (mode) => this.beforeCall(mode),
      afterEach: () => this.afterCall(),
    });
    const [task] = await bench.run();
    if (task?.result.state !== 'aborted-with-statistics') throw new Error('tinybench ended by itself');
    return this.sampled(task.result.latency);
  }

  /** Of warm-up, and then of what is timed. */
  private beginPhase(): void {
    this.samplesNs = [];
    this.roundMs = this.firstMs;
    this.phaseStartNs = this.roundStartNs = process.hrtime.bigint();
  }

  private async beforeCall(mode: HookMode | undefined): Promise<void> {
    if (this.at > 0 || this.counted.length > 0) return;
    this.isLast = mode === 'run' && !this.isRoomForAnother();
    this.roundMs = 0;
    await this.round.begin?.();
  }

  /** For a round beside the last one: as many as fit, and no more than the few that must be when none fits. */
  private isRoomForAnother(): boolean {
    const { budgetMs, samplesMax } = this.sampling;
    const samples = this.samplesNs.length + this.round.calls.length;
    if (this.callMs <= SLOW_CALL_MS && samples < SAMPLES_MIN) return true;
    // The last round counts too.
    return samples < samplesMax && msSince(this.phaseStartNs) + 2 * this.roundMs < budgetMs;
  }

  /** Timed here and not in a function of its own: one more that waits made a call that does nothing 60 ns slower. */
  private async iteration(): Promise<FnReturnedObject> {
    const counted = this.counted.shift();
    if (counted !== undefined) return this.sampleOf(counted);
    const call = this.round.calls[this.at] as Call;
    const startedNs = process.hrtime.bigint();
    const answer = await call();
    const endedNs = process.hrtime.bigint();
    this.see(answer);
    this.at++;
    this.roundMs += Number(endedNs - startedNs) / 1e6;
    return this.sampleOf(Number(endedNs - startedNs));
  }

  private sampleOf(durationNs: number): FnReturnedObject {
    this.samplesNs.push(durationNs);
    return { overriddenDuration: durationNs / 1e6 / this.units, overriddenIterationCost: this.costMs() };
  }

  /** Whether the answer looks like the one shown for the same call. */
  private see(answer: unknown): void {
    if (this.isLast) this.answers.push(answer);
    const [glance, expected] = [glanceOf(answer), this.first.glances[this.at]];
    if (glance !== expected)
      this.deviation ??= `call ${this.at} of a round answered ${glance} instead of ${expected}`;
  }

  /** A whole round, with what is not timed of it, so that warm-up ends between two of them. */
  private costMs(): number {
    if (this.at < this.round.calls.length) return 0;
    const costMs = msSince(this.roundStartNs);
    this.roundStartNs = process.hrtime.bigint();
    return costMs;
  }

  /** Also called when the call has failed: the round then stays as it is. */
  private async afterCall(): Promise<void> {
    if (this.at < this.round.calls.length) return;
    this.at = 0;
    if (this.isLast) this.workDigest = await workDigestOf(this.round, this.answers);
    await this.round.end?.();
    if (this.isLast) this.over.abort();
  }

  /** The duration of what the operation is about: without what else is in every call, and of one unit of several. */
  private sampled(latency: Statistics): Sampled {
    const besideNs = (this.round.baselineNs?.() ?? 0) / this.units;
    const ownNs = (durationNs: number): number => Math.max(1, Math.round(durationNs - besideNs));
    const meanNs = ownNs(latency.mean * 1e6);
    return {
      samplesNs: this.samplesNs.map((durationNs) => ownNs(durationNs / this.units)),
      tinybench: {
        meanNs,
        sdNs: Math.round(latency.sd * 1e6),
        // In hundredths of a percent.
        rmePercent: Math.round((latency.moe * 1e10) / meanNs) / 100,
        p99Ns: ownNs(latency.p99 * 1e6),
      },
      workDigest: this.first.workDigest,
      deviation:
        this.first.workDigest === this.workDigest ? this.deviation : 'the last round differs from the first',
    };
  }

  private get units(): number {
    return this.round.unitsPerCall ?? 1;
  }
}

const msSince = (startNs: bigint): number => Number(process.hrtime.bigint() - startNs) / 1e6;
