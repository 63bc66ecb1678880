// Changes to the sessions of one workspace, for what breaks in the middle: each of the app's writes, and several in one transaction.

import type { SessionStore } from '../contract/store.ts';
import type { ChangesDefinition } from '../definition/changes.ts';
import { initialSessionId, initialSessions } from './load/initial-sessions.ts';

/** From this one on sessions are there to be deleted. */
const FIRST_DELETED = 2;
const BEFORE = FIRST_DELETED + 3;
/** Numbers of sessions that a change makes: none that was there before, or that another one makes. */
const madeAt = (at: number): number => 100 + 10 * at;

const sessionAt = (number: number) => {
  const [session] = initialSessions(number + 1).slice(number);
  if (session === undefined) throw new RangeError(`There is no session ${number}.`);
  return session;
};

const messageAt = (at: number) => ({
  id: `change-${at}`,
  role: 'assistant',
  content: `What was said in change ${at}.`,
  timestamp: '2025-10-01T00:00:00.000Z',
});

export const changes: ChangesDefinition<SessionStore> = {
  begin: async (store, { folder }) => {
    for (const session of initialSessions(BEFORE)) await store.createSession(folder, session);
  },
  changes: {
    create: { make: (store, { folder, at }) => store.createSession(folder, sessionAt(madeAt(at))) },
    update: {
      make: (store, { folder, at }) =>
        store.updateSession(folder, { ...sessionAt(0), task: `Changed by change ${at}` }),
    },
    append: {
      make: (store, { folder, at }) => store.addChatMessage(folder, initialSessionId(0), messageAt(at)),
    },
    status: {
      make: (store, { folder, at }) =>
        store.updateInstanceStatus(folder, initialSessionId(1), 1, at % 2 === 0 ? 'completed' : 'failed'),
    },
    delete: {
      make: (store, { folder, at }) => store.deleteSession(folder, initialSessionId(FIRST_DELETED + at)),
    },
    'two in a transaction': {
      make: (store, { folder, at }) =>
        store.transaction(folder, async (inside) => {
          await inside.addChatMessage(folder, initialSessionId(0), messageAt(at));
          await inside.createSession(folder, sessionAt(madeAt(at)));
        }),
    },
  },
  promises: { json: 'nothing', 'json-safe': 'kept', sqlite: 'consistent' },
};
