// Changes to the sessions of one workspace, for what breaks in the middle: each of the app's writes, and several in one transaction.

import type { SessionStore } from '../contract/store.ts';
import type { ChangesDefinition } from '../definition/changes.ts';
import { initialSession, initialSessionId, initialSessions } from './load/initial-sessions.ts';

/** From this one on sessions are there to be deleted. */
const FIRST_DELETED = 2;
/** Numbers of sessions that a change makes: none that was there before, or that another one makes. */
const FIRST_MADE = 1_000;

const messageAt = (at: number) => ({
  id: `change-${at}`,
  role: 'assistant',
  content: `What was said in change ${at}.`,
  timestamp: '2025-10-01T00:00:00.000Z',
});

export const changes: ChangesDefinition<SessionStore> = {
  begin: async (store, { folder, most = 3 }) => {
    for (const session of initialSessions(FIRST_DELETED + most)) await store.createSession(folder, session);
  },
  changes: {
    create: { make: (store, { folder, at }) => store.createSession(folder, initialSession(FIRST_MADE + at)) },
    update: {
      make: (store, { folder, at }) =>
        store.updateSession(folder, { ...initialSession(0), task: `Changed by change ${at}` }),
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
          await inside.createSession(folder, initialSession(FIRST_MADE + at));
        }),
    },
  },
  promises: { 'json-safe': 'kept', 'sqlite-full': 'kept', sqlite: 'consistent', json: 'nothing' },
  unsafe: {
    'files written in place': { of: 'json' },
    'files written in place, killed': { of: 'json', by: 'kills' },
    'files without a sync': { of: 'json-safe', without: 'syncs' },
    'files without a sync of their folder': { of: 'json-safe', without: 'syncs of folders' },
    'files without a rename': { of: 'json-safe', without: 'renames' },
    'database without a sync': { of: 'sqlite-full', without: 'syncs' },
    'database without a sync of its folder': { of: 'sqlite-full', without: 'syncs of folders' },
    'database with synchronous = OFF': {
      of: 'sqlite-full',
      open: async (home, options) => (await unsafeDatabases()).openUnsafe(home, options, 'synchronous = OFF'),
    },
    'database with journal_mode = OFF': {
      of: 'sqlite-full',
      open: async (home, options) =>
        (await unsafeDatabases()).openUnsafe(home, options, 'journal_mode = OFF'),
    },
  },
};

const unsafeDatabases = (): Promise<typeof import('./unsafe-database.ts')> => import('./unsafe-database.ts');
