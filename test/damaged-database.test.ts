// What ait42-migrate makes of databases that are damaged, half made, from an earlier version, or out of sight.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrateSchema } from '../impl-sqlite/schema-migrations.ts';
import { generatedHome } from './generated-home.ts';
import { migrate, migrateHere, temporaryFolder, treeDigest } from './run-tool.ts';

function homeWithFiles() {
  const { home, run } = generatedHome({ seed: 5, sessions: 5 });
  return { home, database: join(home, '.ait42', 'sessions.db'), run };
}

async function importedHome() {
  const imported = homeWithFiles();
  expect((await imported.run('migrate', '--yes')).exitCode).toBe(6);
  return imported;
}

function edit(file: string, change: (database: Database.Database) => void): void {
  const database = new Database(file);
  try {
    change(database);
  } finally {
    database.close();
  }
}

test('restore-json writes nothing from a database whose content is not what it was', async () => {
  const { database, run } = await importedHome();
  edit(database, (raw) => raw.exec("UPDATE sessions SET status = 'paused'"));
  const out = join(temporaryFolder(), 'out');
  const { stdout, stderr, exitCode } = await run('restore-json', '--out', out);
  expect(stderr).toContain(`The database ${database} is damaged`);
  expect(stderr).toContain('E_CORRUPT');
  expect(stdout).toBe('');
  expect(exitCode).toBe(8);
  expect(existsSync(out)).toBe(false);
});

test.each([
  ['an empty file', (file: string) => writeFileSync(file, '')],
  [
    'a header without a table',
    (file: string) => edit(file, (raw) => raw.exec('PRAGMA page_size = 8192; VACUUM')),
  ],
  ['an emptied database', (file: string) => edit(file, (raw) => raw.pragma('journal_mode = WAL'))],
])('an import goes on from %s that a full disk left behind', async (_what, leave) => {
  const { database, run } = homeWithFiles();
  leave(database);
  const bytes = readFileSync(database);
  const looked = await run('verify');
  expect(looked.stderr).toContain('"ait42-migrate migrate"');
  expect(looked.exitCode).toBe(4);
  expect((await run('migrate', '--dry-run')).exitCode).toBe(6);
  expect(readFileSync(database)).toEqual(bytes);
  expect((await run('migrate', '--yes')).exitCode).toBe(6);
  expect((await run('verify')).exitCode).toBe(0);
});

test.each([1, 2])('an import brings a database of schema version %i up to date', async (version) => {
  const { home, database, run } = await importedHome();
  edit(database, (raw) => migrateSchema(raw, database, version));
  const bytes = readFileSync(database);
  const looked = await run('check');
  expect(looked.stderr).toContain(`earlier schema version ${version}`);
  expect(looked.stderr).toContain('"ait42-migrate migrate"');
  expect(looked.exitCode).toBe(10);
  const plan = await run('migrate', '--dry-run');
  expect(plan.stdout).toContain(' 0 would be imported');
  expect(plan.stdout).toContain('it would be finished or brought up to date');
  expect(readFileSync(database)).toEqual(bytes);
  const migrated = await run('migrate', '--yes');
  expect(migrated.stdout).toContain('Backup of the database before the import, checked: ');
  expect(migrated.stdout).toContain('Verified: ');
  expect(migrated.exitCode).toBe(6);
  expect((await run('check')).exitCode).toBe(0);
  const backups = join(home, '.ait42', 'backups');
  expect(readdirSync(backups)).toEqual([expect.stringMatching(/^before-import-.*\.db$/)]);
});

test('an empty database is finished even when the app can read none of the files', async () => {
  const home = temporaryFolder();
  const folder = join(home, '.ait42', 'sessions');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '0123456789abcdef.json'), '{');
  expect((await migrateHere(['migrate', '--yes', '--home', home])).exitCode).toBe(6);
  writeFileSync(join(home, '.ait42', 'sessions.db'), '');
  const again = await migrateHere(['migrate', '--yes', '--home', home]);
  expect(again.stdout).toContain('Verified: ');
  expect(again.exitCode).toBe(6);
  expect((await migrateHere(['check', '--home', home])).exitCode).toBe(0);
});

