// The public face of the SQLite store.

import { homedir } from 'node:os';
import { databaseFile } from './database-file.ts';
import { openWhenFree } from './open-when-free.ts';
import { SqliteStore, type SqliteStoreOptions } from './store.ts';

export { moveDatabaseAside, type RestoreReport, requireNoLog, restoreDatabase } from './backup.ts';
export { expiredBackups } from './backup-rotation.ts';
export { BUSY_POLICY, type BusyPolicy } from './busy.ts';
export type { CheckReport, Finding } from './check.ts';
export { databaseFile } from './database-file.ts';
export { DatabaseReplaced, type DatabaseStanding } from './database-identity.ts';
export { type BusyRetry, busyChannel, type SlowStatement, slowChannel } from './events.ts';
export type { TableSize } from './maintenance.ts';
export { SCHEMA_VERSION } from './migrations/list.ts';
export { type Durability, MEMORY, sqliteVersion } from './open-database.ts';
export { type ContentVersion, SqliteStore, type SqliteStoreOptions, type WorkspaceInfo } from './store.ts';

/** Opens the database of a home directory (default: the user's), or any file; `:memory:` is a database of its own. */
export async function openSqliteStore(
  place: { readonly home?: string } | { readonly file: string },
  options: SqliteStoreOptions = {},
): Promise<SqliteStore> {
  const file = 'file' in place ? place.file : databaseFile(place.home ?? homedir());
  return openWhenFree(file, (waitMs) => new SqliteStore(file, options, waitMs), options);
}
