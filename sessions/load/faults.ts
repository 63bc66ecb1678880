// What only session stores can meet under load, each in a process of its own: somebody holds the lock of a store's writers,
// or empties the log of a database without end.

import { StoreError } from '../../contract/errors.ts';
import type { FaultSurroundings, LoadFault } from '../../definition/load.ts';
import { databaseUnder, fileUnder } from './places.ts';

/** Of a try for the lock, after which it is looked whether the fault is over. Beside workers that want it without a pause it takes several. */
const TRY_MS = 100;

export const faults: Readonly<Record<string, LoadFault>> = {
  lock: { says: 'holds the lock of the store’s writers', run: holdLock },
  checkpoint: { says: 'empties the log of the database without end', run: emptyLog },
};

async function holdLock(store: string, place: FaultSurroundings): Promise<void> {
  const database = databaseUnder(store, place);
  if (database !== undefined) {
    const { holdWriteLock } = await import('../../impl-sqlite/disturbances.ts');
    return holdWriteLock(database, place.signal, place.begun);
  }
  const file = fileUnder(store, place);
  if (file === undefined || store === 'json') throw lacking(store, 'lock that its writers take');
  return holdFileLock(file, place);
}

/** A lock that comes when the fault is over was not held for a moment. */
async function holdFileLock(file: string, { signal, begun }: FaultSurroundings): Promise<void> {
  const { withFileLock } = await import('../../files/file-lock.ts');
  let isHeld = false;
  const hold = async (): Promise<void> => {
    if (signal.aborted) return;
    isHeld = true;
    begun();
    await ended(signal);
  };
  while (!isHeld && !signal.aborted) await withFileLock(file, TRY_MS, hold).catch(unlessLocked);
  if (!isHeld) throw new Error('The lock was never free: it was not held for a moment.');
}

function unlessLocked(error: unknown): void {
  if (!(error instanceof StoreError && error.code === 'E_LOCKED')) throw error;
}

async function emptyLog(store: string, place: FaultSurroundings): Promise<void> {
  const database = databaseUnder(store, place);
  if (database === undefined) throw lacking(store, 'log');
  const { stormOfCheckpoints } = await import('../../impl-sqlite/disturbances.ts');
  return stormOfCheckpoints(database, place.signal);
}

const ended = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

const lacking = (store: string, what: string): StoreError =>
  new StoreError('E_USAGE', `The store ${store} has no ${what}. Name another store, or another fault.`);
