// The verbs of ait42-migrate that change something, run as a user runs them.

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sessionsDigest } from '../contract/canonical.ts';
import { writeSessions } from '../contract/session-writer.ts';
import { decodeSessions } from '../impl-json/index.ts';
import { openSqliteStore } from '../impl-sqlite/index.ts';
import { readPhase, writePhase } from '../migrate/live/phase-file.ts';
import { writeLegacyHome } from '../sessions/legacy-home.ts';
import { migrate, migrateHere, migrateOn, temporaryFolder, treeDigest } from './run-tool.ts';

/** A migrated home, with its largest session file. */
async function migratedHome() {
  const home = temporaryFolder();
  const files = writeLegacyHome(home, { seed: 5, sessions: 30 }).filter(({ isReadable }) => isReadable);
  const run = migrateOn(home);
  await run('migrate', '--yes');
  const bytesOf = (file: string) => readFileSync(join(home, file));
  const [largest] = files
    .map(({ file }) => file)
    .filter((file) => /[0-9a-f]{16}\.json$/.test(file))
    .toSorted((one, other) => bytesOf(other).length - bytesOf(one).length);
  return { home, run, file: largest!, hash: largest!.slice(-21, -5), bytesOf, files };
}

test('reconcile makes both sides equal in the direction that it is told, and keeps what it displaces', async () => {
  const { home, run, file, hash, bytesOf } = await migratedHome();
  expect((await run('reconcile', '--all')).stdout).toContain('nothing to do');
  const original = bytesOf(file);
  const sessions = decodeSessions(original);
  const changed = writeSessions([{ ...sessions[0]!, status: 'paused', task: 'mine' }, ...sessions.slice(2)]);
  writeFileSync(join(home, file), changed);
  const before = treeDigest(home);
  const undirected = await run('reconcile', '--all');
  expect(undirected.stdout).toContain(`${file}: differs from the database`);
  expect(undirected.stderr).toContain('only you know which side is right');
  expect(undirected.exitCode).toBe(10);
  const taken = await run('reconcile', '--all', '--from', 'json', '--dry-run');
  expect(taken.stdout).toContain('take the file; in the database 0 added, 1 changed, 1 REMOVED');
  const written = await run('reconcile', '--all', '--from', 'sqlite', '--dry-run');
  expect(written.stdout).toContain('write the file; in the file 1 added, 1 changed, 0 removed');
  expect(written.stderr).toContain(
    'In this phase the session files answer the app: --from sqlite takes 0 sessions',
  );
  const joined = await run('reconcile', '--all', '--from', 'both', '--dry-run');
  expect(joined.stdout).toContain(
    `both versions of 1 session stay, one behind the other under one id: ${sessions[0]!.id}`,
  );
  expect(treeDigest(home)).toBe(before);

  expect((await run('reconcile', '--hash', hash, '--from', 'sqlite', '--yes')).exitCode).toBe(0);
  expect(bytesOf(file)).toEqual(original);
  expect((await run('verify')).exitCode).toBe(0);
  writeFileSync(join(home, file), changed);
  expect((await run('reconcile', '--hash', hash, '--from', 'json', '--yes')).exitCode).toBe(0);
  expect(bytesOf(file).toString()).toBe(changed);
  expect((await run('diff')).exitCode).toBe(0);
  const found = JSON.parse((await run('find', 'mine', '--json')).stdout).result.found;
  expect(found.map(({ source }: { source: string }) => source)).toContain('archive');
  const both = sessions.length + 1;
  writeFileSync(join(home, file), original);
  expect((await run('reconcile', '--all', '--from', 'both', '--yes')).exitCode).toBe(0);
  expect(decodeSessions(bytesOf(file))).toHaveLength(both);
});

