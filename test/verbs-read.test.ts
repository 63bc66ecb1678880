// The verbs of ait42-migrate that look, and the ones that give data out, run as a user runs them.

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { answerSchema } from '../cli/answer-schema.ts';
import { writeSessions } from '../contract/session-writer.ts';
import { statisticsOf } from '../contract/statistics.ts';
import { workspaceHash } from '../contract/workspace.ts';
import { decodeSessions } from '../impl-json/index.ts';
import { type HomeFile, writeLegacyHome } from '../sessions/legacy-home.ts';
import { migrateHere, sharedFolder, temporaryFolder, treeDigest } from './run-tool.ts';

const home = sharedFolder();
let files: HomeFile[];
const sessionsIn = (file: string) => decodeSessions(readFileSync(join(home, file)));
let largest: string;
const aside = () =>
  files.find(
    ({ isReadable, what, file }) => !isReadable && !/foreign/i.test(what) && file.endsWith('.json'),
  )!;

/** The result of a verb under --json, with its exit code; the whole home must stay as it is. */
async function looked(...words: string[]) {
  const before = treeDigest(home);
  const { stdout, exitCode } = await migrateHere([...words, '--home', home, '--json']);
  expect(treeDigest(home)).toBe(before);
  const document = answerSchema.parse(JSON.parse(stdout)) as {
    // biome-ignore lint/suspicious/noExplicitAny: tests look into results of many shapes.
    result: any;
    exitCode: number;
    error?: { code: string; message: string };
  };
  expect(document.exitCode).toBe(exitCode);
  return document;
}

beforeAll(async () => {
  files = writeLegacyHome(home, { seed: 4, sessions: 40 });
  await migrateHere(['migrate', '--yes', '--home', home]);
  const readable = files.filter(({ isReadable }) => isReadable).map(({ file }) => file);
  largest = readable.toSorted((one, other) => sessionsIn(other).length - sessionsIn(one).length)[0]!;
});

const hashOf = (file: string): string => file.slice(-21, -5);

test('stats of the database equal a computation from the files, and one of our own', async () => {
  const database = await looked('stats', '--from', 'sqlite');
  const recomputed = await looked('stats', '--from', 'json');
  expect(database.result.total).toEqual(recomputed.result.total);
  const all = files.filter(({ isReadable }) => isReadable).flatMap(({ file }) => sessionsIn(file));
  const own = statisticsOf(all, {});
  expect(database.result.total).toEqual({
    ...JSON.parse(JSON.stringify(own, (_, value) => (typeof value === 'bigint' ? Number(value) : value))),
  });
  expect(recomputed.result.unread.length).toBeGreaterThan(0);
});

test('stats shows every group that it promises, by runtime too', async () => {
  const { total } = (await looked('stats')).result;
  const { stdout } = await migrateHere(['stats', '--home', home]);
  const [, , byRuntime = ''] = stdout.split('\n\n');
  expect(byRuntime).toMatch(/^runtime +sessions +instances /);
  const shown = byRuntime.split('\n').slice(2);
  expect(shown.map((line) => line.split(/ {2,}/)[0])).toEqual(
    total.byRuntime.map(({ key }: { key: string | null }) => key ?? '-'),
  );
});

test('search finds a word in every workspace, or in one', async () => {
  const word = sessionsIn(largest)[0]!
    .task.split(/\W+/)
    .find((each) => each.length > 4)!;
  const all = await looked('search', word, '--all');
  expect(all.result.hits.length).toBeGreaterThan(0);
  const one = await looked('search', word, '--hash', hashOf(largest));
  expect(new Set(one.result.hits.map((hit: { hash: string }) => hit.hash))).toEqual(
    new Set([hashOf(largest)]),
  );
  const cut = await looked('search', word, '--limit', '1');
  expect(cut.result).toMatchObject({ hits: [{}], hasMore: all.result.hits.length > 1 });
});

test('find names every place of a session with a command that brings it back', async () => {
  const wanted = sessionsIn(largest).at(-1)!;
  const { result, exitCode } = await looked('find', wanted.id);
  expect(exitCode).toBe(0);
  const places = result.found as { source: string; match: string; file: string; command: string | null }[];
  expect(new Set(places.map(({ source }) => source))).toEqual(new Set(['database', 'file', 'archive']));
  expect(JSON.stringify(result)).not.toContain(JSON.stringify(wanted.task).slice(1, 20));
  const out = temporaryFolder();
  const { command } = places.find(({ source }) => source === 'archive')!;
  const words = command!.replace('DIR', out).split(' ').slice(1);
  expect((await migrateHere(words)).exitCode).toBe(0);
  // Two of the files hold the same bytes: a project that moved.
  expect(readdirSync(join(out, '.ait42', 'sessions'))).toContain(largest.slice(-21));
  const shown = await migrateHere(['find', wanted.id, '--show', '--home', home]);
  expect(shown.stdout).toContain(wanted.task.slice(0, 20));
});

