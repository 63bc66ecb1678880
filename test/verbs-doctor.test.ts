// What doctor says of a home in each state, with what to do and the exit code.

import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { readSessions } from '../contract/session-reader.ts';
import { writeSessions } from '../contract/session-writer.ts';
import { hashRaw } from '../contract/workspace.ts';
import { writeLegacyHome } from '../sessions/legacy-home.ts';
import { migratedOnce } from './generated-home.ts';
import { migrate, migrateHere, temporaryFolder, treeDigest } from './run-tool.ts';

const { home: migrated, copy } = migratedOnce({ seed: 6, sessions: 20 });

interface Seen {
  readonly area: string;
  readonly level: string;
  readonly text: string;
  readonly advice: string | null;
}

/** The findings that are not ok, and the exit code; the home must stay as it is. */
async function examined(home: string) {
  const before = treeDigest(home);
  const { stdout, exitCode } = await migrateHere(['doctor', '--home', home, '--json']);
  expect(treeDigest(home)).toBe(before);
  const findings: Seen[] = JSON.parse(stdout).result.findings;
  return {
    findings,
    exitCode,
    of: (area: string) => findings.filter((each) => each.area === area && each.level !== 'ok'),
  };
}

test('a migrated home is well: exit code 0, and the files kept aside are warnings', async () => {
  const { of, exitCode, findings } = await examined(migrated);
  expect(exitCode).toBe(0);
  expect(of('files').some(({ text }) => text.includes('its bytes are archived'))).toBe(true);
  expect(findings.every(({ level, advice }) => level === 'ok' || level === 'note' || advice !== null)).toBe(
    true,
  );
});

test('files that the app cannot read and that nobody keeps are a problem', async () => {
  const home = temporaryFolder();
  writeLegacyHome(home, { seed: 6, sessions: 20 });
  const { of, exitCode } = await examined(home);
  expect(of('files').filter(({ level }) => level === 'problem').length).toBeGreaterThan(2);
  expect(of('database')).toMatchObject([{ level: 'note', text: 'there is none yet' }]);
  expect(exitCode).toBe(4);
});

test('damage in the database is exit code 8, and a lost database is told from none', async () => {
  const home = copy();
  const file = join(home, '.ait42', 'sessions.db');
  const bytes = readFileSync(file);
  const PAGE = 8_192;
  for (let page = bytes.length - PAGE; page > bytes.length / 2; page -= PAGE)
    bytes.fill(0x55, page + PAGE - 200, page + PAGE - 100);
  writeFileSync(file, bytes);
  const damaged = await examined(home);
  expect(damaged.of('database')[0]).toMatchObject({
    level: 'problem',
    advice: expect.stringContaining('repair'),
  });
  expect(damaged.exitCode).toBe(8);
  renameSync(file, `${file}-wal`);
  expect(
    (await examined(home))
      .of('database')
      .map(({ text }) => text)
      .join(),
  ).toContain('stands without its database');
});

test('a phase file that is gone from a live migration is a warning', async () => {
  const home = copy();
  mkdirSync(join(home, '.ait42', 'migration'), { recursive: true });
  writeFileSync(join(home, '.ait42', 'migration', 'comparisons.json'), '{}', { mode: 0o600 });
  const { of } = await examined(home);
  expect(of('phase')).toMatchObject([{ level: 'warning', text: expect.stringContaining('phase.json') }]);
});

test.skipIf(process.platform === 'win32')(
  'permissions, locks and settings are warnings with a way out',
  async () => {
    const home = copy();
    chmodSync(join(home, '.ait42', 'sessions.db'), 0o644);
    writeFileSync(join(home, '.ait42', 'archive', 'manifest.json.lock'), 'who knows', { mode: 0o600 });
    const database = new Database(join(home, '.ait42', 'sessions.db'));
    database.pragma('journal_mode = DELETE');
    database.pragma('auto_vacuum = NONE');
    database.exec('VACUUM');
    database.close();
    const { of, exitCode } = await examined(home);
    expect(of('permissions')[0]).toMatchObject({
      level: 'warning',
      text: 'others may read or enter .ait42/sessions.db',
    });
    expect(of('locks')[0]).toMatchObject({
      level: 'warning',
      text: expect.stringContaining('no known owner'),
    });
    expect(of('database')[0]).toMatchObject({
      level: 'warning',
      text: expect.stringContaining('auto_vacuum is off'),
    });
    expect(exitCode).toBe(0);
    rmSync(join(home, '.ait42', 'archive', 'manifest.json.lock'));
    const converted = await migrateHere(['doctor', '--convert', '--home', home]);
    expect(converted.stdout).toMatch(/Backup of the database before the conversion, checked: .*\nConverted/);
    expect((await examined(home)).of('database')).toEqual([]);
    expect((await migrateHere(['check', '--home', home])).exitCode).toBe(0);
  },
);

