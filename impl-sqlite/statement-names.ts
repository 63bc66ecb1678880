// Every statement of an open store by its name, so that none can be added without one: the reports of slow statements carry
// it, and each is timed by some benchmark (sessions/statements). What runs outside of operations has no name: opening, closing, checks
// of the whole database, backups.

import type { QueryName } from './queries.ts';
import { SQL } from './sql.ts';

/** What Kysely cannot say. */
const OTHERS = [
  'begin',
  'begin immediate',
  'commit',
  'rollback',
  'savepoint operation',
  'release operation',
  'data version',
  'page of sessions',
  'sessions with a sort key',
  'statistics of sessions',
  'statistics of instances',
  'statistics of all instances',
  'search for a word',
  'search for words',
  'index words',
  'unindex session',
  'unindex messages',
  'optimize search index',
] as const;

export type StatementName = QueryName | (typeof OTHERS)[number];

export const STATEMENT_NAMES: readonly StatementName[] = [...(Object.keys(SQL) as QueryName[]), ...OTHERS];
