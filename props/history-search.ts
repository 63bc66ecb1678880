// One history as a property of fast-check: that every store answers like the model. It is played whole; when a store differs,
// fast-check tries smaller ones for as long as the bounds allow, on that store alone.

import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Subject } from '../subjects/index.ts';
import { GeneratedHistory, type History } from './arbitraries/history.ts';
import type { Operation } from './operation.ts';
import { shown } from './replay.ts';
import { type Mismatch, runSequence, type SequenceResult } from './sequence-run.ts';
import { interruptShrinkingAfter, type ShrinkBounds } from './shrinking.ts';

export interface HistorySearch {
  readonly subjects: readonly Subject[];
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
    readonly upTo: readonly Operation[];
    readonly smallest: readonly Operation[];
    /** Where fast-check found the smallest: its segments are shrinks of shrinks. */
    readonly path: string;
    /** The time was over before there was nothing smaller to try. */
    readonly isCutShort: boolean;
  };
}

const SWEEP_EVERY = 250;

/** Throws what opening a store throws. */
export async function searchHistory(search: HistorySearch): Promise<HistoryFound> {
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

class Player {
  private readonly search: HistorySearch;
  private readonly ending = new AbortController();
  private readonly signal: AbortSignal;
  private result: SequenceResult | undefined;
  private thrown: { readonly error: unknown } | undefined;
  private playing: Promise<void> = Promise.resolve();
  private differing: readonly Subject[] = [];
  upToFailure: readonly Operation[] = [];

  constructor(search: HistorySearch) {
    this.search = search;
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
    const { subjects, onOperation } = this.search;
    const sequence = { subjects, operations: history, sweepEvery: SWEEP_EVERY, onOperation };
    this.result = await runSequence({ ...sequence, signal: this.signal });
    const { mismatch } = this.result;
    this.differing = subjects.filter(({ name }) => name === mismatch?.subject);
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

/** A run that is stopped before its history begins plays nothing. */
const NOT_BEGUN: SequenceResult = { done: 0, sweeps: 0, counts: {}, mismatch: null, isAborted: true };

/** What fast-check takes for a failure of the property. */
class Differs extends Error {
  constructor({ subject, difference }: Mismatch) {
    super(`${subject}: ${difference}`);
  }
}
