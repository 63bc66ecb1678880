import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { StoreError } from '../../contract/errors.ts';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { newOwner } from '../../files/lock-owner.ts';
import { openSqliteStore } from '../../impl-sqlite/index.ts';
import { removeAbandonedFolders } from './private-folder.ts';
import { aboutOriginal, snapshotOf } from './snapshot.ts';

const { freshFolder } = useFolder('snapshot');

async function databaseIn(): Promise<string> {
  const file = join(freshFolder(), 'sessions.db');
  await (await openSqliteStore({ file })).close();
  return file;
}

test('a database at rest is read from a copy, and nothing is left beside it', async () => {
  const file = await databaseIn();
  const before = readdirSync(join(file, '..'));
  const snapshot = snapshotOf(file);
  expect(snapshot.file).not.toBe(file);
  expect(readFileSync(snapshot.file)).toEqual(readFileSync(file));
  const store = await openSqliteStore({ file: snapshot.file }, { isReadOnly: true });
  expect((await store.check()).findings).toEqual([]);
  await store.close();
  snapshot.remove();
  expect(existsSync(snapshot.file)).toBe(false);
  expect(readdirSync(join(file, '..'))).toEqual(before);
});

test('a database in use is read where it is, with what its log holds', async () => {
  const file = await databaseIn();
  const writer = await openSqliteStore({ file });
  await writer.replaceWorkspace('00000000000000aa', []);
  const snapshot = snapshotOf(file);
  const reader = await openSqliteStore({ file: snapshot.file }, { isReadOnly: true });
  expect(snapshot.file).toBe(file);
  expect((await reader.workspaces()).map(({ hash }) => hash)).toEqual(['00000000000000aa']);
  await reader.close();
  await writer.close();
  snapshot.remove();
  expect(existsSync(file)).toBe(true);
});

test('a file that is no database is told by its own name', async () => {
  const file = await databaseIn();
  writeFileSync(file, 'x'.repeat(5000));
  const snapshot = snapshotOf(file);
  const refusal = await openSqliteStore({ file: snapshot.file }, { isReadOnly: true }).catch(
    (error) => error,
  );
  snapshot.remove();
  const told = aboutOriginal(refusal, snapshot.file, file);
  expect(told).toBeInstanceOf(StoreError);
  expect(told).toMatchObject({ code: 'E_NOT_A_DATABASE', message: expect.stringContaining(file) });
  expect((told as StoreError).message).not.toContain(snapshot.file);
});

test('the copy of a process that died is removed by the next one, and that of a living one is not', async () => {
  const place = join(await databaseIn(), '..');
  const [dead, living, foreign] = ['ait42-migrate-dead', 'ait42-migrate-alive', 'ait42-migrate-x'].map(
    (name) => join(place, name),
  ) as [string, string, string];
  for (const folder of [dead, living, foreign]) {
    mkdirSync(folder);
    writeFileSync(join(folder, 'sessions.db'), 'content');
  }
  const owner = newOwner();
  writeFileSync(join(living, 'owner.json'), JSON.stringify(owner));
  writeFileSync(join(dead, 'owner.json'), JSON.stringify({ ...owner, pid: 2 ** 22 + 1 }));
  removeAbandonedFolders(place);
  expect([dead, living, foreign].map((folder) => existsSync(folder))).toEqual([false, true, true]);
});

test('a database behind a link is read with the log that stands beside it, not beside the link', async () => {
  const file = await databaseIn();
  const link = join(file, '..', 'link.db');
  symlinkSync(file, link);
  const store = await openSqliteStore({ file });
  await store.replaceWorkspace('0123456789abcdef', []);
  // The log is not merged in yet, so a copy of the file alone would lack the workspace.
  const snapshot = snapshotOf(link);
  const reader = await openSqliteStore({ file: snapshot.file }, { isReadOnly: true });
  expect((await reader.workspaces()).map(({ hash }) => hash)).toEqual(['0123456789abcdef']);
  await reader.close();
  snapshot.remove();
  await store.close();
});
