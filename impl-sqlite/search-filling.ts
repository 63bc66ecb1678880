// Fills the search index of a database whose sessions were there before it: migration 003 makes it empty, and SQL alone
// cannot make tokens. To be called within the migration's transaction: no process ever sees an index half filled.

import type Database from 'better-sqlite3';
import { Connection } from './connection.ts';
import { SearchIndex } from './search-index.ts';
import { SessionReads } from './session-reads.ts';

/** Indexes every session. Throws E_CORRUPT when one cannot be read. */
export function fillSearchIndex(database: Database.Database, file: string): void {
  const keys = database.prepare('SELECT session_key FROM sessions ORDER BY session_key').pluck().all();
  if (keys.length === 0) return;
  const connection = new Connection(database, file);
  const reads = new SessionReads(connection);
  const search = new SearchIndex(connection);
  for (const key of keys as number[]) {
    const stored = reads.findByKey(key);
    if (stored !== undefined) search.add(key, reads.whole(stored));
  }
  database.exec('UPDATE sessions SET search_tail = 0 WHERE search_tail > 0');
  search.tidy();
}
