// A database that stands beside the journal of a change that was cut short.

import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readingFile } from '../cli/migrate/databases.ts';
import { openSqliteStore } from '../impl-sqlite/index.ts';
import { openRaw } from '../impl-sqlite/raw-database.ts';
import { temporaryFolder } from './run-tool.ts';

test('a database that was being changed when a program was killed is read as it was before', async () => {
  const file = join(temporaryFolder(), 'sessions.db');
  const store = await openSqliteStore({ file });
  const hash = '00000000000000aa';
  for (const name of [hash, '00000000000000bb']) await store.replaceWorkspace(name, []);
  await store.close();
  const raw = openRaw(file);
  for (const pragma of ['journal_mode = DELETE', 'cache_size = 1', 'cache_spill = 1']) raw.pragma(pragma);
  raw.exec('BEGIN IMMEDIATE');
  raw.exec('DELETE FROM workspaces; CREATE TABLE large (content)');
  raw.prepare('INSERT INTO large VALUES (?)').run('x'.repeat(200_000));
  const killed = join(file, '..', 'killed.db');
  for (const suffix of ['', '-journal']) copyFileSync(file + suffix, killed + suffix);
  raw.exec('ROLLBACK');
  raw.close();
  const before = readFileSync(killed);
  await expect(openSqliteStore({ file: killed }, { isReadOnly: true })).rejects.toMatchObject({
    code: 'E_READ_ONLY',
    message: expect.stringContaining('was being changed when a program was killed'),
  });
  const hashes = await readingFile(killed, async (read) =>
    (await read.workspaces()).map((each) => each.hash),
  );
  expect(hashes).toEqual([hash, '00000000000000bb']);
  expect(readFileSync(killed).equals(before)).toBe(true);
  expect(existsSync(`${killed}-journal`)).toBe(true);
});
