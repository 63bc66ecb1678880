// The database belongs to its owner: the plain sqlite3 program reads, deletes and writes in it, as docs/schema.md shows,
// and every verb goes on with what it wrote. Where sqlite3 is absent the driver stands in, without any code of ours.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { checkedSession } from '../contract/arguments.ts';
import { workspaceHash } from '../contract/workspace.ts';
import { encodeSessions, openJsonStore } from '../impl-json/index.ts';
import { openSqliteStore } from '../impl-sqlite/index.ts';
import { sessionWith } from '../migrate/live/suite/live-home.ts';
import { migrateOn, temporaryFolder } from './run-tool.ts';

const PAGE = readFileSync(join(import.meta.dirname, '..', 'docs', 'schema.md'), 'utf8');
const WRITING = /## Writing from another program.*?```sql\n(.*?)```/s.exec(PAGE)?.[1] ?? '';

const hasProgram = spawnSync('sqlite3', ['--version']).status === 0;

/** The last statement's rows, values separated by `|`. */
function plainSqlite(file: string, sql: string): string {
  if (hasProgram) return execFileSync('sqlite3', [file, sql], { encoding: 'utf8' }).trimEnd();
  const database = new Database(file);
  try {
    database.pragma('foreign_keys = OFF');
    const [, before = '', last = ''] = /^(.*;)?([^;]+);?\s*$/s.exec(sql) ?? [];
    database.exec(before);
    const statement = database.prepare(last);
    if (!statement.reader) return String(statement.run().changes);
    return (statement.raw().all() as unknown[][]).map((row) => row.join('|')).join('\n');
  } finally {
    database.close();
  }
}

function homeWithSessions() {
  const home = temporaryFolder();
  const workspace = join(home, 'project');
  mkdirSync(workspace);
  const file = join(home, '.ait42', 'sessions', `${workspaceHash(workspace)}.json`);
  mkdirSync(join(file, '..'), { recursive: true });
  const message = (id: string, content: string) => ({
    ...{ id, role: 'user', content, timestamp: '2026-01-02T03:04:05Z' },
  });
  const sessions = [
    {
      ...sessionWith('one'),
      task: 'first task',
      chatHistory: [message('m1', 'hello'), message('m2', 'world')],
    },
    { ...sessionWith('two'), task: 'second task', chatHistory: [message('m3', 'again')] },
  ];
  writeFileSync(file, encodeSessions(sessions.map((session) => checkedSession(session))));
  const run = migrateOn(home);
  return { home, workspace, file, database: join(home, '.ait42', 'sessions.db'), run };
}

test('sqlite3 prints what was written, and a deletion by it takes everything along', async () => {
  const { workspace, database, home, run } = homeWithSessions();
  expect((await run('migrate', '--yes')).exitCode).toBe(0);
  expect(
    plainSqlite(
      database,
      'SELECT s.task, m.role, m.content FROM sessions s JOIN chat_messages m USING (session_key) LIMIT 5',
    ),
  ).toBe('first task|user|hello\nfirst task|user|world\nsecond task|user|again');
  for (const table of ['instances', 'chat_messages'])
    expect(plainSqlite(database, `PRAGMA foreign_key_list(${table})`)).toBe(
      '0|0|sessions|session_key|session_key|NO ACTION|CASCADE|NONE',
    );
  const store = await openSqliteStore({ home });
  try {
    for (let time = 0; time < 3; time++) expect(await store.getAllSessions(workspace)).toHaveLength(2);
    expect((await store.searchSessions(workspace, { text: 'hello' })).hits).toHaveLength(1);
    const left = `DELETE FROM sessions WHERE id = 'one';
      SELECT count(*) FROM sessions UNION ALL SELECT count(*) FROM chat_messages`;
    expect(plainSqlite(database, left)).toBe('1\n1');
    expect((await store.getAllSessions(workspace)).map(({ id }) => id)).toEqual(['two']);
    expect((await store.listSessions(workspace)).sessions.map(({ id }) => id)).toEqual(['two']);
    expect((await store.searchSessions(workspace, { text: 'hello' })).hits).toEqual([]);
    expect(await store.check()).toEqual({ sessions: 1, findings: [] });
  } finally {
    await store.close();
  }
  expect((await run('check')).stdout).toContain('sound, 1 session.');
});