test.skipIf(process.platform === 'win32')(
  'a workspace that is gone, or has two files, is named',
  async () => {
    const home = temporaryFolder();
    const place = temporaryFolder();
    const [real, link, gone, loop] = ['real', 'link', 'gone', 'loop'].map((name) => join(place, name));
    mkdirSync(real!);
    symlinkSync(real!, link!);
    symlinkSync(loop!, loop!);
    mkdirSync(join(home, '.ait42', 'sessions'), { recursive: true, mode: 0o700 });
    for (const path of [real!, link!, gone!, loop!]) {
      const text = JSON.stringify([
        {
          ...{
            id: path,
            type: 'debate',
            task: 't',
            status: 'failed',
            createdAt: '',
            updatedAt: '',
            chatHistory: [],
          },
          instances: [
            {
              ...{ instanceId: 1, branch: '', agentName: '', status: '', tmuxSessionId: '' },
              worktreePath: join(path, '.worktrees', 'one'),
            },
          ],
        },
      ]);
      writeFileSync(
        join(home, '.ait42', 'sessions', `${hashRaw(path)}.json`),
        writeSessions(readSessions(text)),
      );
    }
    const told = (await examined(home)).of('workspaces').map(({ text }) => text);
    expect(told).toContain(`workspace ${hashRaw(gone!)}: its directory ${gone} is gone`);
    expect(told).toContain(`workspace ${hashRaw(loop!)}: its directory ${loop} cannot be looked at (ELOOP)`);
    expect(told).toContain(`workspace ${hashRaw(link!)}: ${link} is reached through a link`);
    expect(told.some((text) => text.startsWith(`${real} has 2 files`))).toBe(true);
    const both = await migrateHere([
      'stats',
      '--from',
      'json',
      '--workspace',
      link!,
      '--home',
      home,
      '--json',
    ]);
    expect(JSON.parse(both.stdout).result.total.totals.sessions).toBe(2);
  },
);

test.skipIf(process.platform === 'win32')(
  'a directory that may not be entered is a problem, and everything else is examined',
  async () => {
    const home = temporaryFolder();
    const [folder, migration] = ['sessions', 'migration'].map((name) => join(home, '.ait42', name));
    mkdirSync(folder!, { recursive: true });
    const pending = { ab12ab12ab12ab12: { since: '2026-11-23T12:00:00.000Z', left: [] } };
    mkdirSync(migration!);
    writeFileSync(
      join(migration!, 'erasing.json'),
      JSON.stringify({ schema: 'storeproof.erasing/1', workspaces: pending }),
    );
    chmodSync(home, 0o755);
    chmodSync(folder!, 0o000);
    // Root may enter everything.
    const user = process.getuid?.() === 0 ? { uid: 65_534, env: { NODE_V8_COVERAGE: '' } } : {};
    const { stdout, exitCode } = await migrate(['doctor', '--home', home], user);
    chmodSync(folder!, 0o700);
    expect(exitCode).toBe(4);
    expect(stdout).toMatch(/files: .*Cannot list .*sessions/);
    expect(stdout).toContain('workspace ab12ab12ab12ab12: its erasure was cut short');
    expect(stdout).toContain('disk: ');
  },
);

test('a change of phase on another host that may be over is named, and phase set lets writers in again', async () => {
  const home = copy();
  const gate = join(home, '.ait42', 'migration', 'changing.json');
  const owner = { token: '0123456789abcdef', pid: 77, host: 'other-container', startTicks: '1' };
  mkdirSync(dirname(gate), { recursive: true });
  writeFileSync(gate, JSON.stringify({ schema: 'storeproof.phase-change/1', to: 'dual', ...owner }));
  const [found] = (await examined(home)).of('locks');
  expect(found?.level).toBe('warning');
  expect(found?.text).toMatch(/changing\.json .* by process 77 on other-container$/);
  const { stdout, exitCode } = await migrateHere(['phase', 'set', 'json', '--home', home]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('A change that was cut short kept writers out');
  expect((await examined(home)).of('locks')).toEqual([]);
});

test('a link in the place of the database is a warning that names where it leads', async () => {
  const home = copy();
  const elsewhere = join(home, 'elsewhere.db');
  renameSync(join(home, '.ait42', 'sessions.db'), elsewhere);
  symlinkSync(elsewhere, join(home, '.ait42', 'sessions.db'));
  const { of, exitCode } = await examined(home);
  expect(of('database')[0]).toMatchObject({ level: 'warning', text: expect.stringContaining(elsewhere) });
  expect(exitCode).toBe(0);
});
