// Whether a migration of a definition loses something, as far as seeded random contents show: a store is filled by a random
// history, what it holds is moved, and the store at the other end must hold the same. What was read must be as it was, and the way
// back must lead to the same content again. fast-check makes a history that shows a loss smaller.

import fc from 'fast-check';
import { breathe } from '../contract/breathe.ts';
import { writeJson } from '../contract/json-text.ts';
import type { ProgressListener } from '../contract/progress.ts';
import type { Check } from '../contract/result.ts';
import type { Definition } from '../definition/definition.ts';
import type { Migration } from '../definition/migration.ts';
import { ask, type Step } from '../definition/operation.ts';
import type { Outcome } from '../definition/outcome.ts';
import { type Subject, subjectOf } from '../definition/subjects.ts';
import { type History, HistoryArbitrary } from './arbitraries/history.ts';
import { stepsOf } from './arbitraries/steps.ts';
import { showIt } from './counterexample.ts';
import { outcomeDifference, outcomeOf, outcomeText } from './outcome.ts';
import { commonOperations } from './pair.ts';
import { type Rules, rulesOf } from './rules.ts';
import { RunFolder } from './run-folder.ts';
import { interruptShrinkingAfter, SHRINK_BOUNDS } from './shrinking.ts';

export interface MigrationOptions {
  /** Contents that are moved. Default: 50. */
  readonly histories?: number;
  readonly seed: number;
  readonly onProgress?: ProgressListener;
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
  const rules = await rulesOf(definition);
  const checks: Check[] = [];
  for (const [name, migration] of Object.entries(definition.migrations ?? {})) {
    const [from, to] = [subjectOf(definition, migration.from), subjectOf(definition, migration.to)];
    const move = { rules, migration, from, to };
    checks.push(await moveCheck({ ...move, name, area: 'import' }, options));
    if (migration.back !== undefined)
      checks.push(await moveCheck({ ...move, name: `${name}, and back`, area: 'rewrite' }, options));
  }
  return checks;
}

interface Move<Store> {
  readonly name: string;
  readonly area: 'import' | 'rewrite';
  readonly rules: Rules<Store>;
  readonly migration: Migration;
  readonly from: Subject<Store>;
  readonly to: Subject<Store>;
}

async function moveCheck<Store>(move: Move<Store>, options: MigrationOptions): Promise<Check> {
  const { histories: total = HISTORIES, seed, onProgress, signal } = options;
  const counts = { histories: 0, operations: 0 };
  const { counterexample } = await fc.check<[History]>(
    fc.asyncProperty(fc.limitShrink(await contentsOf(move), SHRINK_BOUNDS.attemptsMax), async (history) => {
      if (signal?.aborted === true) return;
      const loss = await lossIn(move, history);
      if (loss !== null) throw new Error(loss.difference);
      counts.histories++;
      counts.operations += [...history].length;
      onProgress?.({ stage: 'moving contents', done: counts.histories, total, unit: 'contents' });
    }),
    // Nothing at all is a content too.
    {
      seed,
      numRuns: total,
      examples: [[[]]],
      plugins: [interruptShrinkingAfter(SHRINK_BOUNDS.durationMsMax)],
    },
  );
  const row = { row: 'check', area: move.area, subject: move.name, name: 'random contents', counts } as const;
  if (counterexample !== null) {
    return { ...row, verdict: 'fail', detail: await lossText(move, [...counterexample[0]], seed) };
  }
  if (signal?.aborted === true) return { ...row, verdict: 'unknown', detail: 'It was stopped.' };
  return { ...row, verdict: 'ok', detail: `${counts.histories} contents of seed ${seed} were the same.` };
}

/** Only what changes a content has a place in a history that fills a store. */
async function contentsOf<Store>({ rules, from }: Move<Store>): Promise<fc.Arbitrary<History>> {
  const offered = [...(await commonOperations({ left: from, right: from }, rules))];
  const writing = new Set(offered.filter((op) => rules.operations[op]?.writes === true));
  return new HistoryArbitrary(stepsOf(rules, { offered: writing, restarts: [] }), OPERATIONS_MAX);
}

interface Loss {
  readonly difference: string;
  readonly expected: string;
  readonly actual: string;
}

/** Null: nothing was lost. */
async function lossIn<Store>(move: Move<Store>, history: Iterable<Step>): Promise<Loss | null> {
  const { rules, from } = move;
  const folder = RunFolder.of([from, move.to]);
  try {
    const home = folder.newHome();
    await withStore(from, home, (store) => fill(rules, store, history, folder));
    const contentOf: ContentOf<Store> = (subject, at) =>
      withStore(subject, at, (store) => rules.content(store, { folder: folder.shared }));
    const before = await contentOf(from, home);
    for (const [what, content] of endsOf(move, home, folder, contentOf)) {
      const found = await outcomeOf(content, String);
      const expected: Outcome = { kind: 'answer', value: before };
      const difference = outcomeDifference(expected, found);
      if (difference !== null)
        return {
          difference: `${what}: ${difference}`,
          expected: outcomeText(expected),
          actual: outcomeText(found),
        };
    }
    return null;
  } finally {
    await folder.remove();
  }
}

type ContentOf<Store> = (subject: Subject<Store>, home: string) => Promise<unknown>;

/** What must hold the same content as before, in the order in which it comes to be. */
function endsOf<Store>(
  { migration, from, to, area }: Move<Store>,
  home: string,
  folder: RunFolder,
  contentOf: ContentOf<Store>,
): readonly (readonly [what: string, content: () => Promise<unknown>])[] {
  const moved = folder.newHome();
  const forward = async (): Promise<unknown> => {
    await migration.run(home, moved);
    return contentOf(to, moved);
  };
  const back = async (): Promise<unknown> => {
    await migration.run(home, moved);
    const again = folder.newHome();
    await migration.back?.(moved, again);
    return contentOf(from, again);
  };
  return area === 'rewrite'
    ? [[`${from.name}, after the way back`, back]]
    : [
        [`${to.name}, after the migration`, forward],
        [`${from.name}, which was only to be read`, () => contentOf(from, home)],
      ];
}

/** What a store refuses is no part of its content. */
async function fill<Store>(
  { operations, histories, refusal }: Rules<Store>,
  store: Store,
  history: Iterable<Step>,
  { shared }: RunFolder,
): Promise<void> {
  const run = histories.begin?.(shared) ?? {};
  for (const given of history) {
    await breathe();
    const step = run.real === undefined ? given : await run.real(given, store);
    const operation = step === null ? undefined : operations[step.op];
    if (step === null || operation === undefined) continue;
    const outcome = await outcomeOf(() => ask(operation, store, step), refusal);
    run.told?.(given, outcome);
  }
}

async function withStore<Store, T>(
  subject: Subject<Store>,
  home: string,
  work: (store: Store) => T | Promise<T>,
): Promise<T> {
  const store = await subject.open(home);
  try {
    return await work(store);
  } finally {
    await subject.close(store);
  }
}

/** The loss is shown once more, because what failed may have failed by chance. */
async function lossText<Store>(move: Move<Store>, history: readonly Step[], seed: number): Promise<string> {
  const loss = await lossIn(move, history);
  const shown = `${showIt(history.length)}:\n${history.map((step) => `  ${writeJson(step)}`).join('\n')}`;
  if (loss === null)
    return `Something was lost, and was not when it was done again: flaky, not reproduced. ${shown}`;
  return `${loss.difference}.\nFound with seed ${seed}; ${shown}\nExpected: ${loss.expected}\nGot:      ${loss.actual}`;
}
