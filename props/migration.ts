// Whether a migration of a definition loses something, as far as seeded random contents show: a store is filled by a random
// history, what it holds is moved, and the store at the other end must hold the same (migration-loss.ts says what else). A home in
// which no store ever was comes first. fast-check makes a history that shows a loss smaller.

import fc from 'fast-check';
import type { ProgressListener } from '../contract/progress.ts';
import { type Shard, shareOf, WHOLE_RUN } from '../contract/shard.ts';
import type { Definition } from '../definition/definition.ts';
import type { Step } from '../definition/operation.ts';
import { subjectOf } from '../definition/subjects.ts';
import type { Check } from '../results/result.ts';
import { type History, HistoryArbitrary } from './arbitraries/history.ts';
import { stepsOf } from './arbitraries/steps.ts';
import { showIt, stepTexts, withStop } from './counterexample.ts';
import { lossIn, type Move } from './migration-loss.ts';
import { commonOperations } from './pair.ts';
import { rulesOf } from './rules.ts';
import { interruptShrinkingAfter, SHRINK_BOUNDS } from './shrinking.ts';

export interface MigrationOptions {
  /** Contents that are moved. Default: 50. */
  readonly histories?: number;
  readonly seed: number;
  /** Moves its share of the contents. Default: all. */
  readonly shard?: Shard;
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Most operations of the history that fills a store. */
const OPERATIONS_MAX = 40;
const HISTORIES = 50;

/** Of each migration of the definition two rows, without a way back one. Throws what opening a store throws. */
export async function migrationChecks<Store>(
  definition: Definition<Store>,
  options: MigrationOptions,
): Promise<Check[]> {
  if (contentsIn(options) === 0) return [];
  const rules = await rulesOf(definition);
  const checks: Check[] = [];
  for (const [name, migration] of Object.entries(definition.migrations ?? {})) {
    const [from, to] = [subjectOf(definition, migration.from), subjectOf(definition, migration.to)];
    const move = { rules, migration, from, to };
    checks.push(await moveCheck({ ...move, area: 'import' }, name, options));
    if (migration.back !== undefined)
      checks.push(await moveCheck({ ...move, area: 'rewrite' }, `${name}, and back`, options));
  }
  return checks;
}

const contentsIn = ({ histories = HISTORIES, shard = WHOLE_RUN }: MigrationOptions): number =>
  shareOf(histories, shard);

async function moveCheck<Store>(
  move: Move<Store>,
  subject: string,
  options: MigrationOptions,
): Promise<Check> {
  const { seed, onProgress, signal } = options;
  const total = contentsIn(options);
  const counts = { histories: 0, operations: 0 };
  const limited = fc.limitShrink(await contentsOf(move), SHRINK_BOUNDS.attemptsMax);
  const property = fc.asyncProperty(limited, async (history) => {
    if (signal?.aborted === true) throw new fc.PreconditionFailure(true);
    const steps = [...history];
    const loss = await lossIn(move, steps);
    if (loss !== null) throw new Lost(loss.difference);
    counts.histories++;
    counts.operations += steps.length;
    onProgress?.({ stage: 'moving contents', done: counts.histories, total, unit: 'contents' });
  });
  const plugins = [interruptShrinkingAfter<[History]>(SHRINK_BOUNDS.durationMsMax)];
  const found = await fc.check(property, { seed, numRuns: total, examples: [[[]]], plugins });
  const row = { row: 'check', area: move.area, subject, name: 'random contents', counts } as const;
  if (found.counterexample !== null) {
    if (!(found.errorInstance instanceof Lost)) throw found.errorInstance;
    return { ...row, verdict: 'fail', detail: await lossText(move, [...found.counterexample[0]], seed) };
  }
  if (signal?.aborted === true) return { ...row, verdict: 'unknown', detail: 'It was stopped.' };
  return { ...row, verdict: 'ok', detail: `${counts.histories} contents of seed ${seed} were the same.` };
}

/** What fast-check takes for a failure of the property. */
class Lost extends Error {}

/** Only what changes a content has a place in a history that fills a store. */
async function contentsOf<Store>({ rules, from }: Move<Store>): Promise<fc.Arbitrary<History>> {
  const offered = [...(await commonOperations({ left: from, right: from }, rules))];
  const writing = new Set(offered.filter((op) => rules.operations[op]?.writes === true));
  return new HistoryArbitrary(stepsOf(rules, { offered: writing, restarts: [] }), OPERATIONS_MAX);
}

/** The loss is shown once more, because what failed may have failed by chance. */
async function lossText<Store>(move: Move<Store>, history: readonly Step[], seed: number): Promise<string> {
  const loss = await lossIn(move, history);
  const steps = ['', ...stepTexts(history)].join('\n');
  if (loss === null) {
    const tried =
      history.length === 0 ? 'It was a home without a store.' : `The operations before it:${steps}`;
    return `Something was lost, and was not when it was done again: flaky, not reproduced. ${tried}`;
  }
  const shown =
    history.length === 0 ? 'a home without a store shows it.' : `${showIt(history.length)}:${steps}`;
  const { difference, expected, actual } = loss;
  const values = expected === undefined ? '' : `\nExpected: ${expected}\nGot:      ${actual}`;
  return `${withStop(difference)}\nFound with seed ${seed}; ${shown}${values}`;
}
