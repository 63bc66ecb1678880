// Bugs of whoever copies a database that is in use. `verify` of the migration must find what is missing in a copy, `check` what is torn.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { writeSessions } from '../../contract/session-writer.ts';
import { databaseFile, openSqliteStore, type SqliteStore } from '../../impl-sqlite/index.ts';
import { importHome, verifyHome } from '../../migrate/index.ts';
import { writeFiles } from '../legacy-home.ts';
import { initialSessions } from '../load/initial-sessions.ts';
import type { KnownBug } from './known-bug.ts';

const WORKSPACE = '0123456789abcdef';
const SESSIONS = 60;

/** A home whose files are in its database, and the store of it, in use. */
async function migrated<T>(
  folder: string,
  work: (place: { home: string; copy: string; store: SqliteStore }) => Promise<T>,
): Promise<T> {
  const [home, copy] = [join(folder, 'home'), join(folder, 'copy')];
  const bytes = Buffer.from(writeSessions(initialSessions(SESSIONS)));
  for (const place of [home, copy])
    writeFiles(place, [{ file: `.ait42/sessions/${WORKSPACE}.json`, what: '', isReadable: true, bytes }]);
  mkdirSync(dirname(databaseFile(copy)), { recursive: true });
  const store = await openSqliteStore({ home });
  try {
    await importHome({ home, store, archiveDir: join(home, '.ait42', 'archive') });
    return await work({ home, copy, store });
  } finally {
    await store.close();
  }
}

const copied = async (
  copy: string,
  work: (store: SqliteStore) => Promise<string | null>,
): Promise<string | null> => {
  const store = await openSqliteStore({ home: copy });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
};

/** All of the log into the main file. */
function checkpoint(file: string): void {
  const database = new Database(file);
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}

/** Some sessions more, and all of it in the main file. */
async function goOn(store: SqliteStore, round: number): Promise<void> {
  const sessions = initialSessions(SESSIONS).map((session) => ({
    ...session,
    task: `${session.task} ${round}`.repeat(20 * (round + 1)),
  }));
  await store.replaceWorkspace(`${round}`.padStart(16, 'a'), sessions);
}

export const COPY_BUGS: readonly KnownBug[] = [
  {
    name: 'backup without the log',
    what: 'The main file of a database in use is copied without its write-ahead log: the copy opens, and is older than it should be.',
    source: 'senigami/audiobook-studio#246',
    check: 'verify',
    look: (variant, { folder }) =>
      migrated(folder, async ({ home, copy, store }) => {
        const backup = join(folder, 'backup.db');
        if (variant === 'wrong') copyFileSync(databaseFile(home), backup);
        else await store.backup(backup);
        copyFileSync(backup, databaseFile(copy));
        return copied(copy, async (restored) => {
          const { isVerified, findings } = await verifyHome({ home: copy, store: restored });
          return isVerified ? null : (findings[0]?.problem ?? 'it is not verified');
        });
      }),
  },
  {
    name: 'copy of a file that is written',
    what: 'A database is copied page by page while it is written: the first half is older than the second, and indexes name rows that are not there.',
    source: 'praeclarum/sqlite-net#792',
    check: 'check',
    look: (variant, { folder }) =>
      migrated(folder, async ({ home, copy, store }) => {
        const file = databaseFile(home);
        await goOn(store, 0);
        checkpoint(file);
        const before = readFileSync(file);
        await goOn(store, 1);
        checkpoint(file);
        const backup = join(folder, 'backup.db');
        const after = readFileSync(file);
        const half = Math.floor(before.length / 2);
        if (variant === 'wrong')
          writeFileSync(backup, Buffer.concat([before.subarray(0, half), after.subarray(half)]));
        else await store.backup(backup);
        copyFileSync(backup, databaseFile(copy));
        return copied(copy, async (restored) => {
          const { findings } = await restored.check();
          return findings.length === 0 ? null : `${findings[0]?.place}: ${findings[0]?.problem}`;
        }).catch((error: Error) => error.message);
      }),
  },
];
