// What a call or a transaction of a history answers. Arguments are passed as generated, wrong ones included.

import { callMethod } from '../../contract/every-operation.ts';
import { methodOf } from '../../contract/operations.ts';
import type { LocatedPage } from '../../contract/query.ts';
import type { SessionOperations, SessionStore } from '../../contract/store.ts';
import { hashRaw } from '../../contract/workspace.ts';
import type { Outcome } from '../../definition/outcome.ts';
import { outcomeOfWork } from './difference.ts';
import type { Call, TransactionCalls } from './step.ts';

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

export const transactionAnswer = (store: SessionStore, step: TransactionCalls): Promise<unknown> =>
  answerToTransaction(store, step.args[0], step.ending, step.calls, (operations, call) =>
    outcomeOfWork(() => answerTo(operations, call)),
  );

/** Thrown inside a transaction to end it without effect. */
class Abandoned extends Error {}

/** The outcomes of the steps inside, whether the transaction ends by commit or by throwing. Rejects as the store does. */
export async function answerToTransaction<T>(
  store: SessionStore,
  path: unknown,
  ending: TransactionCalls['ending'],
  steps: readonly T[],
  performStep: (operations: SessionOperations, step: T) => Promise<Outcome>,
): Promise<unknown> {
  const inside: unknown[] = [];
  const work = async (operations: SessionOperations): Promise<void> => {
    for (const step of steps) inside.push(compared(await performStep(operations, step)));
    if (ending === 'throw') throw new Abandoned();
  };
  try {
    await store.transaction(path as string, work);
    return { ending: 'commit', inside };
  } catch (error) {
    if (error instanceof Abandoned) return { ending: 'throw', inside };
    throw error;
  }
}

/** In a transaction, which no program has, errors are compared by all that they say. */
function compared(outcome: Outcome): unknown {
  if (outcome.kind !== 'error') return outcome;
  const { refusal: _refusal, ...said } = outcome;
  return said;
}
