// What goes on beside the use of a database: files of other workspaces are imported, and a copy is made of all. Stores of
// session files have neither.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StoreError } from '../../contract/errors.ts';
import type { SessionStore } from '../../contract/store.ts';
import { hashRaw } from '../../contract/workspace.ts';
import type { LoadCall, LoadOperation } from '../../definition/load.ts';
import { encodeSessions, sessionFile } from '../../impl-json/session-file.ts';
import type { SqliteStore } from '../../impl-sqlite/index.ts';
import { initialSessions } from './initial-sessions.ts';

/** In an imported file. */
const SESSIONS = 50;

const isDatabase = (store: SessionStore): store is SqliteStore =>
  'backup' in store && 'fillWorkspace' in store;

const onDatabase =
  (work: (store: SqliteStore, load: LoadCall) => Promise<unknown>) =>
  async (store: SessionStore, load: LoadCall): Promise<unknown> => {
    if (isDatabase(store)) return work(store, load);
    throw new StoreError('E_REFUSED', 'Only the store of a database has it; nothing was done.');
  };

export const maintenance: Readonly<Record<string, LoadOperation<SessionStore>>> = {
  import: { does: 'other', writes: true, offeredBy: isDatabase, call: onDatabase(importAnother) },
  backup: { does: 'other', writes: false, offeredBy: isDatabase, call: onDatabase(backUp) },
};

/** A session file of a workspace of its own, as the migration does it: archived, imported, counted. */
async function importAnother(store: SqliteStore, { folder, id }: LoadCall): Promise<void> {
  const place = join(folder, `import-${id}`);
  const home = join(place, 'home');
  const file = sessionFile(home, hashRaw(place));
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, encodeSessions(initialSessions(SESSIONS)));
    const { importHome } = await import('../../migrate/index.ts');
    const { recordAccount } = await importHome({ home, store, archiveDir: join(place, 'archive') });
    const { sessions } = recordAccount.imported;
    if (sessions !== SESSIONS)
      throw new StoreError('E_INTERNAL', `Of ${SESSIONS} sessions of a file ${sessions} were imported.`);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Checked, as every backup is. */
async function backUp(store: SqliteStore, { folder, id }: LoadCall): Promise<void> {
  const file = join(folder, `backup-${id}.db`);
  try {
    await store.backup(file);
  } finally {
    rmSync(file, { force: true });
  }
}
