// Takes workspaces out of a database so that their bytes are gone from its file as well: from rows, free pages, the
// search index, the planner's samples and the write-ahead log. What a file system keeps of overwritten blocks is out
// of reach.

import { StoreError } from '../contract/errors.ts';
import type { Connection } from './connection.ts';
import { sessionRange } from './keys.ts';
import { onWholeFile } from './maintenance.ts';
import type { Tables } from './operations.ts';

/**
 * Calls `onRemoved` with the number of sessions once they are removed, whatever fails after that: then their bytes are
 * still in the file. Unknown workspaces are fine: the file is rewritten all the same, because an earlier deletion may have
 * left bytes. Throws the driver's busy error; E_LOCKED when only the log is left to empty.
 */
export function eraseFromDatabase(
  connection: Connection,
  tables: Tables,
  hashes: readonly string[],
  onRemoved: (sessions: number) => void,
): void {
  const { database } = connection;
  database.pragma('secure_delete = ON');
  onRemoved(connection.writing(() => removeWorkspaces(tables, hashes)));
  // Beginning with the search index: what it frees, VACUUM drops.
  connection.writing(() => {
    tables.search.tidy();
    removeSamples(connection);
  });
  onWholeFile(connection, () => database.exec('VACUUM'));
  emptyLog(connection);
}

/** The error with `removedSessions` in its data, where sessions went before it. */
export function afterRemoval(error: unknown, removedSessions: number): unknown {
  if (removedSessions === 0 || !(error instanceof StoreError)) return error;
  const { code, message, data, cause } = error;
  return new StoreError(code, message, { data: { ...data, removedSessions }, cause });
}

/** With their sessions; unknown ones are fine. Answers how many sessions went. */
export function removeWorkspaces(tables: Tables, hashes: readonly string[]): number {
  let removed = 0;
  for (const hash of hashes) {
    const workspaceId = tables.workspaces.find(hash);
    if (workspaceId === undefined) continue;
    removed += tables.reads.keys(workspaceId).length;
    tables.sessions.delete([sessionRange(workspaceId)]);
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
    `Another program keeps the log of ${file} from being emptied, so bytes of removed sessions are still there. Close that program, then run the same command again.`,
    { data: { file } },
  );
}
