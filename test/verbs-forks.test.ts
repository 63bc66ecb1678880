// Where the database answers, the verbs that put another one in its place leave the session files that were written since
// as forks, and say so.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workspaceHash } from '../contract/workspace.ts';
import { databaseFile, openSqliteStore } from '../impl-sqlite/index.ts';
import { SessionManager } from '../migrate/live/index.ts';
import { sessionWith } from '../migrate/live/suite/live-home.ts';
import { migrateHere, migrateOn, temporaryFolder } from './run-tool.ts';

const waived = ['comparisons', 'certificate', 'backup', 'no-asides'] as const;

async function homeWithBackup() {
  const home = temporaryFolder();
  const workspace = temporaryFolder();
  const manager = await SessionManager.open({ home });
  await manager.createSession(workspace, sessionWith('a'));
  await manager.setPhase('dual');
  await manager.setPhase('sqlite+json', { waived });
  const database = await openSqliteStore({ home });
  const backup = await database.backupInto(join(home, '.ait42', 'backups'));
  await database.close();
  await manager.createSession(workspace, sessionWith('b'));
  await manager.close();
  const hash = workspaceHash(workspace);
  return { home, hash, backup, file: join(home, '.ait42', 'sessions', `${hash}.json`) };
}

test('restore keeps the files that are later than the backup, and names them', async () => {
  const { home, hash, backup, file } = await homeWithBackup();
  const text = readFileSync(file, 'utf8');
  const restored = await migrateHere(['restore', '--home', home, '--from', backup, '--yes']);
  expect(restored.exitCode).toBe(0);
  expect(restored.stderr).toContain(`1 workspace forked: ${hash}`);
  expect(readFileSync(file, 'utf8')).toBe(text);
  const status = await migrateHere(['status', '--home', home]);
  expect(status.stdout).toContain('the file may hold what the database lacks');
  const back = await migrateHere(['reconcile', '--home', home, '--from', 'json', '--all', '--yes']);
  expect(back.exitCode).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe(text);
  expect((await migrateHere(['rollback', '--home', home, '--yes'])).exitCode).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('a file that another program wrote while no app was open is told as a fork at once', async () => {
  const { home, hash, file } = await homeWithBackup();
  const run = migrateOn(home);
  expect((await run('status')).stdout).not.toContain('forked');
  const [first, second] = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify([first, { ...second, task: 'by the app of before' }]));
  expect((await run('status')).stdout).toContain(
    `forked: the file may hold what the database lacks; "reconcile --hash ${hash}"`,
  );
  const { result } = JSON.parse((await run('doctor', '--json')).stdout);
  expect(JSON.stringify(result)).toContain(`${hash}.json is forked: it may hold what the database lacks`);
  const joined = await run('reconcile', '--hash', hash, '--from', 'both', '--yes');
  expect(joined.stdout).toContain('both versions of 1 session stay, one behind the other under one id: b');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveLength(3);
  expect((await run('status')).stdout).not.toContain('forked');
});

test('repair marks no file that the rebuilt database agrees with', async () => {
  const { home, hash, file } = await homeWithBackup();
  const text = readFileSync(file, 'utf8');
  writeFileSync(databaseFile(home), 'no database '.repeat(900));
  const repaired = JSON.parse((await migrateHere(['repair', '--home', home, '--yes', '--json'])).stdout);
  expect(repaired.result.workspaces).toMatchObject([{ workspace: hash, source: 'file', sessions: 2 }]);
  expect(repaired.result.forked).toEqual([]);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('doctor calls a missing or empty database a problem where it is to answer', async () => {
  const { home } = await homeWithBackup();
  const looked = async () => JSON.parse((await migrateHere(['doctor', '--home', home, '--json'])).stdout);
  writeFileSync(databaseFile(home), '');
  expect(JSON.stringify(await looked())).toContain('is empty, though the phase is sqlite+json');
  rmSync(databaseFile(home));
  const missing = await looked();
  expect(JSON.stringify(missing)).toContain('is missing, though the phase is sqlite+json');
  expect(missing.exitCode).toBe(8);
});

test.each(['missing', 'empty'])(
  'a %s database is not made anew by migrate, but by repair, which says how old its sources are',
  async (how) => {
    const { home, hash } = await homeWithBackup();
    if (how === 'empty') writeFileSync(databaseFile(home), '');
    else rmSync(databaseFile(home));
    const migrated = await migrateHere(['migrate', '--home', home, '--yes']);
    expect(migrated.stderr).toContain(`is ${how}, though the phase is sqlite+json`);
    expect(migrated.exitCode).toBe(4);
    expect(existsSync(databaseFile(home))).toBe(how === 'empty');
    const repaired = await migrateHere(['repair', '--home', home, '--yes']);
    expect(repaired.stderr).toContain(`Workspace ${hash} is as of`);
    expect(repaired.exitCode).toBe(6);
    expect((await migrateHere(['verify', '--home', home])).exitCode).toBe(0);
  },
);
