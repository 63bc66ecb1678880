// What failing calls are tried on beside the changes of sessions: the check of the database, locks that others hold, and the migration.

import type { LocatedPage } from '../contract/query.ts';
import type { SessionStore } from '../contract/store.ts';
import type { FaultsDefinition } from '../definition/faults.ts';

export const faults: FaultsDefinition<SessionStore> = {
  allocatesIn: 'better-sqlite3',
  damage: async (store) => {
    const { SqliteStore } = await import('../impl-sqlite/index.ts');
    if (!(store instanceof SqliteStore)) return undefined;
    const { findings } = await store.check();
    return findings.length === 0 ? null : `${findings.length} findings`;
  },
  ofDamage: ['E_CORRUPT', 'E_NOT_A_DATABASE', 'E_PARSE', 'E_UTF8'],
  // Each page of a list over all workspaces names those that it could not read.
  isPartial: (answer) =>
    Array.isArray(answer) &&
    answer.some(({ unreadable = [] }: Partial<LocatedPage>) => unreadable.length > 0),
};
