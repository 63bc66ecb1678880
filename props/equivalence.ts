// Whether two stores are equivalent, as far as seeded random sequences show: the same operations on both and on the
// model, with colliding ids, odd paths and restarts, compared after every step. The verdict is data; a failure comes
// with a small counterexample that can be played again.

import { StoreError } from '../contract/errors.ts';
import type { ProgressListener } from '../contract/progress.ts';
import type { Check } from '../contract/result.ts';
import { writeJson } from '../contract/session-writer.ts';
import { offeredBy, type StoreMethod, type Subject } from '../subjects/index.ts';
import type { Operation, Restart } from './operation.ts';
import { generateSequence } from './sequence-generator.ts';
import { type Mismatch, type OperationCount, runSequence, type SequenceResult } from './sequence-run.ts';
import { SHRINK_BOUNDS, type ShrinkBounds, shrink } from './shrink.ts';
import { World } from './world.ts';

export interface EquivalenceOptions {
  readonly left: Subject;
  readonly right: Subject;
  readonly operations: number;
  readonly seed: number;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
  /** Default: whatever both stores have. */
  readonly methods?: ReadonlySet<StoreMethod>;
  /** Default: close and open again, and kill where a store is a program. None: never. */
  readonly restarts?: readonly Restart['op'][];
  readonly shrinkBounds?: ShrinkBounds;
}

export interface Counterexample {
  readonly seed: number;
  /** Of the failing operation in the sequence of the seed, from 0. */
  readonly index: number;
  /** The mismatch at the end of the small sequence. */
  readonly mismatch: Mismatch;
  readonly operations: readonly Operation[];
  /**
   * What came of playing the operations again on new stores: the same mismatch; `sound`, when it did not happen again,
   * which makes the answer no less wrong; or `none`, when there was no time. The operations are then all that led to it.
   */
  readonly replay: 'same' | 'sound' | 'none';
}

export interface EquivalenceVerdict {
  readonly verdict: 'ok' | 'fail' | 'unknown';
  readonly left: string;
  readonly right: string;
  readonly seed: number;
  readonly operations: number;
  /** How often all contents were compared. */
  readonly sweeps: number;
  readonly counts: Readonly<Record<string, OperationCount>>;
  readonly counterexample: Counterexample | null;
  /** Why the verdict is unknown; empty otherwise. */
  readonly reason: string;
}

const SWEEP_EVERY = 250;
/** A short sequence is cheap to compare whole after every step, and then fails at the step that did the harm. */
const SWEEP_ALWAYS_UP_TO = 60;
const SWEEP_EVERY_IN_REPLAY = 25;

const RESTARTS: readonly Restart['op'][] = ['reopen', 'kill'];

/** Throws what opening a store throws. */
export async function checkEquivalence(options: EquivalenceOptions): Promise<EquivalenceVerdict> {
  const { left, right, seed, operations, onProgress, signal } = options;
  const subjects = left.name === right.name ? [left] : [left, right];
  const methods = options.methods ?? (await commonMethods(subjects));
  const sequence = { seed, operations, methods, restarts: options.restarts ?? RESTARTS };
  const result = await runSequence({
    subjects,
    operations: generateSequence(sequence),
    sweepEvery: SWEEP_EVERY,
    signal,
    onOperation: (done) => {
      if (done % 100 === 0) {
        onProgress?.({ stage: 'comparing stores', done, total: operations, unit: 'operations' });
      }
    },
  });
  const { mismatch } = result;
  const counterexample =
    mismatch === null || mismatch.isTimeout
      ? null
      : await smallest(mismatch, generateSequence(sequence), options);
  return verdictOf(options, result, counterexample);
}

/** The methods that all of these subjects have. */
export async function commonMethods(subjects: readonly Subject[]): Promise<ReadonlySet<StoreMethod>> {
  const world = new World();
  try {
    let common: ReadonlySet<StoreMethod> | undefined;
    for (const subject of subjects) {
      const store = await subject.open(world.newHome());
      const offered = offeredBy(store);
      common = common === undefined ? offered : new Set([...common].filter((method) => offered.has(method)));
      await store.close();
    }
    return common ?? new Set();
  } finally {
    world.remove();
  }
}

/** Plays a sequence, such as that of a counterexample, and gives its first mismatch. */
export async function replay(
  subjects: readonly Subject[],
  operations: readonly Operation[],
  signal?: AbortSignal,
): Promise<Mismatch | null> {
  const sweepEvery = operations.length <= SWEEP_ALWAYS_UP_TO ? 1 : SWEEP_EVERY_IN_REPLAY;
  return (await runSequence({ subjects, operations, sweepEvery, signal })).mismatch;
}

