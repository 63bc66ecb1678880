import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { restoreDatabase } from './index.ts';
import { sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();
const inputOutput = expect.objectContaining({ name: 'StoreError', code: 'E_IO' });
const makePipe = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  execFileSync('mkfifo', [path]);
};

/** A file for each way of opening, so that none finds what another one left. */
const OPENINGS = [
  ['for writing', {}],
  ['for reading', { isReadOnly: true }],
  ['as one that must be there', { isRequired: true }],
] as const;

test.skipIf(process.platform === 'win32').each(OPENINGS)(
  'a pipe in the place of the database, opened %s, is an error and not a wait',
  async (_how, options) => {
    makePipe(place.file);
    await expect(place.store(options)).rejects.toEqual(inputOutput);
  },
);

test.skipIf(process.platform === 'win32').each(['-wal', '-shm', '-journal'])(
  'a pipe in the place of the database’s %s is an error and not a wait',
  async (suffix) => {
    const store = await place.store();
    await store.createSession(place.workspace, sessionWith('a'));
    await store.close();
    makePipe(place.file + suffix);
    for (const [, options] of OPENINGS) await expect(place.store(options)).rejects.toEqual(inputOutput);
  },
);

test.skipIf(!existsSync('/dev/zero'))('a link to a file without an end is an error', async () => {
  mkdirSync(dirname(place.file), { recursive: true });
  symlinkSync('/dev/zero', place.file);
  for (const [, options] of OPENINGS) await expect(place.store(options)).rejects.toEqual(inputOutput);
});

test.skipIf(process.platform === 'win32')('a pipe in the place of a backup is not restored', async () => {
  const store = await place.store();
  await store.createSession(place.workspace, sessionWith('a'));
  await store.close();
  const backup = join(place.folder, 'backup.db');
  makePipe(backup);
  expect(() => restoreDatabase(backup, place.file)).toThrow(inputOutput);
  expect(await (await place.store()).getAllSessions(place.workspace)).toHaveLength(1);
});
