// What each operation of the subject protocol does on one of our own stores. Arguments are passed on unchecked: the
// store checks them, and its refusals become the `args` stage.

import { checkedText } from '../contract/arguments.ts';
import { callMethod } from '../contract/every-operation.ts';
import { SpelledNumber } from '../contract/json-value.ts';
import {
  isQuery,
  type LineArgument,
  methodOf,
  OPERATION_NAMES,
  OPERATIONS,
  type OperationName,
} from '../contract/operations.ts';
import { packageVersion } from '../contract/package-root.ts';
import { hashRaw, workspaceHash } from '../contract/workspace.ts';
import type { JsonStore } from '../impl-json/index.ts';
import type { Request, RunOp } from '../protocol/line-server.ts';
import { lineArgumentsOf } from './protocol.ts';
import { hasSessionFiles } from './registry.ts';
import type { SessionHomes } from './server-homes.ts';

/** The operations that a server of this subject answers. */
export function servedOps(homes: SessionHomes): ReadonlyMap<string, RunOp> {
  const { name } = homes.subject;
  const isFileStore = hasSessionFiles(name);
  const ops = new Map<string, RunOp>();
  for (const operation of OPERATION_NAMES) {
    const { op, origin } = OPERATIONS[operation];
    if (origin === 'debate writer' && !isFileStore) continue;
    ops.set(op, async (request) => {
      const store = await homes.storeFor(request.home, request.now);
      return callMethod(store, methodOf(operation), argumentsOf(operation, request));
    });
  }
  ops.set('hash', async ({ workspacePath }) => workspaceHash(checkedText(workspacePath, 'workspacePath')));
  ops.set('hash_raw', async ({ workspacePath }) => hashRaw(checkedText(workspacePath, 'workspacePath')));
  if (isFileStore) {
    ops.set('load_file', async (request) =>
      (await fileStore(homes, request)).loadFile(request.file as string),
    );
    ops.set('rewrite_file', async (request) =>
      (await fileStore(homes, request)).rewriteFile(request.file as string),
    );
  }
  ops.set('capabilities', async () => ({ name, version: packageVersion(), ops: [...ops.keys()] }));
  return ops;
}

/** A method's arguments from a request, as they came: the stores are written to check them. */
const argumentsOf = (operation: OperationName, request: Request): unknown[] =>
  lineArgumentsOf(operation).map((name) => {
    const value = FROM_LINE[name]?.(request) ?? request[name];
    // A number where an object belongs must not pass for one because its spelling is kept in an object.
    return isQuery(name) && value instanceof SpelledNumber ? Number(value.spelling) : value;
  });

/** What the line has in another form than the method. */
const FROM_LINE: { readonly [N in LineArgument]?: (request: Request) => unknown } = {
  // Absent it is wrong, not any.
  expectedRevision: ({ expectedRevision }) => ({ expectedRevision: expectedRevision ?? '' }),
  search: ({ search, text, limit, cursor }) => search ?? { text, limit, cursor },
};

/** A file operation needs no home; opening a file store writes nothing. */
async function fileStore(homes: SessionHomes, { home, now }: Request): Promise<JsonStore> {
  return (await homes.storeFor(home ?? '.', now)) as JsonStore;
}
