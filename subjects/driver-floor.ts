// The database driver alone, for benchmarks; loaded when it is first asked for, like the stores.

import type { StoreOptions } from '../contract/store.ts';
import type { DriverScript, RawDriver, RecordedStore } from '../impl-sqlite/floors.ts';

export type { DriverScript, RecordedStore } from '../impl-sqlite/floors.ts';

export interface DriverFloor {
  /** Whether running a script again gave what it gave the store. */
  readonly isSameResult: (script: DriverScript, results: readonly unknown[]) => boolean;
  /** The store itself, with its use of the driver written down on demand. */
  openRecorded(options: StoreOptions): RecordedStore;
  /** A connection that runs recorded statements. */
  openRaw(): RawDriver;
}

/** On the database of a home that a store has filled. */
export async function driverFloor(home: string): Promise<DriverFloor> {
  const floors = await import('../impl-sqlite/floors.ts');
  const { databaseFile } = await import('../impl-sqlite/index.ts');
  const file = databaseFile(home);
  return {
    isSameResult: floors.isSameResult,
    openRecorded: (options) => new floors.RecordedStore(file, options),
    openRaw: () => new floors.RawDriver(file),
  };
}
