import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { writeLegacyHome } from '../sessions/legacy-home.ts';
import { importHome } from './import-home.ts';
import { countKeys } from './key-walk.ts';
import { MemoryTarget } from './memory-target.ts';
import { type FileScan, scanHome } from './scan.ts';
import { verifyHome } from './verify-home.ts';

const { root, freshPath } = useFolder('scan');
const NAME = '0123456789abcdef.json';

function emptyHome(): { home: string; sessions: string } {
  const home = freshPath();
  const sessions = join(home, '.ait42', 'sessions');
  mkdirSync(sessions, { recursive: true });
  return { home, sessions };
}

const one = async (home: string): Promise<FileScan> => {
  const { files } = await scanHome({ home });
  expect(files).toHaveLength(1);
  return files[0]!;
};

const SESSION =
  '{"id":"a","type":"debate","task":"t","status":"running","createdAt":"","updatedAt":"","instances":[],"chatHistory":[]}';

test('a generated home shows every oddity that was put into it', async () => {
  const home = join(root, 'generated');
  const written = writeLegacyHome(home, { seed: 3 });
  const scan = await scanHome({ home });
  expect(Object.keys(scan.oddities).sort()).toEqual([
    'absent-keys',
    'backward-times',
    'big-integer',
    'completion-contradiction',
    'control-characters',
    'dangling-instance-id',
    'dangling-winner-id',
    'duplicate-instance-id',
    'duplicate-message-id',
    'duplicate-session-id',
    'equal-times',
    'instance-id-zero',
    'large-output',
    'mixed-time-spellings',
    'round-status',
    'unknown-keys',
    'unknown-time',
  ]);
  expect(scan.totals).toEqual({ readable: 17, damaged: 4, blocked: 0, foreign: 3 });
  expect(scan.idsInSeveralFiles).toBeGreaterThan(1);
  const copies = scan.files.filter(({ copyOf }) => copyOf !== null);
  expect(copies).toHaveLength(1);
  const damaged = scan.files.filter(({ state }) => state === 'damaged').map(({ file }) => file);
  const expected = written.filter(({ isReadable, what }) => !isReadable && !what.startsWith('foreign'));
  expect(damaged.sort()).toEqual(expected.map(({ file }) => file).sort());
  expect(scan.files.filter(({ state }) => state === 'foreign').map(({ file }) => file)).toContain(
    '.ait42/sessions/ffff.json/',
  );
  expect(scan.files.at(-4)!.workspace).toBe('global');
});

test('absent and unknown keys and positional records are counted where they stand', () => {
  const message = '["m","user","c","",1]';
  const nested = SESSION.replace(
    '"chatHistory":[]',
    `"chatHistory":[${message},{"id":"","role":"","content":"","timestamp":"","x":{"id":[1]}}]`,
  );
  expect(countKeys(`[${nested}]`)).toEqual({ absentKeys: 10 + 1, unknownKeys: 1, positionalRecords: 1 });
  expect(countKeys(' \n')).toEqual({ absentKeys: 0, unknownKeys: 0, positionalRecords: 0 });
  expect(countKeys('[]')).toEqual({ absentKeys: 0, unknownKeys: 0, positionalRecords: 0 });
});

test('a home where the app never kept sessions is empty, not wrong', async () => {
  const home = freshPath();
  mkdirSync(home);
  const scan = await scanHome({ home });
  expect(scan.files).toEqual([]);
  expect(scan.totals).toEqual({ readable: 0, damaged: 0, blocked: 0, foreign: 0 });
});

test.each([
  ['a home that does not exist', () => join(root, 'nowhere'), 'E_NOT_FOUND', 'does not exist'],
  [
    'a file instead of a home',
    () => {
      writeFileSync(join(root, 'file'), '');
      return join(root, 'file');
    },
    'E_IO',
    'is a file',
  ],
  [
    'a file instead of the sessions directory',
    () => {
      const { home, sessions } = emptyHome();
      rmSync(sessions, { recursive: true });
      writeFileSync(sessions, '');
      return home;
    },
    'E_IO',
    'Cannot list',
  ],
])('%s is one clear error', async (_what, makeHome, code, text) => {
  await expect(scanHome({ home: makeHome() })).rejects.toMatchObject({
    code,
    message: expect.stringContaining(text),
  });
});

