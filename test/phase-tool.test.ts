// One user's way through the phases with the tool, as far as the database alone, and back to the files.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkedSession } from '../contract/arguments.ts';
import { encodeSessions } from '../impl-json/index.ts';
import { sessionWith } from '../migrate/live/suite/live-home.ts';
import { generatedHome } from './generated-home.ts';
import { migrateOn, temporaryFolder } from './run-tool.ts';

test('a home with real mess goes all the way up and back, and its files are as they were', async () => {
  const { home, files, run } = generatedHome({ seed: 5, sessions: 30 });
  const contents = (): string[] => files.map(({ file }) => readFileSync(join(home, file)).toString('hex'));
  const before = contents();
  expect((await run('migrate', '--yes')).exitCode).toBe(6);
  const waivers = ['--yes', '--waive', 'comparisons', 'no-asides', 'backup'];
  for (const phase of ['dual', 'sqlite+json', 'sqlite']) {
    expect((await run('phase', 'set', phase, ...waivers)).exitCode).toBe(0);
  }
  expect((await run('rollback', '--yes')).exitCode).toBe(0);
  expect(contents()).toEqual(before);
  expect((await run('phase', 'set', 'sqlite', '--yes')).exitCode).toBe(2);
});

test('with a database that cannot be read the files answer again as they are', async () => {
  const { home, run } = generatedHome({ seed: 5, sessions: 30 });
  for (const phase of ['dual', 'sqlite+json']) {
    await run('phase', 'set', phase, '--yes', '--waive', 'comparisons', 'no-asides', 'backup', 'certificate');
  }
  expect((await run('rollback', '--from-files', '--yes')).exitCode).toBe(10);
  writeFileSync(join(home, '.ait42', 'sessions.db'), 'not a database'.repeat(500));
  const refused = await run('rollback', '--yes');
  expect(refused.exitCode).toBe(8);
  expect(refused.stderr).toContain('rollback --from-files');
  expect((await run('rollback', '--from-files')).exitCode).toBe(10);
  const back = await run('rollback', '--from-files', '--yes');
  expect(back.exitCode).toBe(6);
  expect(back.stdout).toMatch(
    /may lack what was written since \d{4}-.*\nPhase json\.\nThe database is kept as /s,
  );
  expect((await run('phase')).stdout).toContain('Phase json');
});

test('a home of sound files goes up on evidence, or on conditions waived by name, and comes back', async () => {
  const home = temporaryFolder();
  const file = join(home, '.ait42', 'sessions', '0123456789abcdef.json');
  mkdirSync(join(file, '..'), { recursive: true });
  const bytes = encodeSessions([checkedSession(sessionWith('a')), checkedSession(sessionWith('b'))]);
  writeFileSync(file, bytes);
  const run = migrateOn(home);
  expect((await run('phase')).stdout).toBe('Phase json.');
  expect((await run('phase', '--explain')).stdout).toContain('there is no database yet');
  expect((await run('phase', 'set', 'dual')).exitCode).toBe(10);
  expect((await run('migrate', '--yes')).exitCode).toBe(0);
  expect((await run('phase', 'set', 'dual', '--yes')).exitCode).toBe(0);
  const cutover = await run('phase', 'set', 'sqlite+json', '--yes');
  expect(cutover.exitCode).toBe(10);
  expect(cutover.stderr).toContain('comparisons: 0 live answers compared');
  await run('backup');
  const explained = await run('phase', '--explain', '--json');
  const { steps } = JSON.parse(explained.stdout).result;
  const unmet = steps[0].conditions.filter(({ isMet }: { isMet: boolean }) => !isMet);
  expect(unmet.map(({ name }: { name: string }) => name)).toEqual(['comparisons']);
  const waived = await run('phase', 'set', 'sqlite+json', '--yes', '--waive', 'comparisons');
  expect(waived.stdout).toContain('waived  comparisons');
  expect(waived.exitCode).toBe(0);
  expect((await run('phase', 'set', 'sqlite', '--yes')).exitCode).toBe(0);
  const status = await run('status');
  expect(status.stdout).toContain('Phase sqlite since');
  expect(status.stdout).toMatch(/0123456789abcdef +2 +2/);
  expect((await run('status', '--watch', '--json')).exitCode).toBe(2);
  const replacing = await run('migrate', '--replace', '--yes');
  expect(replacing.exitCode).toBe(10);
  expect(replacing.stderr).toContain('the database has the later sessions');
  const back = await run('rollback', '--yes');
  expect(back.stdout.match(/^Phase .*/gm)).toEqual(['Phase sqlite+json.', 'Phase dual.', 'Phase json.']);
  expect(back.exitCode).toBe(0);
  expect(readFileSync(file)).toEqual(bytes);
  expect((await run('rollback', '--yes')).stdout).toContain('nothing to go back from');
});

