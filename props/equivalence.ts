// Whether two stores are equivalent, as far as seeded random sequences show: the same operations on both and on the
// model, with colliding ids, odd paths and restarts, compared after every step. The verdict is data; a failure comes
// with a small counterexample that can be played again.

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
): Promise<Mismatch | null> {
  const sweepEvery = operations.length <= SWEEP_ALWAYS_UP_TO ? 1 : SWEEP_EVERY_IN_REPLAY;
  return (await runSequence({ subjects, operations, sweepEvery })).mismatch;
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
  const operations = await shrink(
    upToFailure,
    async (candidate) => {
      if (signal?.aborted === true) return false;
      const next = await replay(failing, candidate);
      if (next === null || next.isTimeout) return false;
      mismatch = next;
      return true;
    },
    shrinkBounds,
  );
  return { seed, index: found.index, mismatch, operations };
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

/** For people: what differed, and the operations that show it. */
export function counterexampleText({ seed, index, mismatch, operations }: Counterexample): string {
  return [
    `${mismatch.subject} differs from the model: ${mismatch.difference}.`,
    `Found at operation ${index} of seed ${seed}; ${operations.length} operations show it:`,
    ...operations.map((operation) => `  ${writeJson(operation)}`),
    `Expected: ${mismatch.expected}`,
    `Got:      ${mismatch.actual}`,
  ].join('\n');
}
