// Erasing a workspace: every byte of it is gone from every file below .ait42, and nothing else is.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { readSessions } from '../contract/session-reader.ts';
import { writeSessions } from '../contract/session-writer.ts';
import { workspaceHash } from '../contract/workspace.ts';
import { migrate, temporaryFolder, treeDigest } from './run-tool.ts';

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
  const run = async (...words: string[]) => migrate([...words, '--home', home]);
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
  expect(again.stderr).toContain('Nothing was stored for that workspace');
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
  expect(blocked.stderr).toContain('E_LOCKED');
  expect(blocked.exitCode).toBe(9);
  reader.close();
  expect((await run('erase', '--workspace', workspace, '--yes')).exitCode).toBe(0);
  for (const text of ['jcanary', workspaceHash(workspace)]) expect(filesWith(home, text)).toEqual([]);
});
