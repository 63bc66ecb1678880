// Plays operations that are given, such as those of a counterexample, on new stores.

import { StoreError } from '../contract/errors.ts';
import type { Check } from '../contract/result.ts';
import type { StoreMethod, Subject } from '../subjects/index.ts';
import { differenceText, showIt } from './counterexample.ts';
import { isStoreOperation, type Operation } from './operation.ts';
import { commonMethods, type Pair, pairCheck, subjectsOf } from './pair.ts';
import { type Mismatch, runSequence, type SequenceResult } from './sequence-run.ts';

/** A short sequence is cheap to compare whole after every step, and then fails at the step that did the harm. */
const SWEEP_ALWAYS_UP_TO = 60;
const SWEEP_EVERY = 25;

/** Throws what opening a store throws. */
const played = (
  subjects: readonly Subject[],
  operations: readonly Operation[],
  signal: AbortSignal | undefined,
): Promise<SequenceResult> =>
  runSequence({
    subjects,
    operations,
    sweepEvery: operations.length <= SWEEP_ALWAYS_UP_TO ? 1 : SWEEP_EVERY,
    signal,
  });

/** The first mismatch. Throws what opening a store throws. */
export const replay = async (
  subjects: readonly Subject[],
  operations: readonly Operation[],
  signal?: AbortSignal,
): Promise<Mismatch | null> => (await played(subjects, operations, signal)).mismatch;

/** The mismatch that operations show. A store that cannot be opened any more, or does not answer in time, shows nothing. */
export async function shown(
  subjects: readonly Subject[],
  operations: readonly Operation[],
  signal: AbortSignal | undefined,
): Promise<Mismatch | null> {
  if (signal?.aborted === true) return null;
  try {
    const mismatch = await replay(subjects, operations, signal);
    return mismatch?.isTimeout === true ? null : mismatch;
  } catch (error) {
    if (error instanceof StoreError) return null;
    throw error;
  }
}

export interface ReplayOptions extends Pair {
  readonly operations: readonly Operation[];
  /** Of the row. */
  readonly name: string;
  readonly signal?: AbortSignal;
}

/** What came of the operations on both stores and the model, as a row of a result file; unknown when they cannot be played. */
export async function replayCheck(options: ReplayOptions): Promise<Check> {
  const lacking = lackingOf(options.operations, await commonMethods(options));
  if (lacking.length === 0) return playedCheck(options);
  return pairCheck(options, {
    name: options.name,
    verdict: 'unknown',
    counts: { operations: 0, sweeps: 0 },
    detail: `It cannot be played: what is compared lacks ${lacking.join(', ')}.`,
  });
}

/** The methods that the operations need and that are not among these. */
export function lackingOf(
  operations: readonly Operation[],
  methods: ReadonlySet<StoreMethod>,
): readonly StoreMethod[] {
  const needed = operations.filter(isStoreOperation).flatMap((operation) => {
    const inside = operation.op === 'transaction' ? operation.calls : [];
    return [operation, ...inside].map(({ op }) => op);
  });
  return [...new Set(needed)].filter((method) => !methods.has(method));
}

/** The same of operations that are known to be possible. */
export async function playedCheck({ name, operations, signal, ...pair }: ReplayOptions): Promise<Check> {
  const result = await played(subjectsOf(pair), operations, signal);
  const { mismatch, isAborted, done, sweeps } = result;
  // What nothing was played for shows nothing.
  const isUnknown = isAborted || mismatch?.isTimeout === true || operations.length === 0;
  return pairCheck(pair, {
    name,
    verdict: isUnknown ? 'unknown' : mismatch === null ? 'ok' : 'fail',
    counts: { operations: done, sweeps },
    detail: detailOf(result, operations),
  });
}

function detailOf({ mismatch, isAborted, done }: SequenceResult, operations: readonly Operation[]): string {
  if (mismatch !== null) return differenceText(mismatch, `${showIt(operations.length)}:`, operations);
  if (isAborted) return `After ${done} operations: it was stopped.`;
  if (operations.length === 0) return 'There were no operations to play.';
  return `The same answers and errors as the model on ${done} operations.`;
}
