import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noProgress } from '../../contract/progress.ts';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { importHome, MemoryTarget } from '../../migrate/index.ts';
import { writeLegacyHome } from '../../sessions/legacy-home.ts';
import { copyHome } from './copy-home.ts';

const { freshPath } = useFolder('copy-home');
const folders = () => ({ from: freshPath(), to: freshPath() });

const options = { onProgress: noProgress, signal: new AbortController().signal };

test('session files are copied byte for byte, foreign ones by name alone', async () => {
  const { from, to } = folders();
  const files = writeLegacyHome(from, { seed: 1, sessions: 20 });
  const notes = join('.ait42', 'sessions', 'notes.txt');
  writeFileSync(join(from, notes), 'private');
  const sums = await copyHome(from, to, options);
  const copied = files.filter(({ file }) => /([0-9a-f]{16}|\/sessions)\.json$/.test(file));
  for (const { file } of copied) expect(readFileSync(join(to, file))).toEqual(readFileSync(join(from, file)));
  expect(sums.files).toBe(copied.length);
  expect(readFileSync(join(to, notes), 'utf8')).toBe('');
  expect(statSync(join(to, '.ait42', 'sessions', 'ffff.json')).isDirectory()).toBe(true);
});

test('a session file that cannot be read is named, and refused in the copy as it would be in the home', async () => {
  const { from, to } = folders();
  writeLegacyHome(from, { seed: 1, sessions: 5 });
  const file = '.ait42/sessions/0123456789abcdef.json';
  symlinkSync(join(from, 'nothing'), join(from, file));
  mkdirSync(join(from, '.ait42/sessions/00000000000000ff.json'));
  const { unread } = await copyHome(from, to, options);
  expect([...unread.keys()]).toEqual([file]);
  const report = await importHome({
    home: to,
    store: new MemoryTarget(),
    archiveDir: join(to, 'archive'),
    isDryRun: true,
  });
  expect(report.files.filter(({ verdict }) => verdict === 'refused').map((refused) => refused.file)).toEqual([
    file,
  ]);
});

test('a home without session files has nothing to prove', async () => {
  const { from, to } = folders();
  mkdirSync(from);
  await expect(copyHome(from, to, options)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
});

test('an interruption stops between files', async () => {
  const { from, to } = folders();
  writeLegacyHome(from, { seed: 1, sessions: 20 });
  const signal = AbortSignal.abort();
  await expect(copyHome(from, to, { ...options, signal })).rejects.toMatchObject({ code: 'E_ABORTED' });
});
