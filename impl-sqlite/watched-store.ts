// A store each use of whose statements goes through somebody's hands: to write down which ones a piece of work runs, or to make
// one of them slow. For benchmarks and what checks them; a store of users has none of this.

import type { SqlValue, Statement } from './connection.ts';
import type { StatementName } from './statement-names.ts';
import { SqliteStore, type SqliteStoreOptions } from './store.ts';

export interface StatementUse {
  readonly name: StatementName;
  readonly sql: string;
}

/** Runs the statement and gives what it gave. */
export type Watch = <T>(use: StatementUse, run: () => T) => T;

export class WatchedStore extends SqliteStore {
  /** Statements that `isWatched` refuses are the store's own, and take no longer. Throws what opening a store throws. */
  constructor(
    file: string,
    options: SqliteStoreOptions,
    watch: Watch,
    isWatched: (use: StatementUse) => boolean = () => true,
  ) {
    super(file, options);
    const { connection } = this;
    const prepared = connection.statement.bind(connection) as Prepare;
    const known = new WeakMap<AnyStatement, AnyStatement>();
    const statement: Prepare = (name, sql, shape) => {
      const own = prepared(name, sql, shape);
      const before = known.get(own);
      if (before !== undefined) return before;
      // Asked once: a statement that nobody watches is not to take longer for the question.
      const seen = isWatched({ name, sql }) ? watched(own, { name, sql }, watch) : own;
      known.set(own, seen);
      return seen;
    };
    connection.statement = statement as typeof connection.statement;
  }
}

type AnyStatement = Statement<SqlValue[], unknown>;
type Prepare = (name: StatementName, sql: string, shape?: 'object' | 'tuple' | 'value') => AnyStatement;

const watched = (own: AnyStatement, use: StatementUse, watch: Watch): AnyStatement =>
  Object.assign(Object.create(own) as AnyStatement, {
    get: (...values: SqlValue[]) => watch(use, () => own.get(...values)),
    all: (...values: SqlValue[]) => watch(use, () => own.all(...values)),
    run: (...values: SqlValue[]) => watch(use, () => own.run(...values)),
  });
