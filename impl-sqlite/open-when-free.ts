// Waiting for a database that another process is about to make, migrate or recover, without stopping this process.

import { BUSY_POLICY, untilFree } from './busy.ts';
import { isBusy } from './driver-errors.ts';
import type { SqliteStoreOptions } from './open-store.ts';

/** A migration by another process may index every session. */
const DEADLINE_MS = 30_000;
/** Each try opens the file anew. */
const PAUSE_MS_LONG = 25;

/** `open` is told how long SQLite itself may wait. A policy of the caller's is kept to. E_LOCKED, E_ABORTED; what `open` throws. */
export const openWhenFree = <T>(
  file: string,
  open: (waitMs: number) => T,
  { busyPolicy = { ...BUSY_POLICY, deadlineMs: DEADLINE_MS }, signal }: SqliteStoreOptions,
): Promise<T> =>
  untilFree(file, () => withDriversError(() => open(0)), {
    policy: { ...busyPolicy, pauseMsLong: PAUSE_MS_LONG },
    signal,
  });

/** As untilFree takes it: opening translates what it meets. */
function withDriversError<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw error instanceof Error && isBusy(error.cause) ? error.cause : error;
  }
}
