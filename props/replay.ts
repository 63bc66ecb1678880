// Plays operations that are given, such as those of a counterexample, on new stores.

import { StoreError } from '../contract/errors.ts';
import type { Definition } from '../definition/definition.ts';
import type { Step } from '../definition/operation.ts';
import type { Check } from '../results/result.ts';
import { differenceText, showIt } from './counterexample.ts';
import { commonOperations, type Lineup, lineupOf, type Pair, pairCheck, referenceText } from './pair.ts';
import { isRestart, type Mismatch, runSequence, type SequenceResult } from './sequence-run.ts';

/** A short sequence is cheap to compare whole after every step, and then fails at the step that did the harm. */
const SWEEP_ALWAYS_UP_TO = 60;
const SWEEP_EVERY = 25;

/** Throws what opening a store throws. */
const played = <Store>(
  lineup: Lineup<Store>,
  operations: readonly Step[],
  signal: AbortSignal | undefined,
): Promise<SequenceResult> =>
  runSequence({
    ...lineup,
    operations,
    sweepEvery: operations.length <= SWEEP_ALWAYS_UP_TO ? 1 : SWEEP_EVERY,
    signal,
  });

/** The first mismatch. Throws what opening a store throws. */
export async function replay<Store>(
  definition: Definition<Store>,
  { operations, signal, ...pair }: Omit<ReplayOptions<Store>, 'name'>,
): Promise<Mismatch | null> {
  return (await played(await lineupOf(definition, pair), operations, signal)).mismatch;
}

/** The mismatch that operations show. A store that cannot be opened any more, or does not answer in time, shows nothing. */
export async function shown<Store>(
  lineup: Lineup<Store>,
  operations: readonly Step[],
  signal: AbortSignal | undefined,
): Promise<Mismatch | null> {
  if (signal?.aborted === true) return null;
  try {
    const { mismatch } = await played(lineup, operations, signal);
    return mismatch?.isTimeout === true ? null : mismatch;
  } catch (error) {
    if (error instanceof StoreError) return null;
    throw error;
  }
}

export interface ReplayOptions<Store> extends Pair<Store> {
  readonly operations: readonly Step[];
  /** Of the row. */
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
}

/** What came of the operations on the stores, as a row of a result file; unknown when they cannot be played. */
export async function replayCheck<Store>(
  definition: Definition<Store>,
  options: ReplayOptions<Store>,
): Promise<Check> {
  const lineup = await lineupOf(definition, options);
  const lacking = lackingOf(options.operations, await commonOperations(options, lineup.rules));
  if (lacking.length === 0) return playedCheck(lineup, options);
  return pairCheck(options, {
    name: options.name,
    verdict: 'unknown',
    counts: { operations: 0, sweeps: 0 },
    detail: `It cannot be played: what is compared lacks ${lacking.join(', ')}.`,
  });
}

/** The operations that steps need and that are not among these. */
export function lackingOf(steps: readonly Step[], offered: ReadonlySet<string>): readonly string[] {
  const needed = steps
    .filter((step) => step.args !== undefined && !isRestart(step))
    .flatMap((step) => [step, ...(step.calls ?? [])].map(({ op }) => op));
  return [...new Set(needed)].filter((op) => !offered.has(op));
}

/** The same of operations that are known to be possible. */
export async function playedCheck<Store>(
  lineup: Lineup<Store>,
  { name, operations, signal, ...pair }: ReplayOptions<Store>,
): Promise<Check> {
  const result = await played(lineup, operations, signal);
  const { mismatch, isAborted, done, sweeps } = result;
  // What nothing was played for shows nothing.
  const isUnknown = isAborted || mismatch?.isTimeout === true || operations.length === 0;
  return pairCheck(pair, {
    name,
    verdict: isUnknown ? 'unknown' : mismatch === null ? 'ok' : 'fail',
    // The one that differs was played too.
    counts: { operations: mismatch === null ? done : mismatch.index + 1, sweeps },
    detail: detailOf(result, operations, referenceText(lineup)),
  });
}

function detailOf(
  { mismatch, isAborted, done }: SequenceResult,
  operations: readonly Step[],
  reference: string,
): string {
  if (mismatch !== null) return differenceText(mismatch, `${showIt(operations.length)}:`, operations);
  if (isAborted) return `After ${done} operations: it was stopped.`;
  if (operations.length === 0) return 'There were no operations to play.';
  return `The same answers and errors as ${reference} on ${done} operations.`;
}
