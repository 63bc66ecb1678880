// One history as a property of fast-check: that every store answers like the reference. It is played whole; when a store differs,
// fast-check tries smaller ones for as long as the bounds allow, on that store alone.

import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Step } from '../definition/operation.ts';
import { GeneratedHistory, type History } from './arbitraries/history.ts';
import type { Lineup } from './pair.ts';
import { shown } from './replay.ts';
import { type Mismatch, runSequence, type SequenceResult } from './sequence-run.ts';
import { interruptShrinkingAfter, type ShrinkBounds } from './shrinking.ts';

export interface HistorySearch<Store> extends Lineup<Store> {
  readonly histories: fc.Arbitrary<History>;
  readonly seed: number;
  readonly bounds: ShrinkBounds;
  readonly onOperation: (done: number) => void;
  readonly signal: AbortSignal | undefined;
}

export interface HistoryFound {
  /** What came of the whole history. */
  readonly result: SequenceResult;
  /** On a mismatch that tells something: all operations up to it, and the fewest that were seen to fail. */
  readonly failing?: {
    readonly upTo: readonly Step[];
    readonly smallest: readonly Step[];
    /** Where fast-check found the smallest: its segments are shrinks of shrinks. */
    readonly path: string;
    /** The time was over before there was nothing smaller to try. */
    readonly isCutShort: boolean;
  };
}

const SWEEP_EVERY = 250;

/** Throws what opening a store throws. */
export async function searchHistory<Store>(search: HistorySearch<Store>): Promise<HistoryFound> {
  const { histories, bounds, seed } = search;
  const player = new Player(search);
  const limited = fc.limitShrink(histories, bounds.attemptsMax);
  const { counterexample, counterexamplePath, interrupted } = await fc.check<[History]>(
    fc.asyncProperty(limited, (history) => player.play(history)),
    { seed, numRuns: 1, plugins: [interruptShrinkingAfter(bounds.durationMsMax)] },
  );
  const result = await player.end();
  if (counterexample === null || counterexamplePath === null) return { result };
  const upTo = player.upToFailure;
  const [smallest] = counterexample;
  const isWhole = smallest instanceof GeneratedHistory || isDeepStrictEqual(smallest, upTo);
  return {
    result,
    failing: { upTo, smallest: isWhole ? upTo : smallest, path: counterexamplePath, isCutShort: interrupted },
  };
}

class Player<Store> {
  private readonly search: HistorySearch<Store>;
  private readonly ending = new AbortController();
  private readonly signal: AbortSignal;
  private result: SequenceResult | undefined;
  private thrown: { readonly error: unknown } | undefined;
  private playing: Promise<void> = Promise.resolve();
  /** What smaller histories are played on: the store that differs. */
  private differing: Lineup<Store>;
  upToFailure: readonly Step[] = [];

  constructor(search: HistorySearch<Store>) {
    this.search = search;
    this.differing = search;
    this.signal = AbortSignal.any([
      this.ending.signal,
      ...(search.signal === undefined ? [] : [search.signal]),
    ]);
  }

  /** Rejects on a mismatch. What tells nothing, such as a stopped run or an answer that did not come in time, is none. */
  play(history: History): Promise<void> {
    this.playing = this.playOnce(history).catch((error: unknown) => {
      if (!(error instanceof Differs || error instanceof fc.PreconditionFailure)) this.thrown = { error };
      // Neither a verdict on the stores nor worth another attempt.
      throw this.thrown === undefined ? error : new fc.PreconditionFailure(true);
    });
    return this.playing;
  }

  private async playOnce(history: History): Promise<void> {
    if (this.signal.aborted) throw new fc.PreconditionFailure(true);
    const mismatch =
      history instanceof GeneratedHistory
        ? await this.playWhole(history)
        : await shown(this.differing, history, this.signal);
    if (mismatch !== null && !mismatch.isTimeout) throw new Differs(mismatch);
  }

  private async playWhole(history: GeneratedHistory): Promise<Mismatch | null> {
    const { rules, reference, subjects, onOperation } = this.search;
    const sequence = { rules, reference, subjects, operations: history, sweepEvery: SWEEP_EVERY };
    this.result = await runSequence({ ...sequence, onOperation, signal: this.signal });
    const { mismatch } = this.result;
    this.differing = onlyDiffering({ rules, reference, subjects }, mismatch);
    if (mismatch !== null) this.upToFailure = await history.playedInTurns();
    return mismatch;
  }

  /** The result of the whole history, when nothing is played any more: an interrupt does not wait for the last attempt. */
  async end(): Promise<SequenceResult> {
    this.ending.abort();
    await this.playing.catch(() => undefined);
    if (this.thrown !== undefined) throw this.thrown.error;
    return this.result ?? NOT_BEGUN;
  }
}

/** The lineup of the store that differed. */
export const onlyDiffering = <Store>(
  { subjects, ...lineup }: Lineup<Store>,
  mismatch: Mismatch | null,
): Lineup<Store> => ({ ...lineup, subjects: subjects.filter(({ name }) => name === mismatch?.subject) });

/** A run that is stopped before its history begins plays nothing. */
const NOT_BEGUN: SequenceResult = {
  done: 0,
  sweeps: 0,
  counts: {},
  mismatch: null,
  isAborted: true,
  unchanged: null,
};

/** What fast-check takes for a failure of the property. */
class Differs extends Error {
  constructor({ subject, difference }: Mismatch) {
    super(`${subject}: ${difference}`);
  }
}
