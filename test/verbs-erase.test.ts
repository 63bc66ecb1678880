// Erasing a workspace: every byte of it is gone from every file below .ait42, and nothing else is.

import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { readSessions } from '../contract/session-reader.ts';
import { writeSessions } from '../contract/session-writer.ts';
import { amountOf } from '../contract/suite/amounts.ts';
import { workspaceHash } from '../contract/workspace.ts';
import { migrate, migrateOn, ROOT, temporaryFolder, treeDigest } from './run-tool.ts';

function sessionsWith(mark: string, sessions: number) {
  const list = Array.from({ length: sessions }, (_, index) => ({
    id: `${mark}-id-${index}`,
    type: 'debate',
    task: `${mark} task number ${index}`,
    status: 'completed',
    createdAt: `${mark} time`,
    updatedAt: `2025-11-12T14:00:00.${100 + index}Z`,
    model: `${mark} model`,
    runtimeMix: [`${mark} runtime`],
    instances: [
      {
        instanceId: 0,
        worktreePath: `/${mark}/tree`,
        branch: `${mark}/branch`,
        agentName: `${mark} agent`,
        status: 'idle',
        tmuxSessionId: `${mark} tmux`,
        output: `${mark} output\n`.repeat(3),
      },
    ],
    chatHistory: [{ id: `${mark} m`, role: 'user', content: `${mark} chat`, timestamp: 'now' }],
  }));
  return readSessions(JSON.stringify(list));
}

