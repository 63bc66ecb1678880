// The statements of the SQLite store that some benchmark must time, those that none does with the reason, and what the store asks
// of the driver outside of operations. A page of summaries is put together from pieces, and each of these is a row.

import type { SessionFilter, SortKey } from '../../contract/query.ts';
import { filterClauses, SORT_EXPRESSION } from '../../impl-sqlite/list-query.ts';
import { STATEMENT_NAMES, type StatementName } from '../../impl-sqlite/statement-names.ts';
import type { StatementUse } from '../../impl-sqlite/watched-store.ts';

export interface ListedStatement {
  readonly title: string;
  readonly name: StatementName;
  /** Of the texts of this name, those that have it. */
  readonly piece?: string;
}

const PAGE: StatementName = 'page of sessions';

const FILTERS: Readonly<Required<SessionFilter>> = {
  types: ['one'],
  statuses: ['one', 'or another'],
  models: ['one'],
  runtimes: ['one'],
  createdFrom: '2025-01-01T00:00:00Z',
  createdTo: '2025-01-01T00:00:00Z',
  updatedFrom: '2025-01-01T00:00:00Z',
  updatedTo: '2025-01-01T00:00:00Z',
  text: 'one',
};

/** Reasons why no benchmark times a statement. */
export const UNTIMED: { readonly [Name in StatementName]?: string } = {
  'miscounted session':
    'looks for the session whose rows do not add up, where reading has met damage or rows that another program wrote',
};

/** What has no name, by the file that asks for it. */
export const OUTSIDE: Readonly<Record<string, string>> = {
  'bare-driver.ts': 'The floor under load: the statements of the store, by the driver alone.',
  'disturbances.ts': 'What other programs do to the database while a load goes on.',
  'open-database.ts': 'opening: the workload `open` times it as a whole',
  'schema-migrations.ts':
    'opening: the workload `open` times the look at the history; migrations run once in the life of a database',
  'search-filling.ts': 'migration 003, once in the life of a database',
  'maintenance.ts': 'closing, sizes, and the change of an old database to incremental vacuum',
  'check.ts': 'the check of a whole database for damage, which reads every page',
  'search-check.ts': 'the same, of the search index',
  'backup.ts': 'backups and restoring',
  'erasure.ts': 'erasing a workspace, which rewrites the file',
  'connection.ts': 'after a failure: half an operation undone, and the log given back on a full disk',
  'floors.ts': 'the driver alone, for benchmarks',
};

const pieces: readonly ListedStatement[] = [
  ...Object.entries(FILTERS).map(([key, value]) => ({
    title: `${PAGE}, filter ${key}`,
    name: PAGE,
    piece: filterClauses({ [key]: value }, 1).clauses.at(-1) as string,
  })),
  ...(Object.keys(SORT_EXPRESSION) as SortKey[]).map((key) => ({
    title: `${PAGE} by ${key}`,
    name: PAGE,
    piece: `ORDER BY ${SORT_EXPRESSION[key]} `,
  })),
  { title: `${PAGE} from a cursor on`, name: PAGE, piece: ' OFFSET ' },
];

export const LISTED: readonly ListedStatement[] = [
  ...STATEMENT_NAMES.filter((name) => name !== PAGE && UNTIMED[name] === undefined).map((name) => ({
    title: name,
    name,
  })),
  ...pieces,
];

export const isUseOf = ({ name, piece }: ListedStatement, use: StatementUse): boolean =>
  use.name === name && (piece === undefined || use.sql.includes(piece));
