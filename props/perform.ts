// Performs one operation of a sequence on one store. Arguments are passed as generated, wrong ones included.

import { callMethod } from '../contract/every-operation.ts';
import { methodOf } from '../contract/operations.ts';
import type { LocatedPage } from '../contract/query.ts';
import type { SessionOperations, SessionStore } from '../contract/store.ts';
import { hashRaw } from '../contract/workspace.ts';
import type { Call, TransactionCalls } from './operation.ts';
import { type Outcome, outcomeOf, outcomeOfError } from './outcome.ts';

/** Never throws: what the store throws is its outcome. */
export const perform = (store: SessionStore, operation: Call | TransactionCalls): Promise<Outcome> =>
  operation.op === 'transaction'
    ? performTransaction(store, operation.args[0], operation.ending, operation.calls, performCall)
    : performCall(store, operation);

const performCall = (operations: SessionOperations, call: Call): Promise<Outcome> =>
  outcomeOf(() => answerTo(operations, call));

export async function answerTo(operations: SessionOperations, { op, args, pages }: Call): Promise<unknown> {
  const method = methodOf(op);
  if (pages === undefined) return callMethod(operations, method, args);
  const answers: unknown[] = [];
  let query = args.at(-1);
  for (let page = 0; page < pages; page++) {
    const answer = await callMethod(operations, method, args.with(-1, query));
    answers.push(op === 'listAllSessions' ? withoutKnownPaths(answer as LocatedPage) : answer);
    const { nextCursor } = answer as { nextCursor: string | null };
    if (nextCursor === null) break;
    query = { ...(query as object), cursor: nextCursor };
  }
  return answers;
}

/** Stores of files do not know paths; one that a store does know must be that of its workspace. */
const withoutKnownPaths = (page: LocatedPage): unknown => ({
  ...page,
  sessions: page.sessions.map(({ workspacePath, ...rest }) =>
    workspacePath === null || hashRaw(workspacePath) === rest.workspaceHash
      ? rest
      : { ...rest, workspacePath },
  ),
});

/** The cursor that a query's last page gave. */
export function cursorOf(outcome: Outcome): string | null {
  const pages = outcome.kind === 'answer' && Array.isArray(outcome.value) ? outcome.value : [];
  return (pages.at(-1) as { nextCursor?: string | null } | undefined)?.nextCursor ?? null;
}

/** Thrown inside a transaction to end it without effect. */
class Abandoned extends Error {}

/** The outcomes of the steps inside, whether the transaction ends by commit or by throwing. */
export async function performTransaction<T>(
  store: SessionStore,
  path: unknown,
  ending: TransactionCalls['ending'],
  steps: readonly T[],
  performStep: (operations: SessionOperations, step: T) => Promise<Outcome>,
): Promise<Outcome> {
  const inside: Outcome[] = [];
  const work = async (operations: SessionOperations): Promise<void> => {
    for (const step of steps) inside.push(await performStep(operations, step));
    if (ending === 'throw') throw new Abandoned();
  };
  try {
    await store.transaction(path as string, work);
    return { kind: 'answer', value: { ending: 'commit', inside } };
  } catch (error) {
    return error instanceof Abandoned
      ? { kind: 'answer', value: { ending: 'throw', inside } }
      : outcomeOfError(error);
  }
}