test.skipIf(process.getuid?.() === 0)('a directory without permission is one clear error', async () => {
  const { home, sessions } = emptyHome();
  chmodSync(sessions, 0);
  await expect(scanHome({ home })).rejects.toMatchObject({ code: 'E_IO' });
  chmodSync(sessions, 0o700);
});

test.skipIf(process.getuid?.() === 0)(
  'a file without permission is blocked and does not stop the rest',
  async () => {
    const { home, sessions } = emptyHome();
    writeFileSync(join(sessions, NAME), '[]');
    writeFileSync(join(sessions, 'ffffffffffffffff.json'), '[]');
    chmodSync(join(sessions, NAME), 0);
    expect((await scanHome({ home })).totals).toMatchObject({ blocked: 1, readable: 1 });
  },
);

test('a link to nothing under a session file’s name is blocked, refused and reported', async () => {
  const { home, sessions } = emptyHome();
  symlinkSync(join(root, 'nothing'), join(sessions, NAME));
  const scan = await scanHome({ home });
  expect(scan.totals).toEqual({ readable: 0, damaged: 0, blocked: 1, foreign: 0 });
  expect(scan.files[0]!.reason).toMatch(/No such file/);
  const store = new MemoryTarget();
  const archiveDir = freshPath();
  const report = await importHome({ home, store, archiveDir });
  expect(report.fileAccount).toEqual({ read: 1, imported: 0, unchanged: 0, aside: 0, refused: 1 });
  expect((await verifyHome({ home, store, archiveDir })).counts.original).toBe(1);
});

test('what has a session file’s name and is no file is foreign, and keeps no other from being imported', async () => {
  const { home, sessions } = emptyHome();
  writeFileSync(join(sessions, NAME), `[${SESSION}]`);
  mkdirSync(join(sessions, '1111111111111111.json'));
  mkdirSync(join(home, '.ait42', 'sessions.json'));
  symlinkSync(root, join(sessions, '2222222222222222.json'));
  if (process.platform !== 'win32') execFileSync('mkfifo', [join(sessions, '3333333333333333.json')]);
  const foreign = process.platform === 'win32' ? 3 : 4;
  expect((await scanHome({ home })).totals).toEqual({ readable: 1, damaged: 0, blocked: 0, foreign });
  const report = await importHome({
    home,
    store: new MemoryTarget(),
    archiveDir: freshPath(),
  });
  expect(report.fileAccount).toMatchObject({ read: 1, imported: 1, refused: 0 });
  expect(report.foreign).toContain('.ait42/sessions/1111111111111111.json/');
  expect(report.foreign).toContain('.ait42/sessions.json/');
});

test('a link to a file is read through, as the app does', async () => {
  const { home, sessions } = emptyHome();
  const target = freshPath();
  writeFileSync(target, `[${SESSION}]`);
  symlinkSync(target, join(sessions, NAME));
  expect(await one(home)).toMatchObject({ state: 'readable', records: { sessions: 1 } });
});

test.each([
  ['upper case digits', '0123456789ABCDEF.json'],
  ['a digit too few', '0123456789abcde.json'],
  ['another ending', '0123456789abcdef.json~'],
  ['a temporary file', '.0123456789abcdef.json.1.tmp'],
])('a name with %s is foreign', async (_what, name) => {
  const { home, sessions } = emptyHome();
  writeFileSync(join(sessions, name), '[]');
  expect(await one(home)).toMatchObject({ state: 'foreign', workspace: null, sha256: null });
});

test('a scan stops between files when told to', async () => {
  const { home, sessions } = emptyHome();
  writeFileSync(join(sessions, NAME), '[]');
  await expect(scanHome({ home, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'E_ABORTED' });
});
