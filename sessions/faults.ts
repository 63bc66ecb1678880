// What failing calls are tried on beside the changes of sessions: the check of the database, stores that meet at a lock, and what moves sessions.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { LocatedPage } from '../contract/query.ts';
import type { SessionStore } from '../contract/store.ts';
import { hashRaw } from '../contract/workspace.ts';
import type { CasePlace, FaultsDefinition } from '../definition/faults.ts';
import type { SqliteStore } from '../impl-sqlite/index.ts';
import { initialSessionId, initialSessions } from './load/initial-sessions.ts';

export const faults: FaultsDefinition<SessionStore> = {
  allocatesIn: 'better-sqlite3',
  damage: async (store) => {
    const { SqliteStore: Database } = await import('../impl-sqlite/index.ts');
    if (!(store instanceof Database)) return undefined;
    const { findings } = await store.check();
    return findings.length === 0 ? null : `${findings.length} findings`;
  },
  ofDamage: ['E_CORRUPT', 'E_NOT_A_DATABASE', 'E_PARSE', 'E_UTF8'],
  // Each page of a list over all workspaces names those that it could not read.
  isPartial: (answer) =>
    Array.isArray(answer) &&
    answer.some(({ unreadable = [] }: Partial<LocatedPage>) => unreadable.length > 0),
  cases: {
    'writes while another store holds the lock': {
      stores: ['json-safe', 'sqlite'],
      play: (place) =>
        together(place, async (holder, writer) => {
          let writing: Promise<unknown> | undefined;
          await holder.transaction(place.folder, async (inside) => {
            await inside.addChatMessage(place.folder, initialSessionId(0), message('of the holder'));
            writing = writer.addChatMessage(place.folder, initialSessionId(0), message('of the other'));
            await turn();
          });
          await writing;
        }),
    },
    'reads, and writes after another store has asked to': {
      stores: ['json-safe', 'sqlite'],
      play: (place) =>
        together(place, async (reader, writer) => {
          await reader.getAllSessions(place.folder);
          await writer.addChatMessage(place.folder, initialSessionId(0), message('of the other'));
          await reader.transaction(place.folder, async (inside) => {
            await inside.getSession(place.folder, initialSessionId(0));
            await inside.addChatMessage(place.folder, initialSessionId(0), message('of the holder'));
          });
        }),
    },
  },
  works: {
    import: { store: 'sqlite', begin: begunHome, work: imported, content: (home) => heldIn(home, true) },
    'way back': {
      store: 'sqlite',
      begin: importedHome,
      work: (home) =>
        withDatabase(home, async (store) => {
          const { rewriteFiles } = await import('../migrate/index.ts');
          await rewriteFiles({ store, targetDir: join(home, 'back') });
        }),
      content: (home) => readFileSync(join(home, 'back', '.ait42', 'sessions', `${WORKSPACE}.json`), 'utf8'),
    },
    backup: {
      store: 'sqlite',
      begin: importedHome,
      work: (home) => {
        const target = join(home, 'backup.db');
        rmSync(target, { force: true });
        return withDatabase(home, (store) => store.backup(target));
      },
      content: (home) => heldIn(home, false),
    },
  },
};

const message = (id: string) => ({ id, role: 'user', content: id, timestamp: '2025-10-01T00:00:00.000Z' });

/** Both messages must be there at the end, in both stores. */
async function together(
  { folder, open }: CasePlace<SessionStore>,
  work: (one: SessionStore, other: SessionStore) => Promise<void>,
): Promise<string | null> {
  const [one, other] = [await open(), await open()];
  try {
    for (const session of initialSessions(1)) await one.createSession(folder, session);
    const { chatHistory: before } = await one.getSession(folder, initialSessionId(0));
    await work(one, other);
    for (const store of [one, other]) {
      const { chatHistory } = await store.getSession(folder, initialSessionId(0));
      if (chatHistory.length !== before.length + 2)
        return `of two messages ${chatHistory.length - before.length} are there`;
    }
    return null;
  } finally {
    await one.close();
    await other.close();
  }
}

const PATH = '/a workspace';
const WORKSPACE = hashRaw(PATH);

const fileIn = (home: string, workspace = WORKSPACE): string =>
  join(home, '.ait42', 'sessions', `${workspace}.json`);

/** A file that can be read, and one that cannot. */
async function begunHome(home: string): Promise<void> {
  const { encodeSessions } = await import('../impl-json/index.ts');
  mkdirSync(dirname(fileIn(home)), { recursive: true });
  writeFileSync(fileIn(home), encodeSessions(initialSessions(2)));
  writeFileSync(fileIn(home, hashRaw('/another')), '[{"id": ');
}

async function importedHome(home: string): Promise<void> {
  await begunHome(home);
  await imported(home);
}

function imported(home: string): Promise<void> {
  return withDatabase(home, async (store) => {
    const { importHome } = await import('../migrate/index.ts');
    await importHome({ home, store, archiveDir: join(home, '.ait42', 'archive') });
  });
}

/** Sessions, and the bytes of the session file; `isVerified`: compared with it by the migration's own check. */
const heldIn = (home: string, isVerified: boolean): Promise<unknown> =>
  withDatabase(home, async (store) => {
    const { verifyHome } = await import('../migrate/index.ts');
    const archiveDir = join(home, '.ait42', 'archive');
    return {
      sessions: await store.sessionsOfHash(WORKSPACE),
      file: readFileSync(fileIn(home), 'utf8'),
      verified: isVerified ? (await verifyHome({ home, store, archiveDir })).counts : null,
    };
  });

async function withDatabase<T>(home: string, work: (store: SqliteStore) => Promise<T>): Promise<T> {
  const { openSqliteStore } = await import('../impl-sqlite/index.ts');
  const store = await openSqliteStore({ home });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
