// Fills the search index of a database whose sessions were there before it: migration 003 makes it empty, and SQL alone
// cannot make tokens. A database is in this state for the moment between its migration and its first use only.

import type { Tables } from './operations.ts';

/** Indexes every session, in one transaction, when none is indexed. Throws the driver's busy error, E_CORRUPT. */
export function fillSearchIndex({ connection, reads, search }: Tables): void {
  const { database } = connection;
  const isEmpty = database
    .prepare('SELECT EXISTS (SELECT 1 FROM sessions) AND NOT EXISTS (SELECT 1 FROM sessions_fts)')
    .pluck();
  if (isEmpty.get() === 0) return;
  connection.writing(() => {
    // Another process may have been first.
    if (isEmpty.get() === 0) return;
    const keys = database.prepare('SELECT session_key FROM sessions ORDER BY session_key').pluck().all();
    for (const key of keys as number[]) {
      const stored = reads.findByKey(key);
      if (stored !== undefined) search.add(key, reads.whole(stored));
    }
    database.exec('UPDATE sessions SET search_tail = 0 WHERE search_tail > 0');
    search.tidy();
  });
}
