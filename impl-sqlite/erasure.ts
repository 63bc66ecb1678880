// Takes workspaces out of a database so that their bytes are gone from its file as well: from rows, free pages, the
// search index, the planner's samples and the write-ahead log. What a file system keeps of overwritten blocks is out
// of reach.

import { StoreError } from '../contract/errors.ts';
import type { Connection } from './connection.ts';
import type { Tables } from './operations.ts';

/**
 * Answers the number of sessions removed. Unknown workspaces are fine: the file is rewritten all the same, because an
 * earlier deletion may have left bytes. Throws the driver's busy error; E_LOCKED when only the log is left to empty.
 */
export function eraseFromDatabase(connection: Connection, tables: Tables, hashes: readonly string[]): number {
  const { database } = connection;
  database.pragma('secure_delete = ON');
  const sessions = connection.writing(() => removeRows(tables, hashes));
  // Beginning with the search index: what it frees, VACUUM drops.
  connection.writing(() => {
    tables.search.tidy();
    removeSamples(connection);
  });
  database.exec('VACUUM');
  emptyLog(connection);
  return sessions;
}

function removeRows(tables: Tables, hashes: readonly string[]): number {
  let removed = 0;
  for (const hash of hashes) {
    const workspaceId = tables.workspaces.find(hash);
    if (workspaceId === undefined) continue;
    const rows = tables.reads.rows(workspaceId);
    removed += rows.length;
    tables.sessions.delete(workspaceId, rows);
    tables.workspaces.delete(workspaceId);
  }
  return removed;
}

/** ANALYZE keeps samples of indexed values: ids and hashes among them. They are made again when needed. */
function removeSamples({ database }: Connection): void {
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE name IN ('sqlite_stat1', 'sqlite_stat4')")
    .pluck()
    .all() as string[];
  for (const table of tables) database.exec(`DELETE FROM ${table}`);
}

function emptyLog({ database, file }: Connection): void {
  const [state] = database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
  if (state?.busy !== 1) return;
  throw new StoreError(
    'E_LOCKED',
    `The sessions are removed from ${file}, but another program keeps its log from being emptied, so their bytes are still there. Close that program, then run the same command again.`,
    { data: { file } },
  );
}
