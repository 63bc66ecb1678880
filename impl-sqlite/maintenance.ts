// What a database needs from time to time: tidying at close within a time budget, and its size by table.

import type { Connection } from './connection.ts';

/** Closing may take this much longer for giving free pages back. */
const VACUUM_BUDGET_MS = 100;
const VACUUM_STEP_PAGES = 256;
/** Rounds of the vacuum loop at most; a page is given back once, so this bounds a database of 8 GB. */
const VACUUM_STEPS_MAX = 4_096;

/** Rewriting so much takes as long as the budget allows. */
const REWRITE_BYTES_MAX = 16 * 1024 * 1024;
const REWRITE_SESSIONS_MIN = 100;

/**
 * Refreshes the planner's statistics, gives back free pages for a while, and empties the write-ahead log. A small database
 * most of whose sessions are new is rewritten: tables that grow at their end alone leave a tenth of each page empty.
 */
export const tidyUp = (connection: Connection, newSessions = 0): void =>
  onWholeFile(connection, () => tidy(connection, newSessions));

/**
 * Runs what rewrites much of the file, in transactions of SQLite's own. Where the disk is full, what they wrote to the log
 * is given back: until the last connection is closed it would stay full of it.
 */
export function onWholeFile(connection: Connection, work: () => void): void {
  try {
    work();
  } catch (error) {
    connection.giveBackLog(error);
    throw error;
  }
}

function tidy(connection: Connection, newSessions: number): void {
  const { database } = connection;
  database.pragma('optimize');
  if (isToRewrite(connection, newSessions)) database.exec('VACUUM');
  const end = performance.now() + VACUUM_BUDGET_MS;
  for (let step = 0; step < VACUUM_STEPS_MAX; step++) {
    const freePages = Number(database.pragma('freelist_count', { simple: true }));
    if (freePages === 0 || performance.now() > end) break;
    database.pragma(`incremental_vacuum(${VACUUM_STEP_PAGES})`);
  }
  database.pragma('wal_checkpoint(TRUNCATE)');
}

function isToRewrite(connection: Connection, newSessions: number): boolean {
  if (newSessions < REWRITE_SESSIONS_MIN || databaseBytes(connection) > REWRITE_BYTES_MAX) return false;
  const sessions = connection.database.prepare('SELECT count(*) FROM sessions').pluck().get();
  return newSessions > Number(sessions) / 2;
}

/** The setting takes only before the first table, or in a VACUUM. Throws the driver's busy error. */
export function convertVacuum(connection: Connection): void {
  connection.database.pragma('auto_vacuum = INCREMENTAL');
  onWholeFile(connection, () => connection.database.exec('VACUUM'));
}

export interface TableSize {
  /** Table or index. */
  readonly name: string;
  readonly bytes: number;
  /** Of these, bytes that hold nothing. */
  readonly unusedBytes: number;
}

/** The largest first. Reads every page. */
export const sizeByTable = ({ database }: Connection): TableSize[] =>
  database
    .prepare(
      'SELECT name, sum(pgsize) AS bytes, sum(unused) AS unusedBytes FROM dbstat GROUP BY name ORDER BY bytes DESC',
    )
    .all() as TableSize[];

export const databaseBytes = ({ database }: Connection): number =>
  Number(database.pragma('page_count', { simple: true })) *
  Number(database.pragma('page_size', { simple: true }));
