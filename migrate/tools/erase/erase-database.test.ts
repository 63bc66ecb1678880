import fs, { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sampleSession } from '../../../contract/suite/samples.ts';
import { useFolder } from '../../../contract/suite/test-folder.ts';
import { openSqliteStore } from '../../../impl-sqlite/index.ts';
import { withDatabase } from '../../with-database.ts';
import { eraseFromFile } from './erase-database.ts';

const { freshFolder } = useFolder('erase');
const ERASED = '00000000000000e1';
const OTHER = '00000000000000e2';

const sessionNamed = (id: string) => [sampleSession(id, { task: id })];

/** What a killed program leaves: all of its sessions are in the log only. */
async function databaseWithLog(): Promise<string> {
  const folder = freshFolder();
  const file = join(folder, 'backup.db');
  const source = join(folder, 'source.db');
  await (await openSqliteStore({ file: source })).close();
  copyFileSync(source, file);
  const store = await openSqliteStore({ file: source });
  await store.replaceWorkspace(ERASED, sessionNamed('zqxj-canary-in-the-log'));
  await store.replaceWorkspace(OTHER, sessionNamed('kept-canary-in-the-log'));
  copyFileSync(`${source}-wal`, `${file}-wal`);
  await store.close();
  for (const name of readdirSync(folder).filter((each) => each.startsWith('source')))
    rmSync(join(folder, name));
  return file;
}

async function idsIn(file: string): Promise<string[]> {
  const lists = await withDatabase({ file }, (store) =>
    Promise.all([ERASED, OTHER].map((hash) => store.sessionsOfHash(hash))),
  );
  return lists.flat().map(({ id }) => id);
}

test('what only the log of a database has is erased or kept like the rest, and a link stays one', async () => {
  const file = await databaseWithLog();
  const link = join(file, '..', 'link.db');
  symlinkSync(file, link);
  await eraseFromFile(link, [ERASED]);
  expect(readdirSync(join(file, '..')).toSorted()).toEqual(['backup.db', 'link.db']);
  expect(fs.lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(file).includes('zqxj-canary')).toBe(false);
  expect(await idsIn(file)).toEqual(['kept-canary-in-the-log']);
});

test('cut short before the new file gets its name, the old one has all that its log had', async () => {
  const file = await databaseWithLog();
  const { renameSync } = fs;
  const dead = (): never => {
    throw Object.assign(new Error('EIO: dead'), { code: 'EIO', errno: -5, syscall: 'rename' });
  };
  Object.assign(fs, { renameSync: dead });
  syncBuiltinESMExports();
  await expect(eraseFromFile(file, [ERASED])).rejects.toMatchObject({ code: 'E_IO' });
  Object.assign(fs, { renameSync });
  syncBuiltinESMExports();
  expect(existsSync(`${file}-wal`)).toBe(false);
  expect(await idsIn(file)).toEqual(['zqxj-canary-in-the-log', 'kept-canary-in-the-log']);
});