/** Two workspaces with an import, a replacement, a backup, a restored-over database, damaged and stray files. */
async function usedHome() {
  const home = temporaryFolder();
  const workspace = temporaryFolder();
  const folder = join(home, '.ait42', 'sessions');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${workspaceHash(workspace)}.json`);
  writeFileSync(file, writeSessions(sessionsWith('zqxjcanary', 40)));
  writeFileSync(join(folder, '0123456789abcdef.json'), writeSessions(sessionsWith('keepme', 5)));
  const run = migrateOn(home);
  await run('migrate', '--yes');
  const saved = /Backup, checked: (.*)/.exec((await run('backup')).stdout)![1]!;
  writeFileSync(file, ` ${writeSessions(sessionsWith('zqxjcanary', 30))}`);
  await run('migrate', '--yes', '--replace');
  await run('restore', '--yes', '--from', saved);
  writeFileSync(file, writeSessions(sessionsWith('zqxjcanary', 20)).slice(0, -9));
  writeFileSync(`${file}.bak`, writeSessions(sessionsWith('zqxjcanary', 2)));
  await run('migrate', '--yes');
  return { home, workspace, run };
}

function filesWith(home: string, text: string): string[] {
  return readdirSync(join(home, '.ait42'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));
}

test('no byte of an erased workspace is left in any file, and the other workspace is whole', async () => {
  const { home, workspace, run } = await usedHome();
  expect(filesWith(home, 'zqxjcanary').length).toBeGreaterThan(6);
  // Leaves a certificate and the stamps of a live migration.
  await run('reconcile', '--workspace', workspace, '--from', 'sqlite', '--yes');
  expect(filesWith(home, workspaceHash(workspace)).some((file) => file.endsWith('snapshots.json'))).toBe(
    true,
  );
  const before = treeDigest(home);
  const unsure = await run('erase', '--workspace', workspace);
  expect(unsure.stdout).toContain('Would delete 40 sessions');
  expect([unsure.exitCode, treeDigest(home)]).toEqual([10, before]);
  expect((await run('erase', '--workspace', workspace, '--dry-run')).exitCode).toBe(0);
  expect(treeDigest(home)).toBe(before);

  const erased = await run('erase', '--workspace', workspace, '--yes');
  expect(erased.stderr).not.toContain('still holds');
  expect(erased.stderr).not.toContain('Not erased');
  expect(erased.exitCode).toBe(0);
  for (const text of ['zqxjcanary', 'qxjcanary', 'jcanary', workspaceHash(workspace)])
    expect(filesWith(home, text)).toEqual([]);

  expect((await run('verify')).exitCode).toBe(0);
  expect((await run('check')).stdout).toContain('sound, 5 sessions');
  const [backup] = readdirSync(join(home, '.ait42', 'backups'));
  const out = temporaryFolder();
  const exported = await run(
    'export',
    '--all',
    '--database',
    join(home, '.ait42', 'backups', backup!),
    '--out',
    out,
  );
  expect(exported.stdout).toContain('1 file with 5 sessions');
  const again = await run('erase', '--workspace', workspace, '--yes');
  expect(again.stderr).toContain('Nothing is stored for that workspace');
  expect(again.exitCode).toBe(4);
});

test('what cannot be erased is named, and the exit code says that the work is not done', async () => {
  const { home, workspace, run } = await usedHome();
  const broken = join(home, '.ait42', 'backups', 'sessions-20200101-000000.db');
  writeFileSync(broken, 'zqxjcanary-id-1 '.repeat(500));
  writeFileSync(join(home, '.ait42', 'notes.txt'), 'about zqxjcanary-id-1');
  const { stderr, exitCode } = await run('erase', '--workspace', workspace, '--yes');
  expect(stderr).toMatch(/Not erased from .*sessions-20200101-000000\.db: /);
  expect(stderr).toContain('.ait42/notes.txt still holds');
  expect(exitCode).toBe(3);
  expect(filesWith(home, 'zqxjcanary').toSorted()).toEqual(
    [broken, join(home, '.ait42', 'notes.txt')].toSorted(),
  );
});

test('a reader that keeps the log from being emptied is told, and running again finishes the work', async () => {
  const { home, workspace, run } = await usedHome();
  const reader = new Database(join(home, '.ait42', 'sessions.db'));
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM sessions').get();
  const blocked = await run('erase', '--workspace', workspace, '--yes');
  expect(blocked.stderr).toContain(
    'Not erased from .ait42/sessions.db: The sessions are removed from it, but their',
  );
  expect(blocked.stdout).toContain('Deleted: 40 sessions');
  expect(blocked.exitCode).toBe(9);
  reader.close();
  expect((await run('erase', '--workspace', workspace, '--yes')).exitCode).toBe(0);
  for (const text of ['jcanary', workspaceHash(workspace)]) expect(filesWith(home, text)).toEqual([]);
});

const ERASED = '00000000000000e1';
const OTHER = '00000000000000e2';

/** A home with an erased-to-be and another workspace, imported. */
async function importedHome() {
  const home = temporaryFolder();
  const folder = join(home, '.ait42', 'sessions');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${ERASED}.json`);
  writeFileSync(file, writeSessions(sessionsWith('zqxjcanary', 3)));
  writeFileSync(join(folder, `${OTHER}.json`), writeSessions(sessionsWith('keepme', 2)));
  const run = migrateOn(home);
  await run('migrate', '--yes');
  return { home, file, run };
}

test.each([
  ['archive', ['.ait42/archive']],
  ['backups', ['.ait42/backups']],
  ['migration/certificates', ['.ait42/migration/certificates']],
  ['sessions', ['.ait42/sessions']],
])('a folder %s that cannot be listed is named, and every other place is done', async (folder, named) => {
  const { home, run } = await importedHome();
  const path = join(home, '.ait42', folder);
  rmSync(path, { recursive: true, force: true });
  writeFileSync(path, 'no folder');
  const { stderr, exitCode } = await run('erase', '--hash', ERASED, '--yes');
  for (const place of named) expect(stderr.split(`Not erased from ${place}: `)).toHaveLength(2);
  expect(exitCode).toBe(3);
  expect(filesWith(home, 'zqxjcanary')).toEqual([]);
});

/** Of a process that does not run. */
const DEAD_PID = 2 ** 22 + 1;

function keepUnlisted(home: string, text: string): string {
  const original = join(
    home,
    '.ait42',
    'archive',
    'originals',
    createHash('sha256').update(text).digest('hex'),
  );
  writeFileSync(original, text);
  return original;
}

