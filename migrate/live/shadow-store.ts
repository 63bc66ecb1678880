// What the live migration needs of the database: the contract's operations, and whole workspaces by file hash.

import type { SessionStore, StoreOptions } from '../../contract/store.ts';
import { type DatabaseStanding, openSqliteStore, type SqliteStoreOptions } from '../../impl-sqlite/index.ts';
import type { ImportTarget } from '../import-target.ts';
import type { SnapshotSource } from './snapshot-plan.ts';

export interface ShadowStore extends SessionStore, ImportTarget, SnapshotSource {
  /** Returns when every write that other connections had begun is over. */
  awaitWriters(): Promise<void>;
  /** Whether the file that was opened still stands under its name. */
  standing(): DatabaseStanding;
  /** Changes with every commit of another connection to the database, and with none of this one's own. */
  versionOfOthers(): Promise<number>;
}

export type ShadowStoreOptions = StoreOptions & Pick<SqliteStoreOptions, 'beforeWrite'>;

export type OpenShadow = (options: ShadowStoreOptions) => Promise<ShadowStore>;

/** The database of a home. `isRequired`: it is never made. What opening it throws. */
export const openShadowOf =
  (home: string, isRequired = false): OpenShadow =>
  (options) =>
    openSqliteStore({ home }, { ...options, isRequired });
