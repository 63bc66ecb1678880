// The connection below the two query builders: the core's own driver, opened the way its documentation does.

import Database from 'better-sqlite3';
import { pragmasFor, SCHEMA, wordsOf } from './schema.ts';

export function openDatabase(file: string, setting: string | null): Database.Database {
  const client = new Database(file);
  client.exec(pragmasFor(setting));
  client.function('words', { deterministic: true }, wordsOf);
  client.exec(SCHEMA);
  return client;
}