test('what killed processes left is erased as well, whoever they were', async () => {
  const { home, run } = await importedHome();
  const database = join(home, '.ait42', 'sessions.db');
  mkdirSync(join(home, '.ait42', 'backups'));
  const ofTheDead = [
    `sessions.db.rebuilt-${DEAD_PID}`,
    `sessions.db.unfinished-${DEAD_PID}-wal`,
    `backups/before-import-20261123-120000000.db.unfinished-${DEAD_PID}`,
    `archive/.manifest.json.${DEAD_PID}.tmp`,
  ].map((name) => join(home, '.ait42', name));
  const [elsewhere, linked] = [join(home, 'elsewhere.db'), join(home, '.ait42', 'backups', 'linked.db')];
  ofTheDead.push(`${elsewhere}.unfinished-${DEAD_PID}`);
  for (const path of [elsewhere, ...ofTheDead]) copyFileSync(database, path);
  symlinkSync(elsewhere, linked);
  keepUnlisted(home, writeSessions(sessionsWith('zqxjcanary', 1)));
  const ofBoth = [...sessionsWith('zqxjcanary', 1), ...sessionsWith('keepme', 1)];
  const shared = keepUnlisted(home, writeSessions(ofBoth));
  const ofOthers = keepUnlisted(home, writeSessions(sessionsWith('keepme', 1)));
  const first = await run('erase', '--hash', ERASED, '--yes');
  expect(first.stderr).toContain('holds sessions of other workspaces as well');
  expect(first.exitCode).toBe(3);
  expect(ofTheDead.filter((path) => existsSync(path))).toEqual([]);
  expect(filesWith(home, 'zqxjcanary')).toEqual([shared]);
  expect(readFileSync(linked).includes('zqxjcanary')).toBe(false);
  // Nothing tells any more what the sessions were, but that file is still there as it was.
  const second = await run('erase', '--hash', ERASED, '--yes');
  expect(second.stderr).toContain('still holds something');
  expect(second.exitCode).toBe(3);
  rmSync(shared);
  expect((await run('erase', '--hash', ERASED, '--yes')).exitCode).toBe(0);
  expect((await run('erase', '--hash', ERASED, '--yes')).exitCode).toBe(4);
  expect(existsSync(ofOthers)).toBe(true);
  expect((await run('verify')).exitCode).toBe(0);
});

test('a session file that is a link is erased with its target, unless another workspace shares it', async () => {
  const { home, file, run } = await importedHome();
  const [target, shared] = [join(home, 'synced.json'), join(home, 'shared.json')];
  cpSync(file, target);
  cpSync(file, shared);
  const unfinished = `${target}.0123456789abcdef.tmp`;
  cpSync(file, unfinished);
  rmSync(file);
  symlinkSync(target, file);
  for (const name of [`${ERASED}.json.copy`, '00000000000000e3.json'])
    symlinkSync(shared, join(home, '.ait42', 'sessions', name));
  linkSync(join(home, '.ait42', 'sessions', `${OTHER}.json`), join(home, 'second-name'));
  mkdirSync(`${file}.d`);
  const dry = await run('erase', '--hash', ERASED, '--dry-run');
  expect(dry.stdout).toContain(`file ${target}`);
  const { stderr, exitCode } = await run('erase', '--hash', ERASED, '--yes');
  expect(stderr).toContain(`Not erased from .ait42/sessions/${ERASED}.json.d: It is a directory`);
  expect(stderr).toContain(`Not erased from ${shared}: It is the session file of another workspace`);
  expect(exitCode).toBe(3);
  for (const path of [target, file, unfinished]) expect(existsSync(path), path).toBe(false);
  for (const path of [shared, `${file}.d`]) expect(existsSync(path), path).toBe(true);
});

test('a link under the name of a session file is not followed to what is no session file', async () => {
  const { home, file, run } = await importedHome();
  const diary = join(home, 'diary.md');
  writeFileSync(diary, 'Dear diary');
  rmSync(file);
  symlinkSync(diary, file);
  const { stderr, exitCode } = await run('erase', '--hash', ERASED, '--yes');
  expect(stderr).toContain(`Not erased from ${diary}: A link under the name of a session file leads to it`);
  expect(exitCode).toBe(3);
  expect(readFileSync(diary, 'utf8')).toBe('Dear diary');
  expect(existsSync(file)).toBe(false);
});

