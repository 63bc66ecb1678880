// Where the tests of this folder work: a directory for each test with a database and a workspace in it. Stores opened
// through it are closed and the directory is removed when the test ends.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from '../index.ts';
import { openRaw, type RawDatabase } from '../raw-database.ts';

export class TestDatabase {
  folder = '';
  /** The database; no file until a store is opened. */
  file = '';
  /** An existing directory, to be used as workspace. */
  workspace = '';
  private open: { close(): unknown }[] = [];

  async store(options: SqliteStoreOptions = {}, file: string = this.file): Promise<SqliteStore> {
    const store = await openSqliteStore({ file }, options);
    this.open.push(store);
    return store;
  }

  /** The database without a store, for looking and for damage. Foreign keys and triggers are as SQLite has them. */
  raw(file: string = this.file): RawDatabase {
    const database = openRaw(file);
    this.open.push(database);
    return database;
  }

  begin(): void {
    this.folder = mkdtempSync(join(tmpdir(), 'storeproof-sqlite-'));
    this.file = join(this.folder, 'data', 'sessions.db');
    this.workspace = join(this.folder, 'workspace');
    mkdirSync(this.workspace);
  }

  async end(): Promise<void> {
    for (const one of this.open.splice(0)) await one.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A new place for each test of the file. */
export function useTestDatabase(): TestDatabase {
  const place = new TestDatabase();
  beforeEach(() => place.begin());
  afterEach(() => place.end());
  return place;
}
