// One user's way through ait42-migrate: there, and all the way back.

import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSessions } from '../contract/session-reader.ts';
import { generatedHome } from './generated-home.ts';
import { migrateHere, temporaryFolder, treeDigest } from './run-tool.ts';

const walk = () => generatedHome({ seed: 3, sessions: 30 });

test('looking changes nothing: scan and the dry run', async () => {
  const { home, files, run } = walk();
  const before = treeDigest(home);
  const scan = await run('scan');
  // Of a foreign directory only its own name is told.
  for (const { file } of files) expect(scan.stdout).toContain(file.split('/').slice(0, 3).join('/'));
  expect(scan.exitCode).toBe(0);
  const plan = await run('migrate', '--dry-run');
  expect(plan.stdout).toMatch(
    /^Of \d+ session files, \d+ would be imported, 0 unchanged, \d+ kept aside, 0 refused/,
  );
  expect(plan.exitCode).toBe(6);
  expect(treeDigest(home)).toBe(before);
});

test('there: every file has a verdict, every session is compared, and again changes nothing', async () => {
  const { home, files, run } = walk();
  const sources = treeDigest(join(home, '.ait42', 'sessions'));
  const first = await run('migrate', '--yes');
  expect(first.stdout).toContain('were imported');
  expect(first.stdout).toContain('Verified: ');
  for (const { file } of files.filter(({ what, isReadable }) => !isReadable && !/foreign/i.test(what))) {
    expect(first.stdout).toContain(`${file} aside`);
  }
  expect(first.exitCode).toBe(6);
  const second = await run('migrate', '--yes');
  expect(second.stdout).toMatch(/, 0 were imported, \d+ unchanged/);
  expect(second.exitCode).toBe(6);
  expect(treeDigest(join(home, '.ait42', 'sessions'))).toBe(sources);
  for (const verb of ['verify', 'check']) expect((await run(verb)).exitCode).toBe(0);
});

test('a file that changed afterwards is found, refused, and replaces only when told to', async () => {
  const { home, files, run } = walk();
  await run('migrate', '--yes');
  const { file } = files.find(
    ({ isReadable, file: name }) => isReadable && /[0-9a-f]{16}\.json$/.test(name),
  )!;
  writeFileSync(join(home, file), '[]');
  const verified = await run('verify');
  expect(verified.stdout).toContain(`NOT verified`);
  expect(verified.stdout).toContain(file);
  expect(verified.exitCode).toBe(3);
  const refused = await run('migrate', '--yes');
  expect(refused.stdout).toContain(`${file} refused`);
  expect(refused.exitCode).toBe(10);
  expect((await run('migrate', '--yes', '--replace')).exitCode).toBe(6);
  expect((await run('verify')).exitCode).toBe(0);
});

test('back: files from rows alone, originals from the archive, and neither overwrites', async () => {
  const { home, files, run } = walk();
  await run('migrate', '--yes');
  const [rewritten, originals] = [temporaryFolder(), temporaryFolder()];
  const back = await run('restore-json', '--out', join(rewritten, 'new'));
  expect(back.stdout).toMatch(/^\d+ files with \d+ sessions/);
  expect(back.stdout).toMatch(/Not among them, because the app cannot read them: \d+ files\./);
  for (const { file } of files.filter(({ what, isReadable }) => !isReadable && !/foreign/i.test(what))) {
    expect(back.stdout).toContain(`  ${file}: `);
  }
  expect(back.exitCode).toBe(0);
  expect((await run('restore-originals', '--out', originals)).exitCode).toBe(0);
  const names = readdirSync(join(originals, '.ait42', 'sessions'));
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) {
    const path = join('.ait42', 'sessions', name);
    expect(readFileSync(join(originals, path))).toEqual(readFileSync(join(home, path)));
  }
  writeFileSync(join(originals, '.ait42', 'sessions', names[0]!), 'mine');
  const before = treeDigest(originals);
  const again = await run('restore-originals', '--out', originals);
  expect(again.stderr).toContain('nothing was overwritten');
  expect(again.exitCode).toBe(10);
  expect(treeDigest(originals)).toBe(before);
});

