// Another program opens the database between the look for sole use and the swap: injected into the call in between.

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, expect, test } from 'vitest';
import { restoreDatabase } from './index.ts';
import { openDatabase } from './open-database.ts';
import { sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();
const { linkSync, renameSync } = fs;

afterEach(() => {
  Object.assign(fs, { linkSync, renameSync });
  syncBuiltinESMExports();
});

test('nobody can read or write the database from the look for sole use to the swap', async () => {
  const store = await place.store();
  await store.createSession(place.workspace, sessionWith('a'));
  const copy = join(place.folder, 'copy.db');
  await store.backup(copy);
  await store.close();
  const met: unknown[] = [];
  const intrude = (): void => {
    const other = new Database(place.file, { timeout: 0 });
    try {
      other.prepare('SELECT count(*) FROM sessions').get();
      met.push('read');
    } catch (error) {
      met.push((error as { code: string }).code);
    } finally {
      other.close();
    }
  };
  const before = (call: (from: string, to: string) => void) => (from: string, to: string) => {
    intrude();
    call(from, to);
  };
  Object.assign(fs, { linkSync: before(linkSync as never), renameSync: before(renameSync as never) });
  syncBuiltinESMExports();
  restoreDatabase(copy, place.file);
  expect(met).toEqual(['SQLITE_BUSY', 'SQLITE_BUSY']);
});

test('a database that is replaced while it is being opened is opened again', async () => {
  const store = await place.store();
  await store.createSession(place.workspace, sessionWith('a'));
  const copy = join(place.folder, 'copy.db');
  await store.backup(copy);
  await store.deleteSession(place.workspace, 'a');
  await store.close();
  const { statSync } = fs;
  let looks = 0;
  // The swap comes behind the first look at the file: what is opened then is still checked against it.
  const swapping = ((...values: Parameters<typeof statSync>) => {
    const found = statSync(...values);
    if (String(values[0]) === place.file && ++looks === 2) restoreDatabase(copy, place.file);
    return found;
  }) as typeof statSync;
  Object.assign(fs, { statSync: swapping });
  syncBuiltinESMExports();
  const database = openDatabase(place.file, { durability: 'normal', isReadOnly: false });
  Object.assign(fs, { statSync });
  syncBuiltinESMExports();
  expect(looks).toBeGreaterThan(2);
  expect(database.prepare('SELECT count(*) FROM sessions').pluck().get()).toBe(1);
  database.close();
});