test('a session file that vanished keeps the phase, until the user lets it go', async () => {
  const home = temporaryFolder();
  const file = join(home, '.ait42', 'sessions', '0123456789abcdef.json');
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, encodeSessions([checkedSession(sessionWith('a')), checkedSession(sessionWith('b'))]));
  const run = migrateOn(home);
  await run('migrate', '--yes');
  rmSync(file);
  const asked = await run('phase', 'set', 'dual');
  expect(asked.stderr).toContain('no-missing-files: no file of 0123');
  // Once: the error is there for programs too.
  expect(`${asked.stdout}${asked.stderr}`.match(/no-missing-files: no file/g)).toHaveLength(1);
  const refused = await run('phase', 'set', 'dual', '--yes');
  expect(refused.stderr).toMatch(
    /no file of 0123456789abcdef \(2 sessions in the database; "reconcile --hash 0123456789abcdef --from sqlite"/,
  );
  expect(refused.exitCode).toBe(10);
  const waived = await run('phase', 'set', 'dual', '--yes', '--waive', 'no-missing-files');
  expect(waived.stdout).toMatch(/waived {2}no-missing-files: .*is in the archive now, where "find" finds it/);
  expect(waived.exitCode).toBe(0);
  expect((await run('find', 'task of b')).stdout).toContain('archive');
});

test('nobody is asked about a step that cannot be made', async () => {
  const { home, run } = generatedHome({ seed: 5, sessions: 8 });
  await run('migrate', '--yes');
  const far = await run('phase', 'set', 'sqlite');
  expect([far.exitCode, far.stderr]).toEqual([2, expect.stringContaining('more than one step away')]);
  await run('phase', 'set', 'dual', '--yes');
  const unmet = await run('phase', 'set', 'sqlite+json');
  expect([unmet.exitCode, unmet.stderr]).toEqual([10, expect.stringContaining('sqlite+json needs more: ')]);
  expect(unmet.stderr).not.toContain('Not confirmed');
  await run('phase', 'set', 'sqlite+json', '--yes', '--waive', 'comparisons', 'backup', 'no-asides');
  const [file] = readdirSync(join(home, '.ait42', 'sessions')).filter((name) => /^\w{16}\.json$/.test(name));
  writeFileSync(
    join(home, '.ait42', 'sessions', file ?? ''),
    encodeSessions([checkedSession(sessionWith('x'))]),
  );
  const forked = await run('rollback');
  expect([forked.exitCode, forked.stderr]).toEqual([10, expect.stringContaining('dual needs more: ')]);
  expect(forked.stderr).not.toContain('Not confirmed');
});

test('nobody is asked about a backup that cannot be used', async () => {
  const { home, run } = generatedHome({ seed: 5, sessions: 8 });
  await run('migrate', '--yes');
  const backup = join(home, 'b.db');
  await run('backup', '--out', backup);
  writeFileSync(`${backup}-wal`, 'pages that the backup lacks');
  const { exitCode, stderr } = await run('restore', '--from', backup);
  expect([exitCode, stderr]).toEqual([10, expect.stringContaining(`${backup}-wal`)]);
  expect(stderr).not.toContain('Not confirmed');
});
