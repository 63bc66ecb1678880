// What the live migration needs of the database: the contract's operations, and whole workspaces by file hash.

import type { Clock } from '../../contract/instant.ts';
import type { SessionStore } from '../../contract/store.ts';
import { openSqliteStore } from '../../impl-sqlite/index.ts';
import type { ImportTarget } from '../import-target.ts';

export interface ShadowStore extends SessionStore, ImportTarget {}

export type OpenShadow = (clock: Clock) => Promise<ShadowStore>;

/** The database of a home. What opening it throws. */
export const openShadowOf =
  (home: string): OpenShadow =>
  (clock) =>
    openSqliteStore({ home }, { clock });
