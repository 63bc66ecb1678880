// Places that may not be read or written are named, with what was attempted; everything else is looked at all the same.

import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { migratedOnce } from './generated-home.ts';
import { migrate, migrateHere, temporaryFolder } from './run-tool.ts';

const { copy: copied } = migratedOnce({ seed: 8, sessions: 6 });
const isRoot = process.getuid?.() === 0;
/** Root may read everything. */
const user = isRoot ? { uid: 65_534, env: { NODE_V8_COVERAGE: '' } } : {};

/** A copy that belongs to who runs the tool. */
async function copy(): Promise<string> {
  const home = copied();
  if (isRoot) await execa('chown', ['-R', '65534:65534', home]);
  return home;
}

const run = (home: string, ...words: readonly string[]) => migrate([...words, '--home', home], user);

test('doctor finds a directory in the place of the database, and goes on', async () => {
  const home = temporaryFolder();
  mkdirSync(join(home, '.ait42', 'sessions.db'), { recursive: true });
  const { stdout, exitCode } = await migrateHere(['doctor', '--home', home]);
  expect(exitCode).toBe(4);
  expect(stdout).toMatch(/PROBLEM {2}database: .* is a directory or a device/);
  expect(stdout).toContain('session files can be read');
});

test.skipIf(process.platform === 'win32')(
  'doctor finds a database, and a whole .ait42, that may not be read',
  async () => {
    const home = await copy();
    chmodSync(join(home, '.ait42', 'sessions.db'), 0);
    const ofDatabase = await run(home, 'doctor');
    expect(ofDatabase.exitCode).toBe(4);
    expect(ofDatabase.stdout).toMatch(/PROBLEM {2}database: Cannot read .*sessions\.db: Permission denied/);
    expect(ofDatabase.stdout).toContain('session files can be read');
    chmodSync(join(home, '.ait42'), 0);
    const ofAll = await run(home, 'doctor');
    chmodSync(join(home, '.ait42'), 0o700);
    expect(ofAll.exitCode).toBe(4);
    expect(ofAll.stdout).toMatch(/PROBLEM {2}database: Cannot .*Permission denied/);
    expect(ofAll.stdout).toContain('disk: ');
  },
);

test.skipIf(process.platform === 'win32')(
  'find looks into the database though the sessions directory or the backups may not be listed',
  async () => {
    const home = await copy();
    mkdirSync(join(home, '.ait42', 'backups'), { recursive: true });
    const folders = ['sessions', 'backups'].map((name) => join(home, '.ait42', name));
    for (const folder of folders) chmodSync(folder, 0);
    const { stdout } = await run(home, 'find', 'e', '--json');
    for (const folder of folders) chmodSync(folder, 0o700);
    const { found, unread } = JSON.parse(stdout).result;
    expect(found.some(({ source }: { source: string }) => source === 'database')).toBe(true);
    expect(unread.map(({ reason }: { reason: string }) => reason)).toEqual([
      expect.stringMatching(/Cannot list .*backups: Permission denied/),
      expect.stringMatching(/Cannot list .*sessions: Permission denied/),
    ]);
  },
);

test.skipIf(process.platform === 'win32')(
  'a lock that cannot be taken is named, with the file and its state',
  async () => {
    const home = await copy();
    const archive = join(home, '.ait42', 'archive');
    rmSync(join(home, '.ait42', 'sessions.db'));
    chmodSync(archive, 0o500);
    const { stderr, exitCode } = await run(home, 'migrate', '--yes');
    chmodSync(archive, 0o700);
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(
      /Cannot lock .*manifest\.json: Permission denied \(os error 13\)\. It was not changed\./,
    );
  },
);
