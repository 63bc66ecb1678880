// Whether two stores are equivalent, as far as seeded random histories show: the same operations on both and on the
// model of their definition, with restarts, compared after every step. fast-check runs one long history as a
// property and makes it smaller when it fails. The verdict is data; a failure comes with a small counterexample that can
// be played again.

import type { ProgressListener } from '../contract/progress.ts';
import type { Definition } from '../definition/definition.ts';
import type { Restart } from '../definition/history.ts';
import type { Check } from '../results/result.ts';
import { HistoryArbitrary } from './arbitraries/history.ts';
import { stepsOf } from './arbitraries/steps.ts';
import type { UnchangedContent } from './contents-seen.ts';
import { type Counterexample, counterexampleText, type HowAgain, withStop } from './counterexample.ts';
import { type HistoryFound, onlyDiffering, searchHistory } from './history-search.ts';
import { commonOperations, type Lineup, lineupOf, type Pair, referenceText } from './pair.ts';
import { shown } from './replay.ts';
import type { Rules } from './rules.ts';
import type { OperationCount, SequenceResult } from './sequence-run.ts';
import { SHRINK_BOUNDS, type ShrinkBounds } from './shrinking.ts';

export interface EquivalenceOptions<Store> extends Pair<Store> {
  readonly operations: number;
  readonly seed: number;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal | undefined;
  /** Names of the operations that are asked. Default: whatever both stores have. */
  readonly offered?: ReadonlySet<string>;
  /** Default: both. None: never. */
  readonly restarts?: readonly Restart[];
  readonly shrinkBounds?: ShrinkBounds;
}

export interface EquivalenceVerdict {
  readonly verdict: 'ok' | 'fail' | 'unknown';
  readonly left: string;
  readonly right: string;
  /** What they were compared with. */
  readonly reference: string;
  readonly seed: number;
  readonly operations: number;
  /** How often all contents were compared. */
  readonly sweeps: number;
  readonly counts: Readonly<Record<string, OperationCount>>;
  readonly counterexample: Counterexample | null;
  readonly unchanged: UnchangedContent | null;
  /** Why the verdict is unknown; empty otherwise. */
  readonly reason: string;
}

const RESTARTS: readonly Restart[] = ['reopen', 'kill'];

/** Throws what opening a store throws. */
export async function checkEquivalence<Store>(
  definition: Definition<Store>,
  options: EquivalenceOptions<Store>,
): Promise<EquivalenceVerdict> {
  const { seed, operations, onProgress, signal } = options;
  const lineup = await lineupOf(definition, options);
  const found = await searchHistory({
    ...lineup,
    histories: await historiesOf(lineup.rules, options),
    seed,
    bounds: options.shrinkBounds ?? SHRINK_BOUNDS,
    onOperation: (done) => {
      if (done % 100 === 0) {
        onProgress?.({ stage: 'comparing stores', done, total: operations, unit: 'operations' });
      }
    },
    signal,
  });
  const counterexample = await counterexampleOf(found, lineup, options);
  return { ...verdictOf(options, found.result, counterexample), reference: referenceText(lineup) };
}

/** The histories of a check. Throws what opening a store throws. */
export async function historiesOf<Store>(
  rules: Rules<Store>,
  options: EquivalenceOptions<Store>,
): Promise<HistoryArbitrary> {
  const { operations, restarts = RESTARTS } = options;
  const offered = options.offered ?? (await commonOperations(options, rules));
  return new HistoryArbitrary(stepsOf(rules, { offered, restarts }), operations);
}

/** Plays the operations again, because what failed once while they were made fewer may have failed by chance. */
async function counterexampleOf<Store>(
  { result: { mismatch }, failing }: HistoryFound,
  lineup: Lineup<Store>,
  { seed, signal, shrinkBounds = SHRINK_BOUNDS }: EquivalenceOptions<Store>,
): Promise<Counterexample | null> {
  if (mismatch === null || failing === undefined) return null;
  const { upTo, smallest, path, isCutShort } = failing;
  const found = { seed, index: mismatch.index };
  const differing = onlyDiffering(lineup, mismatch);
  for (const operations of smallest === upTo ? [upTo] : [smallest, upTo]) {
    const again = await shown(differing, operations, signal);
    if (again !== null)
      return {
        ...found,
        path: operations === upTo ? WHOLE : path,
        mismatch: again,
        operations,
        replay: 'same',
        ...(isCutShort && { cutShortAfterMs: shrinkBounds.durationMsMax }),
      };
  }
  const replay = signal?.aborted === true ? 'none' : 'sound';
  return { ...found, path: WHOLE, mismatch, operations: upTo, replay };
}