test('a backup brings the database back as it was, and keeps the one it replaces', async () => {
  const { home, files, run } = walk();
  await run('migrate', '--yes');
  const backup = await run('backup');
  const saved = /Backup, checked: (.*)/.exec(backup.stdout)?.[1] ?? '';
  expect(saved).toMatch(/\.ait42.backups.sessions-\d{8}-\d{6}\.db$/);
  const { file } = files.find(
    ({ isReadable, file: name }) => isReadable && /[0-9a-f]{16}\.json$/.test(name),
  )!;
  const original = readFileSync(join(home, file));
  writeFileSync(join(home, file), '[]');
  await run('migrate', '--yes', '--replace');
  writeFileSync(join(home, file), original);
  expect((await run('verify')).exitCode).toBe(3);
  const restored = await run('restore', '--yes', '--from', saved);
  expect(restored.stdout).toMatch(/The database that was there is kept as .*sessions\.db\.replaced-/);
  expect(restored.exitCode).toBe(0);
  expect((await run('verify')).exitCode).toBe(0);
  const elsewhere = join(temporaryFolder(), 'copy.db');
  expect((await run('backup', '--out', elsewhere)).exitCode).toBe(0);
  expect((await run('backup', '--out', elsewhere)).exitCode).toBe(10);
});

test('damage in the database is found by check', async () => {
  const { home, files, run } = walk();
  await run('migrate', '--yes');
  const { file: rounds } = files.find(({ what }) => what === 'debates that stay in a round')!;
  const [session] = readSessions(readFileSync(join(home, rounds), 'utf8'));
  const database = join(home, '.ait42', 'sessions.db');
  const bytes = readFileSync(database);
  expect(bytes.includes(session!.task)).toBe(true);
  // Everywhere: a page that is free again may hold it as well.
  for (let at = bytes.indexOf(session!.task); at >= 0; at = bytes.indexOf(session!.task, at)) {
    bytes[at] = (bytes[at] ?? 0) ^ 1;
  }
  writeFileSync(database, bytes);
  const { stdout, stderr, exitCode } = await run('check');
  expect(`${stdout}${stderr}`).toMatch(/DAMAGED|damaged/);
  expect(exitCode).toBe(8);
});

test('names of files never act on the terminal, and each stays in its line', async () => {
  const { home, run } = walk();
  const sessions = join(home, '.ait42', 'sessions');
  for (const name of ['evil\u001b[31mred\u0007.json', 'two\nlines.json', '\u202egnp.txt']) {
    writeFileSync(join(sessions, name), '[]');
  }
  const { stdout } = await run('scan');
  expect(stdout).toContain('evil\\u001b[31mred\\u0007.json');
  expect(stdout).toContain('two\\u000alines.json');
  expect(stdout).toContain('\\u202egnp.txt');
  expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  const refused = await run('restore', '--yes', '--from', join(home, 'evil\u001b[31m'));
  expect(refused.stderr).toContain('evil\\u001b[31m');
  expect(refused.stderr.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});

test('a refused file is told once with its reason, also on standard error, and is no difference', async () => {
  const home = temporaryFolder();
  const file = '.ait42/sessions/0123456789abcdef.json';
  mkdirSync(join(home, '.ait42', 'sessions'), { recursive: true });
  symlinkSync(join(home, 'nothing'), join(home, file));
  const { stdout, stderr, exitCode } = await migrateHere(['migrate', '--yes', '--home', home]);
  expect(stdout.split('\n').filter((line) => line.includes('refused: '))).toHaveLength(1);
  expect(stdout).toContain('Of 1 session file, 0 were imported');
  expect(stdout).toContain('NOT verified: 1 file not to be compared with an archived original.');
  expect(stderr).toContain(`1 file refused: ${file}: `);
  expect(stderr).toContain('No such file');
  expect(exitCode).toBe(10);
});

test('an empty name of a home or a file is refused, instead of meaning the current directory', async () => {
  for (const words of [
    ['scan', '--home', ''],
    ['restore', '--from', ''],
    ['restore-json', '--out', ''],
  ]) {
    const { stderr, exitCode } = await migrateHere(words);
    expect(stderr).toContain('It must not be empty.');
    expect(exitCode).toBe(2);
  }
});
