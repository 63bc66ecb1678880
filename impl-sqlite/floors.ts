// The driver alone, doing what the store does: the speed of light of every figure of the store. The statements that an
// operation runs are recorded from the store itself, with their values, and run again without any of its code; so the
// floor is of the same SQL whatever the store's format becomes.
// For benchmarks.

import { isDeepStrictEqual } from 'node:util';
import Database from 'better-sqlite3';
import type { RowShape, SqlValue } from './connection.ts';
import { openDatabase } from './open-database.ts';
import { SqliteStore, type SqliteStoreOptions } from './store.ts';

type Method = 'get' | 'all' | 'run';

/** One use of a statement. */
export interface Step {
  readonly sql: string;
  readonly shape: RowShape;
  readonly method: Method;
  readonly values: readonly SqlValue[];
  /** The rows, or for `run` the number of rows changed. */
  readonly result: unknown;
}

/** What an operation asked of the driver, in order. */
export interface DriverScript {
  readonly steps: readonly Step[];
}

/** A store whose use of the driver can be recorded. */
export class RecordedStore {
  readonly store: SqliteStore;
  /** Where uses are written down; undefined: nowhere. */
  private steps: Step[] | undefined;

  /** Throws what opening a store throws. */
  constructor(file: string, options: SqliteStoreOptions = {}) {
    const write = (step: Step): void => {
      this.steps?.push(step);
    };
    this.store = whileWatched(write, () => new SqliteStore(file, options));
  }

  /** Does the work and answers it together with the statements that it took. */
  async record<T>(work: () => Promise<T>): Promise<{ readonly answer: T; readonly script: DriverScript }> {
    const steps: Step[] = [];
    this.steps = steps;
    try {
      const answer = await work();
      return { answer, script: { steps } };
    } finally {
      this.steps = undefined;
    }
  }
}

/** A connection with the store's settings and none of its code. */
export class RawDriver {
  private readonly file: string;
  private database: Database.Database;
  private prepared = new Map<string, Database.Statement>();

  constructor(file: string) {
    this.file = file;
    this.database = openRaw(file);
  }

  /** A new connection. What was made ready before must be made ready again. */
  reopen(): void {
    this.close();
    this.database = openRaw(this.file);
  }

  /** Prepares the statements of a script; the answer runs them and gives each one's result. */
  ready({ steps }: DriverScript): () => unknown[] {
    const bound = steps.map(({ sql, shape, method, values }) => ({
      statement: this.statement(sql, shape),
      method,
      values,
    }));
    return () => {
      const results: unknown[] = [];
      for (const { statement, method, values } of bound) {
        results.push(method === 'run' ? statement.run(...values).changes : statement[method](...values));
      }
      return results;
    };
  }

  close(): void {
    this.prepared = new Map();
    this.database.close();
  }

  /** Each statement once, as the store has it. */
  private statement(sql: string, shape: RowShape): Database.Statement {
    const key = `${shape} ${sql}`;
    const known = this.prepared.get(key);
    if (known !== undefined) return known;
    const plain = this.database.prepare(sql);
    const statement = shape === 'tuple' ? plain.raw() : shape === 'value' ? plain.pluck() : plain;
    this.prepared.set(key, statement);
    return statement;
  }
}

/**
 * Whether running a script again gave what it gave when it was recorded: the same rows, or, for one that writes, as
 * many changed rows (it reads revisions, which go on).
 */
export function isSameResult({ steps }: DriverScript, results: readonly unknown[]): boolean {
  const isWriting = steps.some(({ method, result }) => method === 'run' && Number(result) > 0);
  return steps.every(({ sql, method, result }, index) => {
    // What a pragma answers can be the connection's own, as its data version is.
    const isOpen = sql.startsWith('PRAGMA') || (isWriting && method !== 'run');
    return isOpen || isDeepStrictEqual(result, results[index]);
  });
}

const openRaw = (file: string): Database.Database =>
  openDatabase(file, { durability: 'normal', isReadOnly: false });

/** Databases that are opened by the work tell each use of each of their statements from then on. */
export function whileWatched<T>(write: (step: Step) => void, open: () => T): T {
  const prototype = Database.prototype as { prepare: (sql: string) => Database.Statement };
  const { prepare } = prototype;
  prototype.prepare = function (this: Database.Database, sql: string) {
    // On the database itself, because statements are prepared when they are first used.
    this.prepare = ((text: string) => watched(prepare.call(this, text), text, write)) as typeof this.prepare;
    return this.prepare(sql);
  };
  try {
    return open();
  } finally {
    prototype.prepare = prepare;
  }
}

function watched(
  statement: Database.Statement,
  sql: string,
  write: (step: Step) => void,
): Database.Statement {
  let shape: RowShape = 'object';
  const { raw, pluck } = statement;
  statement.raw = (...given) => {
    shape = 'tuple';
    return raw.apply(statement, given);
  };
  statement.pluck = (...given) => {
    shape = 'value';
    return pluck.apply(statement, given);
  };
  for (const method of ['get', 'all', 'run'] as const) {
    const own = statement[method] as (...values: unknown[]) => unknown;
    statement[method] = (...values: unknown[]): never => {
      const answer = own.apply(statement, values);
      const result = method === 'run' ? (answer as Database.RunResult).changes : copied(answer);
      write({ sql, shape, method, values: values as SqlValue[], result });
      return answer as never;
    };
  }
  return statement;
}

/** As the driver gave it: the store makes the rows its records, and unpacks outputs in them. */
function copied(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(copied);
  const isRow = typeof answer === 'object' && answer !== null && !Buffer.isBuffer(answer);
  return isRow ? { ...answer } : answer;
}
