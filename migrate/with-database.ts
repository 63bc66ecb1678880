// A database for the time of some work: opened before it and closed after it, whatever becomes of it.

import { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from '../impl-sqlite/index.ts';

/** What opening it and the work throw. */
export async function withDatabase<T>(
  place: { readonly home: string } | { readonly file: string },
  work: (store: SqliteStore) => T | Promise<T>,
  options: SqliteStoreOptions = {},
): Promise<T> {
  const store = await openSqliteStore(place, options);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Reads the database in a file. */
export const readingDatabaseFile = <T>(file: string, work: (store: SqliteStore) => Promise<T>): Promise<T> =>
  withDatabase({ file }, work, { isReadOnly: true });

/** Reads a database; of the tools' own, without leaving a trace beside it. */
export type ReadDatabase = <T>(file: string, work: (store: SqliteStore) => Promise<T>) => Promise<T>;