test('find looks into copies of session files that a sync service or somebody left beside them', async () => {
  const place = temporaryFolder();
  const sessions = join(place, '.ait42', 'sessions');
  mkdirSync(sessions, { recursive: true });
  const hash = '0123456789abcdef';
  const names = [
    `${hash} (laptop's conflicted copy 2026-03-01).json`,
    `${hash}-DESKTOP-AB12.json`,
    `${hash}.sync-conflict-20260301-101010-ABCDEFG.json`,
    `${hash} 2.json`,
    `${hash}.json.bak`,
  ];
  const [session] = sessionsIn(largest);
  const text = writeSessions([{ ...session!, id: 'only-here' }]);
  for (const name of names) writeFileSync(join(sessions, name), text);
  writeFileSync(join(sessions, `${hash}.json`), '[]');
  writeFileSync(join(sessions, 'notes.txt'), 'only-here');
  const { exitCode, stdout } = await migrateHere(['find', 'only-here', '--home', place, '--json']);
  expect(exitCode).toBe(0);
  const { found } = JSON.parse(stdout).result;
  expect(found.map(({ file }: { file: string }) => file).toSorted()).toEqual(
    names.map((name) => `.ait42/sessions/${name}`).toSorted(),
  );
  expect(found[0]).toMatchObject({ source: 'foreign file', workspace: hash, command: null });
  const doctor = await migrateHere(['doctor', '--home', place]);
  expect(doctor.stdout).toContain('5 of them are named after a session file');
  const migrated = await migrateHere(['migrate', '--dry-run', '--home', place]);
  expect(migrated.stdout).toContain('5 named after a session file ("find" looks into those)');
});

test('find looks into files that nothing can read, and says when there is nothing', async () => {
  const bytes = readFileSync(join(home, aside().file));
  const word = /[A-Za-z]{6,}/.exec(bytes.toString('latin1'))?.[0];
  if (word !== undefined) {
    const { result } = await looked('find', word);
    const found = result.found.filter((each: { file: string }) => each.file === aside().file);
    if (bytes.includes(word)) expect(found.length).toBeGreaterThan(0);
  }
  const nothing = await migrateHere(['find', 'no-such-session-anywhere', '--home', home]);
  expect([nothing.stdout, nothing.exitCode]).toEqual(['', 4]);
  expect(nothing.stderr).toContain('found nowhere');
});

test('export writes files that import to the same content, and lines of canonical sessions', async () => {
  const out = temporaryFolder();
  const { result } = await looked('export', '--all', '--out', join(out, 'json'));
  for (const { file } of result.files as HomeFile[]) {
    expect(readFileSync(join(out, 'json', file))).toEqual(readFileSync(join(home, file)));
  }
  expect((await migrateHere(['migrate', '--yes', '--home', join(out, 'json')])).exitCode).toBe(0);
  const lines = await looked(
    'export',
    '--hash',
    hashOf(largest),
    '--format',
    'ndjson',
    '--out',
    join(out, 'lines'),
  );
  const text = readFileSync(join(out, 'lines', lines.result.files[0].file), 'utf8');
  expect(writeSessions(decodeSessions(Buffer.from(`[${text.trim().split('\n').join(',')}]`)))).toBe(
    writeSessions(sessionsIn(largest)),
  );
  writeFileSync(join(out, 'lines', lines.result.files[0].file), 'mine');
  const again = await looked(
    'export',
    '--hash',
    hashOf(largest),
    '--format',
    'ndjson',
    '--out',
    join(out, 'lines'),
  );
  expect([again.exitCode, again.error?.code]).toEqual([10, 'E_REFUSED']);
  const unchosen = await looked('export', '--out', out);
  expect([unchosen.error?.code, unchosen.error?.message]).toEqual([
    'E_USAGE',
    expect.stringContaining('--all'),
  ]);
});