test('what sqlite3 writes as the page shows is read, found, exported, counted as unchecked, and goes back to the files', async () => {
  const { home, workspace, file, database, run } = homeWithSessions();
  expect((await run('migrate', '--yes')).exitCode).toBe(0);
  const waivers = ['--yes', '--waive', 'comparisons', 'backup'];
  for (const phase of ['dual', 'sqlite+json', 'sqlite'])
    expect((await run('phase', 'set', phase, ...waivers)).exitCode).toBe(0);
  plainSqlite(database, WRITING);

  const checked = await run('check');
  expect(checked.exitCode).toBe(0);
  const place = `sessions ${workspaceHash(workspace)}/2`;
  expect(checked.stdout).toContain(
    `sound, 3 sessions.\n2 rows without a digest: another program wrote them, and nothing tells whether they have changed since.\n  ${place}\n  ${place}, chat_messages 0`,
  );
  expect(JSON.parse((await run('check', '--json')).stdout).result.withoutDigest).toEqual({
    rows: 2,
    places: [place, `${place}, chat_messages 0`],
  });
  expect((await run('doctor')).stdout).toContain(`2 rows without a digest, the first at ${place}`);
  expect((await run('repair')).stdout).toContain('Nothing to repair.\n2 rows without a digest');
  expect((await run('search', 'another program', '--all')).stdout).toContain('by-hand');
  expect((await run('stats', '--all')).stdout).toMatch(/total +3 /);
  const out = join(temporaryFolder(), 'out');
  expect((await run('export', '--all', '--out', out)).exitCode).toBe(0);
  expect((await run('backup')).exitCode).toBe(0);
  // It certifies the migration: the one thing that came since is named, and nothing else is wrong.
  const certified = JSON.parse((await run('certificate', 'check', '--json')).stdout).result;
  expect(certified.findings).toMatchObject([{ part: 'database', sessionId: 'by-hand' }]);

  expect((await run('rollback', '--yes')).exitCode).toBe(0);
  const written = await openJsonStore({ home, mode: 'faithful' }).getSession(workspace, 'by-hand');
  expect(written.chatHistory.map(({ content }) => content)).toEqual(['Hello from another program']);
  expect(readFileSync(file, 'utf8')).toContain('by-hand');
  expect((await run('verify')).stdout).toContain('Verified: ');
});

test('what sqlite3 writes while the files answer is not dropped in silence', async () => {
  const { workspace, database, run } = homeWithSessions();
  const hash = workspaceHash(workspace);
  const waivers = ['--yes', '--waive', 'comparisons', 'backup'];
  const idsHeld = () => plainSqlite(database, "SELECT id FROM sessions WHERE id LIKE 'by-%'");
  expect((await run('migrate', '--yes')).exitCode).toBe(0);
  for (const phase of ['dual', 'sqlite+json']) {
    plainSqlite(database, WRITING.replace("'by-hand'", `'by-${phase}'`));
    expect((await run('phase', '--explain')).stdout).toContain(
      'the step brings the database up to date first, with 1 session that only the database has going to the archive',
    );
    const step = await run('phase', 'set', phase, ...waivers);
    expect(step.exitCode).toBe(0);
    expect(step.stderr).toContain(
      `Only the database had 1 session of the workspace ${hash}: it went to the archive`,
    );
    expect(idsHeld()).toBe('');
    expect((await run('find', `by-${phase}`)).stdout).toContain('archive: .ait42/sessions');
  }
});

test('a rollback says what stays in the database alone', async () => {
  const { workspace, database, run } = homeWithSessions();
  expect((await run('migrate', '--yes')).exitCode).toBe(0);
  expect((await run('phase', 'set', 'dual', '--yes')).stderr).not.toContain('the database');
  plainSqlite(database, WRITING);
  const back = await run('rollback', '--yes', '--json');
  expect(back.exitCode).toBe(0);
  expect(JSON.parse(back.stdout).warnings).toEqual([
    expect.stringContaining(
      `Only the database has 1 session of the workspace ${workspaceHash(workspace)}: the app does not see it`,
    ),
  ]);
  // One that was deleted in the files on purpose is among them, for all that anybody knows.
  expect(back.stdout).toMatch(/reconcile --from both\\" adds all of it to the files, also .* deleted/);
  expect(plainSqlite(database, "SELECT count(*) FROM sessions WHERE id = 'by-hand'")).toBe('1');

  // Who goes back may do so because of the database.
  expect((await run('phase', 'set', 'dual', '--yes')).exitCode).toBe(0);
  writeFileSync(database, 'no database');
  const anyway = await run('rollback', '--yes', '--json');
  expect(anyway.exitCode).toBe(0);
  expect(JSON.parse(anyway.stdout).warnings).toEqual([expect.stringContaining('could not be told')]);
});

test('check points at the statement that sets a wrong number of rows right, and it does', async () => {
  const { database, run } = homeWithSessions();
  await run('migrate', '--yes');
  plainSqlite(database, "UPDATE sessions SET message_count = 7, digest = NULL WHERE id = 'one'");
  const found = await run('check');
  expect(found.exitCode).toBe(8);
  expect(found.stdout.replaceAll(/\s+/g, ' ')).toContain(
    'UPDATE of instance_count and message_count in docs/schema.md',
  );
  const [, statement = ''] = /```sql\n(UPDATE sessions SET instance_count .*?;)\n```/s.exec(PAGE) ?? [];
  plainSqlite(database, statement.replace('a session id', 'one'));
  expect((await run('check')).exitCode).toBe(0);
});