async function smallest(
  found: Mismatch,
  sequence: Iterable<Operation>,
  { left, right, seed, shrinkBounds = SHRINK_BOUNDS, signal }: EquivalenceOptions,
): Promise<Counterexample> {
  const failing = [...(left === right ? [left] : [left, right])].filter(({ name }) => name === found.subject);
  const upToFailure: Operation[] = [];
  for (const operation of sequence) {
    upToFailure.push(operation);
    if (upToFailure.length > found.index) break;
  }
  let mismatch = found;
  const stillFails = async (candidate: readonly Operation[]): Promise<boolean> => {
    if (signal?.aborted === true) return false;
    const next = await replayed(failing, candidate, signal);
    if (next === null || next.isTimeout) return false;
    mismatch = next;
    return true;
  };
  const smaller = await shrink(upToFailure, stillFails, shrinkBounds);
  // Again, because what failed once while it was made smaller may have failed by chance.
  for (const operations of smaller === upToFailure ? [smaller] : [smaller, upToFailure]) {
    if (await stillFails(operations))
      return { seed, index: found.index, mismatch, operations, replay: 'same' };
  }
  const replay = signal?.aborted === true ? 'none' : 'sound';
  return { seed, index: found.index, mismatch: found, operations: upToFailure, replay };
}

/** A store that cannot even be opened any more shows nothing. */
async function replayed(
  subjects: readonly Subject[],
  operations: readonly Operation[],
  signal: AbortSignal | undefined,
): Promise<Mismatch | null> {
  try {
    return await replay(subjects, operations, signal);
  } catch (error) {
    if (error instanceof StoreError) return null;
    throw error;
  }
}

function verdictOf(
  { left, right, seed }: EquivalenceOptions,
  { done, sweeps, counts, mismatch, isAborted }: SequenceResult,
  counterexample: Counterexample | null,
): EquivalenceVerdict {
  const isUnknown = isAborted || (mismatch?.isTimeout ?? false);
  const reason = isAborted ? 'it was stopped' : (mismatch?.difference ?? '');
  return {
    verdict: isUnknown ? 'unknown' : mismatch === null ? 'ok' : 'fail',
    left: left.name,
    right: right.name,
    seed,
    operations: done,
    sweeps,
    counts,
    counterexample,
    reason: isUnknown ? reason : '',
  };
}

/** The verdict as a row of a result file. */
export function equivalenceCheck(verdict: EquivalenceVerdict): Check {
  const perOperation = Object.entries(verdict.counts).map(([op, { answers, errors }]) => [
    op,
    answers + errors,
  ]);
  return {
    row: 'check',
    area: 'equivalence',
    subject: `${verdict.left} = ${verdict.right}`,
    name: 'random sequences',
    verdict: verdict.verdict,
    counts: {
      operations: verdict.operations,
      errors: Object.values(verdict.counts).reduce((sum, { errors }) => sum + errors, 0),
      sweeps: verdict.sweeps,
      ...Object.fromEntries(perOperation),
    },
    detail: detailOf(verdict),
  };
}

function detailOf({
  verdict,
  left,
  right,
  seed,
  operations,
  counterexample,
  reason,
}: EquivalenceVerdict): string {
  if (counterexample !== null) return counterexampleText(counterexample);
  if (verdict === 'unknown') return `After ${operations} operations of seed ${seed}: ${reason}.`;
  return `${left}, ${right} and the model gave the same answers and errors on ${operations} operations of seed ${seed}.`;
}

/** Of operations that led to an answer without showing it again, so many are printed: seed and index repeat the rest. */
const LED_SHOWN_MAX = 10;

/** For people: what differed, and the operations that show it, or that led to it once. */
export function counterexampleText(counterexample: Counterexample): string {
  const { mismatch, operations, replay: again } = counterexample;
  const shown = again === 'same' ? operations : operations.slice(-LED_SHOWN_MAX);
  return [
    `${mismatch.subject} differs from the model: ${mismatch.difference}.`,
    foundText(counterexample, shown.length),
    ...shown.map((operation) => `  ${writeJson(operation)}`),
    `Expected: ${mismatch.expected}`,
    `Got:      ${mismatch.actual}`,
  ].join('\n');
}

function foundText({ seed, index, operations, replay: again }: Counterexample, shown: number): string {
  const found = `Found at operation ${index} of seed ${seed}`;
  switch (again) {
    case 'same':
      return `${found}; ${operations.length} operations show it:`;
    case 'sound':
      return (
        `${found}; it did not happen again when the ${operations.length} operations up to it were played on a new ` +
        `store: flaky, not reproduced. The last ${shown} of them:`
      );
    case 'none':
      return `${found}; there was no time to play the ${operations.length} operations up to it again. The last ${shown}:`;
  }
}
