// Plays operations that are given, such as those of a counterexample, on new stores.

import { StoreError } from '../contract/errors.ts';
import type { Subject } from '../subjects/index.ts';
import type { Operation } from './operation.ts';
import { type Mismatch, runSequence, type SequenceResult } from './sequence-run.ts';

/** A short sequence is cheap to compare whole after every step, and then fails at the step that did the harm. */
const SWEEP_ALWAYS_UP_TO = 60;
const SWEEP_EVERY = 25;

/** Throws what opening a store throws. */
export const replayed = (
  subjects: readonly Subject[],
  operations: readonly Operation[],
  signal?: AbortSignal,
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
): Promise<Mismatch | null> => (await replayed(subjects, operations, signal)).mismatch;

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
