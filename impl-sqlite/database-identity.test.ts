import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DatabaseReplaced, openSqliteStore } from './index.ts';
import { sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();
const LOGS = ['', '-wal', '-shm'];

test('a database that another one took the place of is written no more', async () => {
  const store = await place.store();
  await store.createSession(place.workspace, sessionWith('a'));
  expect(store.standing()).toBe('same');
  copyFileSync(place.file, `${place.file}.other`);
  renameSync(`${place.file}.other`, place.file);
  expect(store.standing()).toBe('other');
  const write = store.createSession(place.workspace, sessionWith('b'));
  await expect(write).rejects.toThrow(DatabaseReplaced);
  let isBegun = false;
  const transaction = store.transaction(place.workspace, async () => {
    isBegun = true;
  });
  await expect(transaction).rejects.toMatchObject({ code: 'E_CHANGED', data: { file: place.file } });
  expect(isBegun).toBe(false);
  await store.close();
});

test('a database that was removed is written no more', async () => {
  const store = await place.store();
  await store.createSession(place.workspace, sessionWith('a'));
  for (const suffix of LOGS) rmSync(place.file + suffix, { force: true });
  expect(store.standing()).toBe('gone');
  await expect(store.deleteSession(place.workspace, 'a')).rejects.toThrow('was removed while it was open');
  await store.close();
});

test('a database in memory has no place to be replaced at', async () => {
  const store = await openSqliteStore({ file: ':memory:' });
  await store.createSession('/w', sessionWith('a'));
  expect(store.standing()).toBe('same');
  await store.close();
});