test('one place that fails does not keep the others from being done', async () => {
  const { home, run } = await importedHome();
  writeFileSync(join(home, '.ait42', 'backups'), 'no directory');
  const { stderr, exitCode } = await run('erase', '--hash', ERASED, '--yes');
  expect(stderr).toContain('Not erased from .ait42/backups: ');
  expect(exitCode).toBe(3);
  expect(filesWith(home, 'zqxjcanary')).toEqual([]);
});

test('a damaged manifest of the archive keeps no original from being erased', async () => {
  const { home, run } = await importedHome();
  writeFileSync(join(home, '.ait42', 'archive', 'manifest.json'), 'no manifest');
  expect((await run('erase', '--hash', ERASED, '--yes')).exitCode).toBe(0);
  expect(filesWith(home, 'zqxjcanary')).toEqual([]);
});

test('words that another workspace has as well stay there, and the work is done', async () => {
  const { home, run } = await importedHome();
  const other = join(home, '.ait42', 'sessions', `${OTHER}.json`);
  const [session] = sessionsWith('keepme', 1);
  writeFileSync(other, writeSessions([{ ...session!, task: 'zqxjcanary task number 1' }]));
  await run('migrate', '--yes', '--replace');
  const erased = await run('erase', '--hash', ERASED, '--yes');
  expect(erased.stdout).toContain(
    '1 text of these sessions (ids, tasks) other workspaces have as well: there they stay.',
  );
  expect(erased.stderr).not.toContain('still holds');
  expect(erased.exitCode).toBe(0);
  expect(existsSync(join(home, '.ait42', 'migration', 'erasing.json'))).toBe(false);
  const again = await run('erase', '--hash', ERASED, '--yes');
  expect(again.stderr).toContain('it was erased already, or the path is mistyped');
  expect(again.exitCode).toBe(4);
});

/** Every nth change of the file system; 1 for all of them. */
const STRIDE = amountOf('ERASE_KILL_STRIDE');

test('an erasure that is killed anywhere is finished by running it again', async () => {
  const { home, run } = await importedHome();
  await run('backup');
  const countFile = join(temporaryFolder(), 'count');
  const NODE_OPTIONS = `--import ${join(ROOT, 'test', 'die-at-operation.ts')}`;
  /** Copies of databases go below the copy of the home, so that they are looked into as well. */
  const copyOf = (): string => {
    const copy = temporaryFolder();
    cpSync(home, copy, { recursive: true, preserveTimestamps: true });
    mkdirSync(join(copy, '.ait42', 'tmp'));
    return copy;
  };
  const eraseIn = (copy: string, env: Record<string, string> = {}) =>
    migrate(['erase', '--hash', ERASED, '--yes', '--home', copy], {
      env: { ...env, TMPDIR: join(copy, '.ait42', 'tmp') },
    });
  expect((await eraseIn(copyOf(), { NODE_OPTIONS, KILL_COUNT: countFile })).exitCode).toBe(0);
  const steps = (JSON.parse(readFileSync(countFile, 'utf8')) as string[]).length;
  expect(steps).toBeGreaterThan(150);
  for (let step = 1 + (STRIDE >> 1); step <= steps; step += STRIDE) {
    const copy = copyOf();
    const killed = await eraseIn(copy, { NODE_OPTIONS, KILL_AT: String(step) });
    expect(killed.signal, `step ${step}`).toBe('SIGKILL');
    const again = await eraseIn(copy);
    // After the last byte and before the process ends there is nothing left to find.
    if (again.exitCode !== 0) expect(again.stderr, `step ${step}`).toContain('Nothing is stored');
    for (const text of ['qxjcanary', ERASED]) expect(filesWith(copy, text), `step ${step}`).toEqual([]);
    expect(filesWith(copy, 'keepme task number 1').length, `step ${step}`).toBeGreaterThan(2);
  }
});
