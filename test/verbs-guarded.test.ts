// What keeps the verbs of ait42-migrate from taking something away: refusals, and the copies that they make before.

import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { readSessions } from '../contract/session-reader.ts';
import { writeSessions } from '../contract/session-writer.ts';
import { readPhase, writePhase } from '../migrate/live/phase-file.ts';
import { writeLegacyHome } from '../sessions/legacy-home.ts';
import { migrateHere, migrateOn, sharedFolder, temporaryFolder, treeDigest } from './run-tool.ts';

const migrated = sharedFolder();
let readable = '';

beforeAll(async () => {
  readable = writeLegacyHome(migrated, { seed: 5, sessions: 8 }).find(
    ({ isReadable, file }) => isReadable && /[0-9a-f]{16}\.json$/.test(file),
  )!.file;
  await migrateHere(['migrate', '--yes', '--home', migrated]);
});

function migratedHome() {
  const home = temporaryFolder();
  cpSync(migrated, home, { recursive: true, preserveTimestamps: true });
  return {
    home,
    run: migrateOn(home),
    file: join(home, readable),
    hash: readable.slice(-21, -5),
    database: join(home, '.ait42', 'sessions.db'),
    backups: () => readdirSync(join(home, '.ait42', 'backups')).toSorted(),
  };
}

test('the copy that a verb makes before its change costs no backup of the user', async () => {
  const { run, file, hash, backups } = migratedHome();
  await run('backup');
  const [ours] = backups();
  writeFileSync(file, '[]');
  const restored = await run('restore-from-json', '--hash', hash, '--yes');
  expect(restored.stdout).toContain('Backup of the database before the import, checked: ');
  expect(restored.exitCode).toBe(0);
  const again = await run('restore-from-json', '--hash', hash, '--yes');
  expect([again.stdout.includes('Backup'), again.exitCode]).toEqual([false, 0]);
  const converted = await run('doctor', '--convert');
  expect(converted.stdout).toContain('Backup of the database before the conversion, checked: ');
  expect(converted.exitCode).toBe(0);
  expect(backups()).toEqual([
    expect.stringMatching(/^before-conversion-/),
    expect.stringMatching(/^before-import-/),
    ours,
  ]);
});

test('a restoration counts what it will restore, and names the rest', async () => {
  const { run } = migratedHome();
  const { stdout } = await run('restore-from-json', '--all', '--dry-run');
  const listed = stdout.match(/ \(readable\)$/gm)?.length;
  expect(stdout).toContain(`Would restore ${listed} session files with `);
  expect(stdout).toMatch(/ \(damaged, not restored\)$/m);
});

test.each(['sqlite+json', 'sqlite'] as const)(
  'in phase %s files do not take the place of what the database holds',
  async (phase) => {
    const { home, run, file, hash } = migratedHome();
    writeFileSync(file, '[]');
    writePhase(home, readPhase(home), phase);
    const before = treeDigest(home);
    for (const words of [
      ['restore-from-json', '--hash', hash],
      ['migrate', '--replace'],
    ]) {
      const { stderr, exitCode } = await run(...words, '--yes');
      expect(stderr).toContain(`In phase ${phase} the database has the later sessions`);
      expect(stderr).toContain('reconcile');
      expect(exitCode).toBe(10);
    }
    expect(treeDigest(home)).toBe(before);
  },
);

test('a log without its database stops everything before anything is changed', async () => {
  const { home, run, database } = migratedHome();
  const backup = join(temporaryFolder(), 'backup.db');
  await run('backup', '--out', backup);
  renameSync(database, `${database}-wal`);
  const before = treeDigest(home);
  for (const words of [
    ['migrate', '--dry-run'],
    ['migrate', '--rehearse'],
    ['doctor', '--convert'],
    ['migrate', '--yes'],
    ['verify'],
    ['restore', '--yes', '--from', backup],
    ['restore-from-json', '--all', '--yes'],
  ]) {
    const { stderr, exitCode } = await run(...words);
    expect(stderr).toContain(`The log ${database}-wal stands without the database`);
    expect([words, exitCode]).toEqual([words, 10]);
  }
  expect(treeDigest(home)).toBe(before);
  writeFileSync(database, '');
  expect((await run('migrate', '--yes')).exitCode).toBe(10);
  expect(readFileSync(`${database}-wal`).length).toBeGreaterThan(0);
  rmSync(database);
  renameSync(`${database}-wal`, database);
  expect((await run('verify')).exitCode).toBe(0);
});

