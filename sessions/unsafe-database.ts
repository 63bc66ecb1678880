// A database opened with a setting that the store never takes: planted, for the check of power cuts to find out.

import { databaseFile, SqliteStore, type SqliteStoreOptions } from '../impl-sqlite/index.ts';

class UnsafeDatabase extends SqliteStore {
  constructor(file: string, options: SqliteStoreOptions, setting: string) {
    super(file, options);
    this.connection.database.pragma(setting);
  }
}

export const openUnsafe = (home: string, options: SqliteStoreOptions, setting: string): SqliteStore =>
  new UnsafeDatabase(databaseFile(home), options, setting);
