// The driver’s own connection, for tests that damage a database or hold it.

import Database from 'better-sqlite3';

export type RawDatabase = Database.Database;

export const openRaw = (file: string): RawDatabase => new Database(file);
