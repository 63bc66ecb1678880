// Bugs in what an operation does: the wrong record, the wrong place, the wrong refusal, the wrong workspace.

import { resolve } from 'node:path';
import { StoreError } from '../../contract/errors.ts';
import type { WorkspaceKeeper } from '../../contract/list-store.ts';
import type { SessionInput, WorktreeSession } from '../../contract/session.ts';
import type { SessionList } from '../../contract/session-list.ts';
import { canonicalPath, isBlank, workspaceHash } from '../../contract/workspace.ts';
import type { ModelStore } from '../model.ts';
import { doing, type Mutant, type MutantMethods, mapPaths } from './mutant.ts';

/** Changes the list behind a right store after one of its operations went well. */
const afterwards = async (
  lists: WorkspaceKeeper,
  path: string,
  change: (list: SessionList) => SessionList,
): Promise<void> => {
  if (!isBlank(path))
    await lists.change(workspaceHash(path), (list) => ({ list: change(list), answer: null }));
};

const contents = (right: ModelStore, path: string): Promise<readonly WorktreeSession[]> =>
  typeof path === 'string' && path.isWellFormed() ? right.getAllSessions(path) : Promise.resolve([]);

export const OPERATION_MUTANTS: readonly Mutant[] = [
  doing(
    'update-ignores-revision',
    'an update replaces a session that has changed since it was read',
    (right) => ({ updateSession: (path, session) => right.updateSession(path, session) }),
  ),
  doing('delete-first-only', 'delete removes only the first record with the id', (right, lists) => ({
    async deleteSession(path, id) {
      const before = await contents(right, path);
      await right.deleteSession(path, id);
      const first = before.findIndex((session) => session.id === id);
      if (first >= 0) await afterwards(lists, path, () => before.toSpliced(first, 1));
    },
  })),
  doing('delete-missing-fails', 'deleting an id that is not there is an error', (right) => ({
    async deleteSession(path, id) {
      const before = await contents(right, path);
      await right.deleteSession(path, id);
      if (!before.some((session) => session.id === id)) {
        throw new StoreError('E_SESSION_NOT_FOUND', `Session ${id} not found`);
      }
    },
  })),
  doing(
    'update-moves-to-end',
    'update deletes and appends instead of replacing in place',
    (right, lists) => ({
      async updateSession(path, input, options) {
        const session = await right.updateSession(path, input, options);
        await afterwards(lists, path, (list) => {
          const index = list.findIndex(({ id }) => id === session.id);
          return [...list.toSpliced(index, 1), session];
        });
        return session;
      },
    }),
  ),
  doing('update-replaces-all', 'update replaces every record with the id', (right, lists) => ({
    async updateSession(path, input, options) {
      const session = await right.updateSession(path, input, options);
      await afterwards(lists, path, (list) =>
        list.map((other) => (other.id === session.id ? session : other)),
      );
      return session;
    },
  })),
  doing('update-merges', 'update keeps the old value of options that are not given', (right) => ({
    async updateSession(path, input, options) {
      const old = (await contents(right, path)).find(({ id }) => id === input?.id);
      const isMergeable = old !== undefined && !Array.isArray(input) && input.model === undefined;
      return right.updateSession(path, isMergeable ? { ...input, model: old.model } : input, options);
    },
  })),
  doing('create-refuses-duplicate', 'a second record with an id is refused', (right) => ({
    createSession: (path, input) => refusingDuplicates(right, path, input),
  })),
  doing('create-prepends', 'a new record comes first instead of last', (right, lists) => ({
    async createSession(path, input) {
      const session = await right.createSession(path, input);
      await afterwards(lists, path, (list) => [session, ...list.slice(0, -1)]);
      return session;
    },
  })),
  doing('message-not-stamped', 'a new message leaves updatedAt as it was', (right, lists) => ({
    async addChatMessage(path, id, message) {
      const old = (await contents(right, path)).find((session) => session.id === id);
      const session = await right.addChatMessage(path, id, message);
      const unstamped = { ...session, updatedAt: old?.updatedAt ?? session.updatedAt };
      await afterwards(lists, path, (list) => list.map((other) => (other === session ? unstamped : other)));
      return unstamped;
    },
  })),
  doing('status-of-all-instances', 'a new status goes to every instance with the id', (right, lists) => ({
    async updateInstanceStatus(path, id, instanceId, status) {
      const session = await right.updateInstanceStatus(path, id, instanceId, status);
      const instances = session.instances.map((instance) =>
        instance.instanceId === instanceId ? { ...instance, status } : instance,
      );
      const changed = { ...session, instances };
      await afterwards(lists, path, (list) => list.map((other) => (other === session ? changed : other)));
      return changed;
    },
  })),
  doing('instance-zero-missing', 'instance 0 counts as no instance', (right) => ({
    async updateInstanceStatus(path, id, instanceId, status) {
      if (instanceId === 0) await right.updateInstanceStatus(path, id, 77, status);
      return right.updateInstanceStatus(path, id, instanceId, status);
    },
  })),
  doing('error-text', 'a missing session is reported in other words', (right) => ({
    getSession: (path, id) =>
      right.getSession(path, id).catch((error: StoreError) => {
        throw new StoreError(error.code, error.message.replace('not found', 'was not found'));
      }),
  })),
  doing(
    'ids-as-properties',
    'sessions are looked up in a plain object, where __proto__ is no key',
    (right) => ({
      async getSession(path, id) {
        return right.getSession(path, id === '__proto__' ? 'constructor' : id);
      },
    }),
  ),
  doing('rollback-missing', 'a transaction that throws keeps its writes', (right) => ({
    async transaction(path, work) {
      // Checked as ever, then run outside of any transaction.
      await right.transaction(path, async () => undefined);
      return work(right);
    },
  })),
  doing('blank-by-trim', 'blank is what JavaScript trims: U+FEFF is, U+0085 is not', (right) =>
    mapPaths(right, (path) => (path.trim() === '' ? '' : path.replace('\u0085', 'x'))),
  ),
  doing('path-resolved-by-text', '".." is resolved in the text instead of on the disk', (right) =>
    mapPaths(right, (path) => (path.includes('..') ? resolve(path) : path)),
  ),
  doing('path-remembered', 'a path is resolved once, though links and directories change', rememberingPaths),
];

async function refusingDuplicates(
  right: ModelStore,
  path: string,
  input: SessionInput,
): Promise<WorktreeSession> {
  if ((await contents(right, path)).some(({ id }) => id === input?.id)) {
    throw new StoreError('E_STRICT', `Session ${input.id} exists already`);
  }
  return right.createSession(path, input);
}

function rememberingPaths(right: ModelStore): MutantMethods {
  const remembered = new Map<string, string>();
  return mapPaths(right, (path) => {
    const known =
      remembered.get(path) ?? (isBlank(path) || !path.isWellFormed() ? path : canonicalPath(path));
    remembered.set(path, known);
    return known;
  });
}
