// What only session stores can meet under load, each in a process of its own: somebody holds the lock of a store's writers,
// or empties the log of a database without end.

import { StoreError } from '../../contract/errors.ts';
import type { LoadFault, LoadSurroundings } from '../../definition/load.ts';
import { databaseUnder, fileUnder } from './places.ts';

/** For the lock, beside workers that want it without a pause. */
const WAIT_MS = 60_000;

type Played = LoadSurroundings & { readonly signal: AbortSignal };

export const faults: Readonly<Record<string, LoadFault>> = {
  lock: { says: 'holds the lock of the store’s writers', run: holdLock },
  checkpoint: { says: 'empties the log of the database without end', run: emptyLog },
};

async function holdLock(store: string, place: Played): Promise<void> {
  const database = databaseUnder(store, place);
  if (database !== undefined) {
    const { holdWriteLock } = await import('../../impl-sqlite/disturbances.ts');
    return holdWriteLock(database, place.signal);
  }
  const file = fileUnder(store, place);
  if (file === undefined || store === 'json') throw lacking(store, 'lock that its writers take');
  const { withFileLock } = await import('../../files/file-lock.ts');
  return withFileLock(file, WAIT_MS, () => ended(place.signal));
}

async function emptyLog(store: string, place: Played): Promise<void> {
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
