// What a load calls on a session store, by the names that the benchmark has for the same. Sessions are numbered; a message that
// a load appended is known by its id.

import { sessionDigest } from '../../contract/canonical.ts';
import { StoreError, sessionNotFound } from '../../contract/errors.ts';
import type { ChatMessage, WorktreeSession } from '../../contract/session.ts';
import type { SessionStore } from '../../contract/store.ts';
import type { LoadCall, LoadOperation } from '../../definition/load.ts';
import { offeredBy, type StoreMethod } from '../../subjects/index.ts';
import { initialSession, initialSessionId, messageOf } from './initial-sessions.ts';
import { maintenance } from './maintenance.ts';
import { transactions } from './transactions.ts';

type Operation = LoadOperation<SessionStore>;

const PAGE = 50;

const has =
  (...methods: readonly StoreMethod[]) =>
  (store: SessionStore): boolean => {
    const offered = offeredBy(store);
    return methods.every((method) => offered.has(method));
  };

const idsOf = (messages: readonly ChatMessage[]): readonly string[] => messages.map(({ id }) => id);

/** Shows all messages of a session. */
const whole = {
  does: 'read',
  entries: ({ chatHistory }: WorktreeSession) => idsOf(chatHistory),
} as const;

const writes: Readonly<Record<string, Operation>> = {
  appendMessage: {
    does: 'append',
    offeredBy: has('addChatMessage'),
    call: (store, { folder, record, id }) =>
      store.addChatMessage(folder, initialSessionId(record), messageOf(id)),
  },
  create: {
    does: 'create',
    offeredBy: has('createSession'),
    call: (store, { folder, record }) => store.createSession(folder, initialSession(record)),
  },
  delete: {
    does: 'delete',
    offeredBy: has('deleteSession'),
    call: (store, { folder, record }) => store.deleteSession(folder, initialSessionId(record)),
  },
  updateInstanceStatus: {
    does: 'other',
    writes: true,
    offeredBy: has('updateInstanceStatus'),
    // The status that it has: the work is the same, and everything but the time of the change must stay as it was.
    call: (store, { folder, record }) =>
      store.updateInstanceStatus(folder, initialSessionId(record), 1, 'running'),
  },
  update: {
    does: 'other',
    writes: true,
    offeredBy: has('getSession', 'updateSessionIf'),
    call: updateWhatWasRead,
  },
};

const TRIES_MAX = 100;

/** As two windows do that must not undo each other's changes: read, change, write unless it was changed meanwhile. */
async function updateWhatWasRead(store: SessionStore, { folder, record }: LoadCall): Promise<unknown> {
  let conflict: unknown;
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const session = await store.getSession(folder, initialSessionId(record));
    const changed = { ...session, updatedAt: new Date().toISOString() };
    try {
      return await store.updateSession(folder, changed, { expectedRevision: sessionDigest(session) });
    } catch (error) {
      if (!(error instanceof StoreError && error.code === 'E_CONFLICT')) throw error;
      conflict = error;
    }
  }
  throw conflict;
}

const reads: Readonly<Record<string, Operation>> = {
  getOne: {
    ...whole,
    offeredBy: has('getSession'),
    call: (store, { folder, record }) => store.getSession(folder, initialSessionId(record)),
  },
  getAll: {
    ...whole,
    offeredBy: has('getAllSessions'),
    call: async (store, { folder, record }) => {
      const id = initialSessionId(record);
      const session = (await store.getAllSessions(folder)).find((each) => each.id === id);
      if (session === undefined) throw sessionNotFound(id);
      return session;
    },
  },
  messages: {
    does: 'read',
    shows: 'last',
    offeredBy: has('listMessages'),
    entries: idsOf,
    call: lastMessages,
  },
  firstPage: {
    does: 'read',
    offeredBy: has('listSessions'),
    call: (store, { folder }) => store.listSessions(folder, { limit: PAGE }),
  },
  byTypePage: {
    does: 'read',
    offeredBy: has('listSessions'),
    call: (store, { folder }) => store.listSessions(folder, { types: ['competition'], limit: PAGE }),
  },
  search: {
    does: 'read',
    offeredBy: has('searchSessions'),
    call: (store, { folder, record }) =>
      store.searchSessions(folder, { text: `session ${record} load`, limit: 20 }),
  },
  statistics: {
    does: 'read',
    offeredBy: has('sessionStatistics'),
    call: (store, { folder }) => store.sessionStatistics(folder),
  },
};

/** Twice as long each time: nothing grows faster than the last of them. */
const PAGES: readonly number[] = Array.from({ length: 14 }, (_, doubling) => PAGE * 2 ** doubling);

/** The page on which a chat is opened. Pages go by number, so its place is asked for first; what came meanwhile is on it too. */
async function lastMessages(
  store: SessionStore,
  { folder, record }: LoadCall,
): Promise<readonly ChatMessage[]> {
  const id = initialSessionId(record);
  let { total } = await store.listMessages(folder, id, { limit: 1 });
  for (const limit of PAGES) {
    const offset = Math.max(0, total - PAGE / 2);
    const page = await store.listMessages(folder, id, { offset, limit });
    if (offset + page.items.length === page.total) return page.items;
    ({ total } = page);
  }
  throw new StoreError('E_INTERNAL', `The messages of ${id} are never those that their total says.`);
}

export const operations: Readonly<Record<string, Operation>> = {
  ...{ ...writes, ...reads },
  ...{ ...transactions, ...maintenance },
};