/** Why a check that was aborted knows nothing. */
export const STOPPED = 'it was stopped';

/** The path to the one history that a check plays, before anything is made smaller. */
export const WHOLE = '0';

function verdictOf<Store>(
  { left, right, seed }: EquivalenceOptions<Store>,
  { done, sweeps, counts, mismatch, isAborted, unchanged }: SequenceResult,
  counterexample: Counterexample | null,
): Omit<EquivalenceVerdict, 'reference'> {
  const isUnknown = isAborted || (mismatch?.isTimeout ?? false);
  const reason = isAborted ? STOPPED : (mismatch?.difference ?? '');
  return {
    verdict: isUnknown ? 'unknown' : mismatch === null ? 'ok' : 'fail',
    left: left.name,
    right: right.name,
    seed,
    operations: done,
    sweeps,
    counts,
    counterexample,
    unchanged,
    reason: isUnknown ? reason : '',
  };
}

/** The verdict as a row of a result file; `again` says how a counterexample is played again. */
export function equivalenceCheck(verdict: EquivalenceVerdict, again?: HowAgain): Check {
  const totals = {
    operations: verdict.operations,
    errors: Object.values(verdict.counts).reduce((sum, { errors }) => sum + errors, 0),
    sweeps: verdict.sweeps,
    ...(verdict.unchanged !== null && { unchangedContents: verdict.unchanged.times }),
  };
  // Not of an operation that is called like one of the totals.
  const perOperation = Object.entries(verdict.counts)
    .filter(([op]) => !Object.hasOwn(totals, op))
    .map(([op, { answers, errors }]) => [op, answers + errors]);
  return {
    row: 'check',
    area: 'equivalence',
    subject: `${verdict.left} = ${verdict.right}`,
    name: 'random sequences',
    verdict: verdict.verdict,
    counts: { ...totals, ...Object.fromEntries(perOperation) },
    detail: detailOf(verdict, again),
  };
}

function detailOf(verdictFound: EquivalenceVerdict, again: HowAgain | undefined): string {
  const { verdict, left, right, reference, seed, operations, counts, counterexample, reason } = verdictFound;
  if (counterexample !== null) return counterexampleText(counterexample, again);
  if (verdict === 'unknown') return `After ${operations} operations of seed ${seed}: ${withStop(reason)}`;
  const others = reference === left ? left : `${left}, ${right}`;
  return `${others} and ${reference === left ? right : reference} gave the same answers and errors on ${operations} operations of seed ${seed}.${contentText(verdictFound)}${refusedText(counts)}`;
}

/** How much of the verdict is about what the stores hold. */
const contentText = ({ sweeps, unchanged }: Pick<EquivalenceVerdict, 'sweeps' | 'unchanged'>): string =>
  unchanged === null
    ? ` The contents were compared ${sweeps} ${sweeps === 1 ? 'time' : 'times'}.`
    : ` The content was the same each of the ${unchanged.times} times it was asked for, with ${unchanged.writes} writes between: ` +
      'does `content` return all that a store holds?';

/** So many times, and an operation may be asked with nothing that it could answer. */
const REFUSED_MIN = 20;

/** What was never answered was hardly compared: its arguments may be wrong. */
function refusedText(counts: EquivalenceVerdict['counts']): string {
  const refused = Object.entries(counts)
    .filter(([, { answers, errors }]) => answers === 0 && errors >= REFUSED_MIN)
    .map(([op]) => op);
  return refused.length === 0 ? '' : ` Refused every time: ${refused.join(', ')}.`;
}
