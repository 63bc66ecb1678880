// What each operation of the subject protocol does on one of our own stores. Arguments are passed on unchecked: the
// store checks them, and its refusals become the `args` stage.

import { checkedText } from '../contract/arguments.ts';
import { type JsonValue, SpelledNumber } from '../contract/json-value.ts';
import { packageVersion } from '../contract/package-root.ts';
import type { SessionStore } from '../contract/store.ts';
import { hashRaw, workspaceHash } from '../contract/workspace.ts';
import type { JsonStore } from '../impl-json/index.ts';
import { METHOD_OF_OP, type MethodOp } from './protocol.ts';
import { hasSessionFiles } from './registry.ts';
import type { OpenHomes } from './server-homes.ts';

export type Request = { readonly [key: string]: JsonValue };
export type RunOp = (request: Request) => Promise<unknown>;

/** The operations that a server of this subject answers. */
export function servedOps(homes: OpenHomes): ReadonlyMap<string, RunOp> {
  const { name } = homes.subject;
  const isFileStore = hasSessionFiles(name);
  const ops = new Map<string, RunOp>();
  for (const op of Object.keys(METHOD_OF_OP) as MethodOp[]) {
    if (op === 'debate_status' && !isFileStore) continue;
    ops.set(op, async (request) => METHOD_OPS[op](await homes.storeFor(request.home, request.now), request));
  }
  ops.set('hash', async ({ workspacePath }) => workspaceHash(checkedText(workspacePath, 'workspacePath')));
  ops.set('hash_raw', async ({ workspacePath }) => hashRaw(checkedText(workspacePath, 'workspacePath')));
  if (isFileStore) {
    ops.set('load_file', async (request) =>
      (await fileStore(homes, request)).loadFile(asGiven(request.file)),
    );
    ops.set('rewrite_file', async (request) =>
      (await fileStore(homes, request)).rewriteFile(asGiven(request.file)),
    );
  }
  ops.set('capabilities', async () => ({ name, version: packageVersion(), ops: [...ops.keys()] }));
  return ops;
}

/** Method calls with arguments as they came; the stores are written to check them. */
type Call = (store: SessionStore, request: Request) => Promise<unknown>;
// biome-ignore lint/suspicious/noExplicitAny: what comes over the line has no type until the store has checked it
const asGiven = (value: unknown): any => value;

const METHOD_OPS: Record<MethodOp, Call> = {
  create_session: (store, { workspacePath, session }) =>
    store.createSession(asGiven(workspacePath), asGiven(session)),
  update_session: (store, { workspacePath, session }) =>
    store.updateSession(asGiven(workspacePath), asGiven(session)),
  update_session_if: (store, { workspacePath, session, expectedRevision }) =>
    store.updateSession(asGiven(workspacePath), asGiven(session), {
      // Absent it is wrong, not any.
      expectedRevision: asGiven(expectedRevision ?? ''),
    }),
  get_session: (store, { workspacePath, sessionId }) =>
    store.getSession(asGiven(workspacePath), asGiven(sessionId)),
  get_all_sessions: (store, { workspacePath }) => store.getAllSessions(asGiven(workspacePath)),
  delete_session: (store, { workspacePath, sessionId }) =>
    store.deleteSession(asGiven(workspacePath), asGiven(sessionId)),
  add_chat_message: (store, { workspacePath, sessionId, message }) =>
    store.addChatMessage(asGiven(workspacePath), asGiven(sessionId), asGiven(message)),
  update_instance_status: (store, { workspacePath, sessionId, instanceId, newStatus }) =>
    store.updateInstanceStatus(
      asGiven(workspacePath),
      asGiven(sessionId),
      asGiven(instanceId),
      asGiven(newStatus),
    ),
  debate_status: (store, { workingDir, debateId, status, startedAt }) =>
    (store as JsonStore).debateStatus(
      asGiven(workingDir),
      asGiven(debateId),
      asGiven(status),
      asGiven(startedAt),
    ),
  list_sessions: (store, { workspacePath, query }) =>
    store.listSessions(asGiven(workspacePath), asGiven(objectOf(query))),
  list_all_sessions: (store, { query }) => store.listAllSessions(asGiven(objectOf(query))),
  search_sessions: (store, { workspacePath, search, text, limit, cursor }) =>
    store.searchSessions(asGiven(workspacePath), asGiven(objectOf(search ?? { text, limit, cursor }))),
  session_statistics: (store, { workspacePath, filter }) =>
    store.sessionStatistics(asGiven(workspacePath), asGiven(objectOf(filter))),
  list_instances: (store, { workspacePath, sessionId, page }) =>
    store.listInstances(asGiven(workspacePath), asGiven(sessionId), asGiven(objectOf(page))),
  list_messages: (store, { workspacePath, sessionId, page }) =>
    store.listMessages(asGiven(workspacePath), asGiven(sessionId), asGiven(objectOf(page))),
};

/** A number where an object belongs must not pass for one because its spelling is kept in an object. */
const objectOf = (value: unknown): unknown =>
  value instanceof SpelledNumber ? Number(value.spelling) : value;

/** A file operation needs no home; opening a file store writes nothing. */
async function fileStore(homes: OpenHomes, { home, now }: Request): Promise<JsonStore> {
  return (await homes.storeFor(home ?? '.', now)) as JsonStore;
}
