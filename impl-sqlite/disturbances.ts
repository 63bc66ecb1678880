// What other programs may do to a database in use, for checks under load: hold the write lock, and empty the log over and
// over. Each by a connection of its own, until it is told to end.

import { setImmediate, setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { isBusy } from './driver-errors.ts';

/** Writers that never rest leave the lock free for moments only. */
const TRY_EVERY_MS = 1;

/** `onHeld` is called with the lock held. Rejects with the driver's error. */
export async function holdWriteLock(
  file: string,
  signal: AbortSignal,
  onHeld: () => void = () => {},
): Promise<void> {
  await withConnection(file, async (database) => {
    let isHeld = false;
    while (!isHeld) {
      if (signal.aborted) throw new Error('The lock was never free: it was not held for a moment.');
      isHeld = unlessBusy(() => database.exec('BEGIN IMMEDIATE'));
      if (!isHeld) await setTimeout(TRY_EVERY_MS);
    }
    onHeld();
    while (!signal.aborted) await setTimeout(TRY_EVERY_MS);
  });
}

/** Rejects with the driver's error. */
export async function stormOfCheckpoints(file: string, signal: AbortSignal): Promise<void> {
  await withConnection(file, async (database) => {
    const checkpoint = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)');
    while (!signal.aborted) {
      unlessBusy(() => checkpoint.all());
      await setImmediate();
    }
  });
}

/** Of a checkpoint, for readers to leave the log. */
const WAIT_MS = 100;

/** What is open at the end goes with the connection. */
async function withConnection(
  file: string,
  work: (database: Database.Database) => Promise<void>,
): Promise<void> {
  const database = new Database(file, { fileMustExist: true, timeout: WAIT_MS });
  try {
    await work(database);
  } finally {
    database.close();
  }
}

function unlessBusy(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}