test('a file written since the import, and equal to the database, is a note to verify and waits for migrate before archive', async () => {
  const { home, run, file, hash } = migratedHome();
  const sessions = readSessions(readFileSync(file, 'utf8'));
  writeFileSync(file, `${writeSessions(sessions.slice(1))}\n`);
  expect((await run('reconcile', '--hash', hash, '--from', 'json', '--yes')).exitCode).toBe(0);
  // What a snapshot does: the database's sessions in a file that no import has seen.
  writeFileSync(file, writeSessions(sessions.slice(1)));
  expect((await run('verify')).exitCode).toBe(0);
  for (const phase of ['dual', 'sqlite+json', 'sqlite'] as const) {
    writePhase(home, readPhase(home), phase);
    const { stdout, exitCode } = await run('verify');
    expect(stdout).toContain('Written since the import and equal to the database');
    expect(exitCode).toBe(0);
  }
  const refused = await run('archive', '--yes');
  expect(refused.stderr).toContain('"ait42-migrate migrate" keeps them');
  expect(refused.exitCode).toBe(10);
  expect((await run('migrate', '--yes')).exitCode).toBe(6);
  expect((await run('archive', '--yes')).exitCode).toBe(0);
});

test('restore says which session files are unlike the backup where the database answers', async () => {
  const { home, run, file, database } = migratedHome();
  const backup = join(temporaryFolder(), 'backup.db');
  await run('backup', '--out', backup);
  writeFileSync(file, '[]');
  writePhase(home, readPhase(home), 'sqlite+json');
  const before = treeDigest(home);
  const asked = await run('restore', '--from', backup);
  expect(asked.stdout).toContain('1 session file with other sessions than the backup');
  expect(asked.stdout).toContain(file.slice(home.length + 1));
  expect(asked.exitCode).toBe(10);
  expect(treeDigest(home)).toBe(before);
  const done = await run('restore', '--from', backup, '--yes');
  expect(done.stdout).toContain(`is kept as ${database}.replaced-`);
  expect([done.exitCode, readFileSync(file, 'utf8')]).toEqual([0, '[]']);
});

test('reconcile says that nothing was done where there is no file to take', async () => {
  const { home, run, file, hash } = migratedHome();
  rmSync(file);
  const before = treeDigest(home);
  const left = await run('reconcile', '--all', '--from', 'json', '--yes');
  expect(left.stdout).toContain('1 workspace left as before');
  expect(left.exitCode).toBe(3);
  expect(treeDigest(home)).toBe(before);
  expect((await run('reconcile', '--hash', hash, '--from', 'sqlite', '--yes')).exitCode).toBe(0);
  expect((await run('reconcile', '--all')).stdout).toContain('nothing to do');
});

test('a salvaged file is still kept aside in part when it is tried again', async () => {
  const { run, file, hash } = migratedHome();
  const sessions = readSessions(readFileSync(file, 'utf8'));
  writeFileSync(file, `${writeSessions(sessions).trimEnd().slice(0, -1)},{"id":"cut`);
  expect((await run('migrate', '--yes', '--salvage')).exitCode).toBe(6);
  expect((await run('aside', 'retry', hash)).exitCode).toBe(6);
});

test('a workspace without a file is told as such, and not as a home without files', async () => {
  const { run } = migratedHome();
  const { stderr, exitCode } = await run('migrate', '--workspace', '/no/such', '--yes');
  expect(stderr).toContain('There is no session file of that workspace');
  expect(exitCode).toBe(4);
});

test('reconcile finishes what was cut short before the archive had the new file', async () => {
  const { run, file } = migratedHome();
  const sessions = readSessions(readFileSync(file, 'utf8'));
  // Equal content in other bytes: as reconcile --from both leaves it when it is killed before it keeps a copy.
  writeFileSync(file, JSON.stringify(JSON.parse(writeSessions(sessions))));
  const note = 'Written since the import and equal to the database';
  expect((await run('verify')).stdout).toContain(note);
  expect((await run('reconcile', '--all', '--from', 'json', '--yes')).exitCode).toBe(0);
  expect((await run('verify')).stdout).not.toContain(note);
});
