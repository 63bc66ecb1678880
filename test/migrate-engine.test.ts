// What `ait42-migrate migrate` does beside importing: nothing when there is nothing to do, a backup before a change, a
// rehearsal, a refusal for want of space, and order among two that start together.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { type HomeFile, writeLegacyHome } from '../sessions/legacy-home.ts';
import { migrate, migrateHere, migrateOn, temporaryFolder, treeDigest } from './run-tool.ts';

function walk(home = temporaryFolder(), sessions = 30) {
  const files = writeLegacyHome(home, { seed: 3, sessions });
  return { home, files, run: migrateOn(home) };
}

const readable = (files: readonly HomeFile[]): string =>
  files.find(({ isReadable, file }) => isReadable && /[0-9a-f]{16}\.json$/.test(file))!.file;

test('a second run writes nothing at all and says so', async () => {
  const { home, run } = walk();
  await run('migrate', '--yes');
  const before = treeDigest(home);
  const second = await run('migrate', '--yes');
  expect(second.stdout).toContain('Nothing to do');
  expect(second.stdout).toContain('Verified: ');
  expect(second.exitCode).toBe(6);
  expect(treeDigest(home)).toBe(before);
});

test('an empty database file is used, one of another program is refused and left as it is', async () => {
  const { home, run } = walk();
  const file = join(home, '.ait42', 'sessions.db');
  writeFileSync(file, '');
  const first = await run('migrate', '--yes');
  expect(first.stdout).toContain('Verified: ');
  for (const make of [
    (path: string) =>
      new Database(path).exec('CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)').close(),
    (path: string) =>
      writeFileSync(path, 'not a database at all, but as long as a header of one needs to be'.repeat(20)),
  ]) {
    const other = walk();
    make(join(other.home, '.ait42', 'sessions.db'));
    const before = treeDigest(other.home);
    const refused = await other.run('migrate', '--yes');
    expect(refused.exitCode).toBe(8);
    expect(refused.stderr).toContain('E_NOT_A_DATABASE');
    expect(treeDigest(other.home)).toBe(before);
  }
});

test('an import that changes a database backs it up before, and keeps the backups that are there', async () => {
  const { home, files, run } = walk();
  await run('migrate', '--yes');
  expect(existsSync(join(home, '.ait42', 'backups'))).toBe(false);
  await run('backup');
  writeFileSync(join(home, readable(files)), '[]');
  const folder = join(temporaryFolder(), 'kept');
  const changed = await run('migrate', '--yes', '--replace', '--backup-dir', folder);
  expect(changed.stdout).toContain('Backup of the database before the import, checked: ');
  expect(readdirSync(folder)).toEqual([expect.stringMatching(/^before-import-\d{8}-\d{9}\.db$/)]);
  expect(readdirSync(join(home, '.ait42', 'backups'))).toHaveLength(1);
});

test('salvage says which records it recovered and which bytes it did not', async () => {
  const { home, files, run } = walk();
  const path = join(home, readable(files));
  const sessions = JSON.parse(readFileSync(path, 'utf8')) as { id: string }[];
  writeFileSync(path, `${JSON.stringify(sessions.slice(0, 2)).slice(0, -1)},{"id":"cut`);
  await run('migrate', '--yes');
  const salvaged = await run('migrate', '--yes', '--salvage', '--full');
  expect(salvaged.exitCode).toBe(6);
  expect(salvaged.stdout).toContain(
    `${readable(files)} salvaged: 2 sessions recovered, 1 byte range kept aside`,
  );
  expect(salvaged.stdout).toContain(`, session ${sessions[1]?.id}`);
  expect(salvaged.stdout).toMatch(/aside: bytes \d+ to \d+, a string without an end/);
  expect((await run('migrate', '--yes')).stdout).toContain('Nothing to do');
  // With and without a look into the database, the archive tells what was salvaged.
  const later = treeDigest(home);
  const [planned = ''] = (await run('migrate', '--dry-run')).stdout.match(/^Of .*/m) ?? [];
  expect(planned).toContain(' 0 would be imported');
  expect((await run('migrate', '--rehearse')).stdout).toContain(planned);
  expect(treeDigest(home)).toBe(later);
});

test('a rehearsal does everything on a copy and leaves nothing behind', async () => {
  const { home, files, run } = walk();
  const before = treeDigest(home);
  const temporary = temporaryFolder();
  const rehearsal = await migrate(['migrate', '--rehearse', '--home', home], { env: { TMPDIR: temporary } });
  expect(rehearsal.stdout).toContain('Verified: ');
  expect(rehearsal.stdout).toMatch(/Rehearsed on a copy, which is removed: import [\d.]+ s/);
  expect(rehearsal.exitCode).toBe(6);
  // Its content is in the log until it is closed.
  expect(rehearsal.stdout).toMatch(/, database (\d{3,} KB|[\d.]+ MB)\. Nothing was changed/);
  expect((await migrateHere(['migrate', '--rehearse', '--dry-run', '--home', home])).exitCode).toBe(2);
  expect(treeDigest(home)).toBe(before);
  expect(readdirSync(temporary)).toEqual([]);
  await run('migrate', '--yes');
  writeFileSync(join(home, readable(files)), '[]');
  const later = treeDigest(home);
  expect((await run('migrate', '--rehearse', '--replace')).stdout).toContain(' 1 would be imported');
  expect(treeDigest(home)).toBe(later);
  const database = join(home, '.ait42', 'sessions.db');
  writeFileSync(database, 'no database\n'.repeat(400));
  const refused = await run('migrate', '--rehearse');
  expect(refused.exitCode).toBe(8);
  expect(refused.stderr).toContain(database);
  expect(refused.stderr).not.toMatch(/ait42-migrate-\w+.sessions\.db/);
});

test('two that start together: both end well, or one is told that the other runs', async () => {
  const { home, run } = walk(temporaryFolder(), 90);
  const ends = await Promise.all([run('migrate', '--yes'), run('migrate', '--yes')]);
  for (const { exitCode, stderr } of ends) expect([6, 9], stderr).toContain(exitCode);
  expect(ends.some(({ exitCode }) => exitCode === 6)).toBe(true);
  expect((await run('verify')).exitCode).toBe(0);
  const manifest = JSON.parse(readFileSync(join(home, '.ait42', 'archive', 'manifest.json'), 'utf8'));
  const rows = (manifest.originals as { file: string; sha256: string }[]).map(
    ({ file, sha256 }) => `${file} ${sha256}`,
  );
  expect(new Set(rows).size).toBe(rows.length);
});

/** Whether this process may mount; only then is there a small disk. */
function mountSmall(folder: string, sizeBytes: number): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return false;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]));
  return true;
}

test('on a small disk (needs the right to mount) it refuses before it writes', async ({ skip }) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'disk'));
  if (!mountSmall(join(folder, 'disk'), 8 * 1024 * 1024)) return skip('no right to mount a file system');
  const { home, run } = walk(join(folder, 'disk'), 200);
  const before = treeDigest(home);
  const refused = await run('migrate', '--yes');
  expect(refused.exitCode).toBe(7);
  expect(refused.stderr).toContain('Nothing was imported');
  expect(treeDigest(home)).toBe(before);
});