test('archive moves files only when they are proven, and unarchive returns the very bytes', async () => {
  const { home, run, file, bytesOf, files } = await migratedHome();
  const inPlace = () => files.filter((each) => existsSync(join(home, each.file))).length;
  const phase = await run('archive', '--yes');
  expect(phase.stderr).toContain('the phase is json');
  expect(phase.exitCode).toBe(10);
  writePhase(home, readPhase(home), 'sqlite');
  const original = bytesOf(file);
  const { mtimeMs } = statSync(join(home, file));
  writeFileSync(join(home, file), '[]');
  expect((await run('archive', '--yes')).stderr).toContain('not shown to be equal');
  writeFileSync(join(home, file), original);
  expect([(await run('archive')).exitCode, inPlace()]).toEqual([10, files.length]);
  const before = Object.fromEntries(files.map((each) => [each.file, bytesOf(each.file)]));
  const archived = await run('archive', '--yes');
  expect(archived.stdout).toMatch(/Moved: \d+ session files; \d+ left\./);
  expect([archived.exitCode, inPlace()]).toEqual([0, 0]);
  expect((await run('archive', '--yes')).stdout).toContain('Moved: 0 session files');

  writeFileSync(join(home, file), 'mine');
  const inTheWay = await run('unarchive');
  expect(inTheWay.stdout).toContain('1 not brought back.');
  expect(inTheWay.stdout).toContain(`${file}: a file with other content stands there`);
  expect([inTheWay.exitCode, inPlace()]).toEqual([10, files.length]);
  expect(bytesOf(file).toString()).toBe('mine');
  rmSync(join(home, file));
  expect((await run('unarchive')).stdout).toContain(`: 1 written, ${files.length - 1} were there already.`);
  for (const [name, bytes] of Object.entries(before)) expect(bytesOf(name)).toEqual(bytes);
  expect(inPlace()).toBe(files.length);
  expect(mtimeMs).toBeGreaterThan(0);
  await run('archive', '--yes');
  expect(
    readdirSync(join(home, '.ait42', 'archive')).filter((name) => name.startsWith('archived-')),
  ).toHaveLength(2);
  expect((await run('unarchive')).exitCode).toBe(0);
});

test('unarchive puts no older file in the place of what a way back has written since', async () => {
  const { home, run, file, hash, bytesOf } = await migratedHome();
  writePhase(home, readPhase(home), 'sqlite');
  await run('archive', '--yes');
  const { stdout } = await run('status');
  expect(stdout).toMatch(/ 0 with other counts on the two sides, \d+ with the file in the archive\./);
  expect(stdout).toMatch(new RegExp(`${hash} +- +\\d+ +archived`));
  const store = await openSqliteStore({ home });
  const held = await store.sessionsOfHash(hash);
  const later = held.map((session) => ({ ...session, task: 'later' }));
  await store.replaceWorkspace(hash, later, { original: null, expected: sessionsDigest(held) });
  await store.close();
  expect((await run('rollback', '--yes')).exitCode).toBe(0);
  const written = bytesOf(file);
  const standing = await run('unarchive');
  expect(standing.stdout).toContain('1 superseded by a way back');
  expect([standing.exitCode, bytesOf(file).equals(written)]).toEqual([0, true]);
  renameSync(join(home, file), join(home, 'aside.json'));
  const gone = await run('unarchive');
  expect(gone.stdout).toContain(`"reconcile --hash ${hash} --from sqlite" writes what the database has`);
  expect([gone.exitCode, existsSync(join(home, file))]).toEqual([10, false]);
});

/** Overwrites a stretch of the database that holds the text, so that pages and digests break. */
function damage(home: string, text: string, length: number): void {
  const path = join(home, '.ait42', 'sessions.db');
  const bytes = readFileSync(path);
  const at = bytes.indexOf(text);
  expect(at).toBeGreaterThan(0);
  bytes.fill(0x20, at, at + length);
  writeFileSync(path, bytes);
}