test('aside lists, shows by structure alone, and gives the bytes back', async () => {
  const { result } = await looked('aside', 'list');
  expect(result.entries.map(({ file }: HomeFile) => file)).toContain(aside().file);
  const shown = await looked('aside', 'show', aside().file);
  expect(shown.result.reason.length).toBeGreaterThan(5);
  expect(shown.result.structure.replaceAll(/"[A-Za-z]+"(?=\s*:)/g, '')).toMatch(/^[·{}[\]:,"\s]*$/);
  expect(shown.result.text).toBeUndefined();
  const out = join(temporaryFolder(), 'broken');
  await looked('aside', 'export', aside().file, '--out', out);
  expect(readFileSync(out)).toEqual(readFileSync(join(home, aside().file)));
  expect((await looked('aside', 'show', 'nothing')).exitCode).toBe(4);
});

test('a repaired file is imported by retry', async () => {
  const place = temporaryFolder();
  const file = join(place, '.ait42', 'sessions', '0123456789abcdef.json');
  mkdirSync(join(place, '.ait42', 'sessions'), { recursive: true });
  writeFileSync(file, '[{"id": 1');
  expect((await migrateHere(['migrate', '--yes', '--home', place])).exitCode).toBe(6);
  expect((await migrateHere(['aside', 'retry', '--all', '--home', place])).exitCode).toBe(6);
  rmSync(file);
  writeFileSync(file, writeSessions(sessionsIn(largest)));
  const again = await migrateHere(['aside', 'retry', '0123456789abcdef', '--home', place]);
  expect(again.stdout).toContain('1 were imported');
  expect(again.exitCode).toBe(0);
  // What was kept aside stays named: nobody knows whether the repaired file has all of it.
  const list = await migrateHere(['aside', 'list', '--home', place]);
  expect(list.stdout).toMatch(/superseded .*\n0 files and 0 record ranges .*\n1 more of files/);
  const retried = await migrateHere(['aside', 'retry', '0123456789abcdef', '--home', place]);
  expect(retried.stderr).toContain('has a later state');
  expect(retried.exitCode).toBe(10);
  const out = join(temporaryFolder(), 'kept');
  await migrateHere(['aside', 'export', '0123456789abcdef', '--out', out, '--home', place]);
  expect(readFileSync(out, 'utf8')).toBe('[{"id": 1');
});

test('diff tells equal from different, and both spellings of the design document work', async () => {
  expect((await looked('diff')).exitCode).toBe(0);
  const place = temporaryFolder();
  const workspace = temporaryFolder();
  const file = join(place, '.ait42', 'sessions', `${workspaceHash(workspace)}.json`);
  mkdirSync(join(place, '.ait42', 'sessions'), { recursive: true });
  const sessions = sessionsIn(largest);
  writeFileSync(file, writeSessions(sessions));
  const before = treeDigest(place);
  const planned = await migrateHere(['--workspace', workspace, '--dry-run', '--home', place]);
  expect(planned.stdout).toContain('Of 1 session file, 1 would be imported');
  expect(treeDigest(place)).toBe(before);
  await migrateHere(['migrate', '--yes', '--home', place]);
  writeFileSync(file, writeSessions([{ ...sessions[0]!, status: 'paused' }, ...sessions.slice(1)]));
  const differing = await migrateHere(['diff', '--home', place]);
  expect(differing.stdout).toMatch(/mismatch session .* at \/0\/status: /);
  expect(differing.exitCode).toBe(3);
  const flags = ['--yes', '--home', place];
  const plan = await migrateHere(['--restore-from-json', workspace, '--dry-run', '--home', place]);
  const other = await migrateHere([
    'restore-from-json',
    '--workspace',
    workspace,
    '--dry-run',
    '--home',
    place,
  ]);
  expect(plan.stdout).toBe(other.stdout);
  const restored = await migrateHere(['--restore-from-json', workspace, ...flags]);
  expect(restored.stdout).toMatch(/Backup of the database before the import, checked: .*backups.*\n/);
  expect(restored.exitCode).toBe(0);
  expect((await migrateHere(['verify', '--home', place])).exitCode).toBe(0);
  rmSync(file);
  const gone = await migrateHere(['diff', '--home', place]);
  expect(gone.stdout).toContain('the file is gone');
  expect(gone.stdout).not.toMatch(/EQUAL|Every place/);
  expect([gone.exitCode, (await migrateHere(['verify', '--home', place])).exitCode]).toEqual([3, 3]);
});

test.each([
  ['diff', '--hash', '0000000000000000'],
  ['reconcile', '--workspace', '/typo'],
  ['search', 'word', '--workspace', '/typo'],
  ['stats', '--hash', '0000000000000000'],
  ['stats', '--from', 'json', '--workspace', '/typo'],
  ['export', '--workspace', '/typo', '--out', 'OUT'],
])('a workspace that nobody knows is none that is equal or empty: %s %s %s', async (...words) => {
  const out = join(temporaryFolder(), 'new');
  const { exitCode, error } = await looked(...words.map((word) => word.replace('OUT', out)));
  expect([exitCode, error?.code]).toEqual([4, 'E_NOT_FOUND']);
  expect(existsSync(out)).toBe(false);
});

test('nothing is asked for where nothing is named, and nothing is made for it', async () => {
  expect((await looked('search', ' ')).error?.code).toBe('E_USAGE');
  const out = join(temporaryFolder(), 'new');
  expect((await looked('restore-originals', '--sha256', '12', '--out', out)).exitCode).toBe(4);
  expect(existsSync(out)).toBe(false);
});

test.each([
  ['restore-json', '--out', '.ait42'],
  ['restore-originals', '--out', 'LINK'],
  ['export', '--all', '--out', 'LINK/sessions/new'],
  ['aside', 'export', 'ASIDE', '--out', '.ait42/mine'],
  ['backup', '--out', 'LINK/mine.db'],
])('what goes out stays clear of what the app and the migration keep: %s', async (...words) => {
  const link = join(temporaryFolder(), 'link');
  symlinkSync(join(home, '.ait42'), link);
  const line = words.map((word) =>
    word
      .replace('LINK', link)
      .replace('ASIDE', aside().file)
      .replace(/^\.ait42/, join(home, '.ait42')),
  );
  const { exitCode, error } = await looked(...line);
  expect([exitCode, error?.code]).toEqual([10, 'E_REFUSED']);
});

test('a backup may lie beside the others', async () => {
  const out = join(home, '.ait42', 'backups', 'mine.db');
  expect((await migrateHere(['backup', '--out', out, '--home', home])).exitCode).toBe(0);
});