test('a backup of an earlier schema version is restored at the present one, and itself left as it is', async () => {
  const { database, run } = await importedHome();
  const backup = join(temporaryFolder(), 'earlier.db');
  await run('backup', '--out', backup);
  edit(backup, (raw) => migrateSchema(raw, backup, 2));
  const bytes = readFileSync(backup);
  const restored = await run('restore', '--yes', '--from', backup);
  expect(restored.stdout).toContain(`Restored ${database}`);
  expect(restored.exitCode).toBe(0);
  expect(readFileSync(backup)).toEqual(bytes);
  expect((await run('verify')).exitCode).toBe(0);
});

test('a bad backup is blamed itself, and the database stays', async () => {
  const { home, run } = await importedHome();
  const folder = temporaryFolder();
  const text = join(folder, 'text.db');
  writeFileSync(text, 'no database at all\n'.repeat(1_000));
  const cut = join(folder, 'cut.db');
  expect((await run('backup', '--out', cut)).exitCode).toBe(0);
  truncateSync(cut, 3 * 8192);
  const empty = join(folder, 'empty.db');
  writeFileSync(empty, '');
  const directory = join(folder, 'directory.db');
  mkdirSync(directory);
  const before = treeDigest(home);
  for (const [from, exitCode] of [
    [text, 8],
    [cut, 8],
    [empty, 8],
    [directory, 4],
    [join(folder, 'absent.db'), 4],
  ] as const) {
    const restored = await run('restore', '--yes', '--from', from);
    expect(restored.stderr).toContain(from);
    expect(restored.stderr).not.toContain(home);
    expect(restored.exitCode).toBe(exitCode);
  }
  expect(treeDigest(home)).toBe(before);
});

test('a copy that fails leaves nothing in the temporary directory and does not speak of it', async () => {
  const { home, database } = await importedHome();
  const temporary = temporaryFolder();
  const env = { TMPDIR: temporary };
  chmodSync(temporary, 0o777);
  chmodSync(database, 0o000);
  chmodSync(home, 0o755);
  chmodSync(join(home, '.ait42'), 0o755);
  const asNobody = process.getuid?.() === 0 ? { env, uid: 65_534 } : { env };
  const { stderr, exitCode } = await migrate(['check', '--home', home], asNobody);
  expect(stderr).toContain(`Cannot read ${database}: Permission denied`);
  expect(stderr).not.toContain(temporary);
  expect(exitCode).toBe(4);
  expect(readdirSync(temporary)).toEqual([]);
});

test('a database that may not be looked for is not called absent', async () => {
  const { home } = await importedHome();
  chmodSync(home, 0o755);
  chmodSync(join(home, '.ait42'), 0o000);
  const asNobody = process.getuid?.() === 0 ? { uid: 65_534 } : {};
  for (const words of [['check'], ['restore-originals', '--out', join(home, 'never-made')]]) {
    const { stderr, exitCode } = await migrate([...words, '--home', home], asNobody);
    expect(stderr).toContain('Permission denied');
    expect(stderr).toContain('E_IO');
    expect(exitCode).toBe(4);
  }
  chmodSync(join(home, '.ait42'), 0o755);
});

test('a temporary directory that cannot be used is told, and how to choose another one', async () => {
  const { home } = await importedHome();
  const env = { TMPDIR: join(home, 'nowhere') };
  const { stderr, exitCode } = await migrate(['check', '--home', home], { env });
  expect(stderr).toContain(`Cannot make a temporary folder in ${env.TMPDIR}`);
  expect(stderr).toContain('Set TMPDIR');
  expect(exitCode).toBe(4);
});
