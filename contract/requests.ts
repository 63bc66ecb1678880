// The arguments of each operation, checked in one order for every store: types first, then the workspace path, as the
// app does. Each function throws E_ARGS or E_BLANK_PATH and answers what the operation works on.

import { checkedMessage, checkedSession, checkedText, checkedU32 } from './arguments.ts';
import { StoreError } from './errors.ts';
import { type ArgumentName, type LineArgument, OPERATIONS, type OperationName, rowOf } from './operations.ts';
import { checkedFilter, checkedPage, checkedQuery } from './query.ts';
import { checkedSearch } from './search.ts';
import { checkedRevision } from './session-revision.ts';
import { canonicalPath, hashRaw, isBlank, workspaceHash } from './workspace.ts';

/** What each argument is checked by; throws E_ARGS. */
export const CHECKS = {
  workspacePath: checkedText,
  session: checkedSession,
  options: checkedRevision,
  sessionId: checkedText,
  message: checkedMessage,
  instanceId: checkedU32,
  newStatus: checkedText,
  query: checkedQuery,
  search: checkedSearch,
  filter: checkedFilter,
  page: checkedPage,
  workingDir: checkedText,
  debateId: checkedText,
  status: checkedText,
  startedAt: checkedText,
} satisfies Record<ArgumentName, (value: unknown, name: string) => unknown>;

/** Operations that the app refuses for a blank path. */
export type RefusingOperation = {
  [O in OperationName]: (typeof OPERATIONS)[O] extends { readonly blankPath: string } ? O : never;
}[OperationName];

export interface Workspace {
  readonly hash: string;
  /** As it is hashed. */
  readonly path: string;
}

/** The workspace, and the other arguments under their names on the line. */
export type RequestOf<O extends RefusingOperation> = Workspace & {
  readonly [N in Exclude<LineArgumentOf<O>, 'workspacePath'>]: ReturnType<
    (typeof CHECKS)[N extends 'expectedRevision' ? 'options' : N]
  >;
};
type LineArgumentOf<O extends RefusingOperation> = (typeof OPERATIONS)[O] extends {
  readonly lineArguments: readonly (infer N extends LineArgument)[];
}
  ? N
  : (typeof OPERATIONS)[O]['arguments'][number];

type Requests<O extends RefusingOperation> = (
  ...args: Unchecked<(typeof OPERATIONS)[O]['arguments']>
) => RequestOf<O>;
type Unchecked<A extends readonly ArgumentName[]> = { readonly [I in keyof A]: unknown };

/** Made once for each operation, because every call of a store begins here. */
function requestsOf<O extends RefusingOperation>(operation: O): Requests<O> {
  const { arguments: names, lineArguments: keys = names } = rowOf(operation);
  const checks: readonly ((value: unknown, name: string) => unknown)[] = names.map((name) => CHECKS[name]);
  return (...args) => {
    const given = checkedText(args[0], 'workspacePath');
    const request: Record<string, unknown> = {};
    for (let at = 1; at < names.length; at++) {
      request[keys[at] as string] = checks[at]?.(args[at], names[at] as string);
    }
    return Object.assign(request, requireWorkspace(operation, given)) as RequestOf<O>;
  };
}

export const createRequest: Requests<'createSession'> = requestsOf('createSession');
/** For one with an expected revision and without: null is any. */
export const updateRequest: Requests<'updateSessionIf'> = requestsOf('updateSessionIf');
export const messageRequest: Requests<'addChatMessage'> = requestsOf('addChatMessage');
export const statusRequest: Requests<'updateInstanceStatus'> = requestsOf('updateInstanceStatus');

const ID_REQUESTS = { getSession: requestsOf('getSession'), deleteSession: requestsOf('deleteSession') };
export const idRequest = (
  operation: keyof typeof ID_REQUESTS,
  workspacePath: unknown,
  sessionId: unknown,
): RequestOf<'getSession'> => ID_REQUESTS[operation](workspacePath, sessionId);

/** Throws E_BLANK_PATH with the app's text before any file is touched. */
export function requireWorkspace(operation: RefusingOperation, given: string): Workspace {
  if (isBlank(given)) throw new StoreError('E_BLANK_PATH', OPERATIONS[operation].blankPath);
  const path = canonicalPath(given);
  return { hash: hashRaw(path), path };
}

/** The workspace of a read over all sessions; null for a blank path, which has none. */
export function readableHash(workspacePath: unknown): string | null {
  const path = checkedText(workspacePath, 'workspacePath');
  return isBlank(path) ? null : workspaceHash(path);
}

/** The workspace of a transaction. */
export function requireTransactionWorkspace(workspacePath: unknown): string {
  const hash = readableHash(workspacePath);
  if (hash === null) {
    throw new StoreError('E_BLANK_PATH', 'Cannot start a transaction: workspace path is empty.');
  }
  return hash;
}
