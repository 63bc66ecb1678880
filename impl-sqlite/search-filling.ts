// Fills the search index of a database whose sessions were there before it: migration 003 makes it empty, and SQL alone
// cannot make tokens. To be called within the migration's transaction: no process ever sees an index half filled.

import type Database from 'better-sqlite3';
import { Connection } from './connection.ts';
import { SearchIndex } from './search-index.ts';
import { SessionReads } from './session-reads.ts';

/** Indexes every session. Throws E_CORRUPT when one cannot be read. */
export function fillSearchIndex(database: Database.Database, file: string): void {
  const keys = database
    .prepare('SELECT session_key, search_tail FROM sessions ORDER BY session_key')
    .raw()
    .all();
  if (keys.length === 0) return;
  const connection = new Connection(database, file);
  const reads = new SessionReads(connection);
  const search = new SearchIndex(connection);
  for (const [key, tail] of keys as [number, number][]) {
    const session = reads.at(key);
    if (session === undefined) continue;
    // As the session's row says it: its appended messages have entries of their own.
    const appended = tail === 0 ? [] : session.chatHistory.slice(-tail);
    search.add(key, {
      ...session,
      chatHistory: session.chatHistory.slice(0, session.chatHistory.length - tail),
    });
    for (const [index, { content }] of appended.entries()) search.addMessage(key, index + 1, content);
  }
  search.tidy();
}