test('repair rebuilds a damaged database from the files and keeps the damaged one', async () => {
  const { home, run, file, bytesOf } = await migratedHome();
  expect((await run('repair')).stdout).toContain('Nothing to repair');
  const { task } = decodeSessions(bytesOf(file)).find((session) => /^[ -~]{6}/.test(session.task))!;
  damage(home, task, 6);
  const before = treeDigest(home);
  expect((await run('repair', '--dry-run')).exitCode).toBe(8);
  expect((await run('repair')).exitCode).toBe(10);
  expect(treeDigest(home)).toBe(before);
  const damaged = readFileSync(join(home, '.ait42', 'sessions.db'));
  const repaired = await run('repair', '--yes');
  const [, keptAs] = /kept as (.*)\./.exec(repaired.stdout)!;
  // Its header says that nobody has it open any more; every other byte is as it was.
  expect(readFileSync(keptAs!).subarray(100)).toEqual(damaged.subarray(100));
  // The one session with the damaged text is not what the damaged database has.
  expect(repaired.exitCode).toBe(6);
  expect(repaired.stderr.match(/Not recovered as/g)).toHaveLength(1);
  for (const verb of ['check', 'verify']) expect((await run(verb)).exitCode).toBe(0);
});

test('repair takes each workspace from the newest sound source, and says when there is none', async () => {
  const { home, run, hash, file, bytesOf } = await migratedHome();
  const newer = decodeSessions(bytesOf(file)).map((session) => ({
    ...session,
    updatedAt: '2099-01-01T00:00:00Z',
  }));
  const original = bytesOf(file);
  writeFileSync(join(home, file), writeSessions(newer));
  expect((await run('migrate', '--yes', '--replace')).exitCode).toBe(6);
  expect((await run('backup')).exitCode).toBe(0);
  writeFileSync(join(home, file), original);
  writePhase(home, readPhase(home), 'sqlite');
  writeFileSync(join(home, '.ait42', 'sessions.db'), 'no database '.repeat(900));
  const repaired = JSON.parse((await run('repair', '--yes', '--json')).stdout);
  // What the database held after the backup is not known.
  expect(repaired.exitCode).toBe(6);
  expect(repaired.result.hasEarlierStates).toBe(true);
  const found = repaired.result.workspaces.find(({ workspace }: { workspace: string }) => workspace === hash);
  expect(found).toMatchObject({ source: 'backup', sessions: newer.length });
  const exported = temporaryFolder();
  await run('export', '--hash', hash, '--out', exported);
  expect(readFileSync(join(exported, file), 'utf8')).toBe(writeSessions(newer));

  // Where the database is the truth, one that is gone is damaged like any other.
  rmSync(join(home, '.ait42', 'sessions.db'));
  const left = join(home, '.ait42', `sessions.db.rebuilt-${2 ** 22 + 1}`);
  writeFileSync(left, 'what a killed repair left');
  const { stdout, stderr } = await run('repair', '--yes', '--json');
  const again = JSON.parse(stdout);
  expect([again.exitCode, again.result.diagnosis.problems]).toEqual([6, ['it is missing']]);
  expect(again.result.diagnosis).not.toHaveProperty('asRead');
  expect(stderr).toContain('The database that is gone was the truth');
  expect(stderr).not.toContain('Keep the damaged file');
  expect(existsSync(left)).toBe(false);

  const empty = temporaryFolder();
  await migrateHere(['migrate', '--yes', '--home', home]);
  const alone = join(empty, '.ait42');
  mkdirSync(alone);
  writeFileSync(join(alone, 'sessions.db'), 'no database '.repeat(900));
  const before = treeDigest(alone);
  const nothing = await migrateHere(['repair', '--yes', '--home', empty]);
  expect(nothing.stderr).toContain('There is nothing to rebuild');
  expect(nothing.exitCode).toBe(4);
  expect(readdirSync(alone)).toEqual(['sessions.db']);
  expect(before).toHaveLength(64);
});

test('a verb that changes a home says which one when nobody named it, and one that looks does not', async () => {
  const home = temporaryFolder();
  const named = `Your home directory: ${home} `;
  const env = { HOME: home, AIT42_HOME: undefined };
  for (const words of ['phase set dual --yes', 'backup', 'aside retry', 'rollback --yes'])
    expect((await migrate(words.split(' '), { env })).stdout, words).toContain(named);
  expect((await migrate(['status'], { env })).stdout).not.toContain(named);
  const other = temporaryFolder();
  expect((await migrate(['phase', 'set', 'dual', '--yes', '--home', other], { env })).stdout).not.toContain(
    named,
  );
});
