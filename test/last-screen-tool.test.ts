// What the verbs that move between files and database say at their end, held against what they did.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { checkedSession } from '../contract/arguments.ts';
import { workspaceHash } from '../contract/workspace.ts';
import { encodeSessions } from '../impl-json/index.ts';
import { openSqliteStore } from '../impl-sqlite/index.ts';
import { sessionWith } from '../migrate/live/suite/live-home.ts';
import { LINES_MAX } from '../reports/render/screen/draw.ts';
import { migrateHere, temporaryFolder } from './run-tool.ts';

test('the last screen says where the sessions are, in every phase', async () => {
  const run = toolOnHome();
  const nothing = await run('rollback', '--yes');
  expect(nothing).toContain('there is nothing to go back from');
  expect(nothing).toMatch(/^ NOTHING DONE {3}The phase is json: the session files answer/m);
  expect(await run('migrate', '--yes')).toContain('The app still works on the files.');

  await run('phase', 'set', 'dual', '--yes');
  expect(await run('phase', 'set', 'dual', '--yes')).toMatch(/^ AS IT WAS {3}The phase is dual: /m);
  await run('phase', 'set', 'sqlite+json', '--yes', '--waive', 'comparisons', 'backup');
  const stays = await run('rollback', '--to', 'sqlite+json', '--yes');
  expect(stays).toMatch(/^ NOTHING DONE {3}The phase is sqlite\+json: the database answers, /m);
  expect(stays).not.toContain('BACK');
  expect(await run('migrate', '--yes')).toMatch(/^ MIGRATED .* The app works on the database\.$/m);

  expect(await run('phase', 'set', 'sqlite', '--yes', '--waive', 'backup')).toContain('CHANGED');
  expect(await run('migrate', '--yes')).toMatch(/^ MIGRATED .* The app works on the database\.$/m);
  const oneStep = await run('rollback', '--to', 'sqlite+json', '--yes');
  expect(oneStep).toMatch(/^ BACK {3}The phase is sqlite\+json: the database answers, /m);
  const back = await run('rollback', '--yes');
  expect(back).toMatch(/^ BACK {3}The session files answer again, with every session\.$/m);
});

test('a certificate is called written only by the run that wrote it', async () => {
  const run = toolOnHome();
  expect(await run('migrate', '--yes')).toMatch(/✓ certificate +written/);
  const again = await run('migrate', '--yes');
  expect(again).toContain('Nothing was written.');
  expect(again).toMatch(/✓ certificate +unchanged/);
});

test('files that answer as they are get no promise that nothing is lost', async () => {
  const { run, home } = homeOfOne();
  await run('migrate', '--yes');
  await run('phase', 'set', 'dual', '--yes');
  await run('phase', 'set', 'sqlite+json', '--yes', '--waive', 'comparisons', 'backup');
  writeFileSync(join(home, '.ait42', 'sessions.db'), 'not a database'.repeat(500));
  const back = await run('rollback', '--from-files', '--yes');
  expect(back).toMatch(/^ BACK, NOT COMPARED {3}The session files answer as they are; they may lack writes/m);
  expect(back).not.toContain('byte for byte');
});

test('a verb that found nothing to do does not say that it did it', async () => {
  const { run, home } = homeOfOne();
  const out = join(home, 'out');
  expect(await run('unarchive')).toMatch(
    /ever moved to the archive: nothing to bring back\.\n\n NOTHING DONE/,
  );
  expect(await run('aside', 'retry', '--all')).toMatch(/^ NOTHING DONE {3}Nothing is kept aside\.$/m);
  expect(await run('erase', '--hash', 'f'.repeat(16), '--yes')).toMatch(/^ NOTHING FOUND /m);
  expect(await run('erase', '--hash', 'f'.repeat(16), '--dry-run')).toMatch(/^ NOTHING FOUND /m);
  await run('migrate', '--yes');
  expect(await run('repair', '--dry-run')).toMatch(/^ SOUND /m);
  expect(await run('reconcile', '--all', '--from', 'json', '--dry-run')).toMatch(/^ EQUAL /m);
  expect(await run('restore-from-json', '--all', '--yes')).toMatch(/^ NOTHING DONE /m);
  for (const verb of [['export', '--all'], ['restore-json'], ['restore-originals']]) {
    const words = [...verb, '--out', `${out}-${verb[0]}`];
    expect(await run(...words)).toMatch(/^ WRITTEN /m);
    expect(await run(...words)).toMatch(/^ NOTHING WRITTEN {3}Every file was there already/m);
  }
  await run('phase', 'set', 'dual', '--yes');
  await run('phase', 'set', 'sqlite+json', '--yes', '--waive', 'comparisons', 'backup');
  await run('phase', 'set', 'sqlite', '--yes', '--waive', 'backup');
  expect(await run('archive', '--yes')).toMatch(/^ MOVED /m);
  expect(await run('archive', '--yes')).toMatch(/^ NOTHING DONE /m);
  expect(await run('archive')).toMatch(/^ NOTHING DONE /m);
  expect(await run('verify')).toMatch(/^ NOTHING TO COMPARE /m);
  expect(await run('diff')).toMatch(/^ NOTHING TO COMPARE /m);
  expect(await run('unarchive')).toMatch(/^ BACK /m);
  expect(await run('unarchive')).toMatch(/^ NOTHING DONE {3}Every session file is in its place already\.$/m);
});

test('a file that cannot be read is not said to be equal', async () => {
  const { run, home } = homeOfOne();
  writeFileSync(join(home, '.ait42', 'sessions', `${'f'.repeat(16)}.json`), 'no sessions');
  await run('migrate', '--yes');
  const partly = /^ EQUAL {3}The database holds what the readable files hold; 1 file cannot be read\.$/m;
  for (const words of [['verify'], ['verify', '--deep']]) expect(await run(...words)).toMatch(partly);
  expect(await run('diff')).toMatch(/^ EQUAL {3}Files and database do not differ where both can be read\.$/m);
  await run('phase', 'set', 'dual', '--yes');
  await run('phase', 'set', 'sqlite+json', '--yes', '--waive', 'comparisons', 'backup', 'no-asides');
  await run('phase', 'set', 'sqlite', '--yes', '--waive', 'backup');
  await run('archive', '--yes');
  for (const verb of ['verify', 'diff'])
    expect(await run(verb)).toMatch(/^ NOTHING TO COMPARE {3}There is no session file that can be read/m);
});

test('what comes next follows from the state of the home', async () => {
  const { run, home } = homeOfOne();
  const next = async (verb: string): Promise<string> => (await run(verb)).split('\n\n').at(-1) ?? '';
  for (const verb of ['doctor', 'scan', 'status']) expect(await next(verb)).toContain('migrate --dry-run');
  await run('migrate', '--yes');
  for (const verb of ['doctor', 'scan', 'status', 'verify']) {
    expect(await next(verb)).toMatch(/^ Next +ait42-migrate phase --explain/m);
    expect(await next(verb)).not.toContain('--dry-run');
  }
  rmSync(join(home, '.ait42', 'migration', 'certificate.json'));
  for (const verb of ['doctor', 'scan', 'status', 'verify'])
    expect(await next(verb)).toContain('migrate --dry-run');
  await run('migrate', '--yes');
  await run('phase', 'set', 'dual', '--yes');
  for (const verb of ['doctor', 'scan', 'status', 'verify'])
    expect(await next(verb)).toContain('phase --explain');
  await run('phase', 'set', 'sqlite+json', '--yes', '--waive', 'comparisons', 'backup');
  await run('phase', 'set', 'sqlite', '--yes', '--waive', 'backup');
  for (const verb of ['doctor', 'scan', 'status', 'verify']) {
    expect(await next(verb)).toContain('archive --dry-run');
    expect(await next(verb)).not.toMatch(/migrate --dry-run|phase --explain/);
  }
  await run('archive', '--yes');
  expect(await next('doctor')).toContain('backup');
  expect(await next('doctor')).not.toContain('archive --dry-run');
});

test('a folder without sessions is called that, with the folder that was looked for', async () => {
  const home = temporaryFolder();
  for (const verb of ['status', 'scan', 'stats', 'doctor']) {
    const { stdout, exitCode } = await migrateHere([verb, '--home', home]);
    if (verb !== 'doctor')
      expect(stdout).toContain(
        `No sessions were found: there is neither a session file nor a database in ${join(home, '.ait42')}.`,
      );
    if (verb !== 'stats') expect(stdout).toMatch(/^ NO SESSIONS [\s\S]*--home DIR/m);
    expect(stdout).not.toContain('workspace  ');
    expect(exitCode).toBe(0);
  }
});

test('a side that is only behind needs a step, and nobody to decide between both', async () => {
  const { run, home } = homeOfOne();
  const workspace = join(home, 'app');
  mkdirSync(workspace);
  const file = join(home, '.ait42', 'sessions', `${workspaceHash(workspace)}.json`);
  const add = (id: string): void =>
    writeFileSync(file, encodeSessions([checkedSession(sessionWith('a')), checkedSession(sessionWith(id))]));
  add('of the app');
  await run('migrate', '--yes');
  const keeps = readFileSync(file);
  const flat = async (...words: string[]): Promise<string> => (await run(...words)).replaceAll(/\s+/g, ' ');
  const sessions = (...ids: readonly string[]): void =>
    writeFileSync(file, encodeSessions(ids.map((id) => checkedSession(sessionWith(id)))));
  for (const [ids, what] of [
    [['a', 'of the app', 'later'], 'and the database is behind'],
    [['a'], 'and the database has 1 session that they do not have'],
  ] as const) {
    sessions(...ids);
    for (const verb of ['verify', 'verify --deep', 'diff']) {
      const told = await flat(...verb.split(' '));
      expect(told.split(`the session files are the truth, ${what}`)).toHaveLength(2);
      expect(told).toContain('reconcile --all --from json --dry-run');
    }
  }
  writeFileSync(file, keeps);
  await run('phase', 'set', 'dual', '--yes');
  await run('phase', 'set', 'sqlite+json', '--yes', '--waive', 'comparisons', 'backup', 'certificate');
  await writeToDatabase(home, workspace);
  for (const verb of ['verify', 'verify --deep', 'diff']) {
    const told = await flat(...verb.split(' '));
    expect(told).toMatch(/ DIFFERENT .*the session files are only behind: the next step/);
    expect(told).toContain('phase --explain');
    expect(told).not.toContain('reconcile');
  }
  const step = await run('phase', '--explain');
  expect(step).not.toContain('NOT MET contents-equal');
  await run('phase', 'set', 'dual', '--yes');
  expect(await run('verify')).toMatch(/^ EQUAL /m);
  await run('phase', 'set', 'sqlite+json', '--yes', '--waive', 'comparisons', 'backup', 'certificate');
  add('of another program');
  const forked = await run('verify');
  expect(forked).toContain('reconcile --all --dry-run');
  expect(forked).not.toContain('only behind');
});

/** By a program that is not the live store, so that no file follows. */
async function writeToDatabase(home: string, workspace: string): Promise<void> {
  const store = await openSqliteStore({ home });
  await store.createSession(workspace, sessionWith('of the database alone'));
  await store.close();
}

test('a home with many unreadable files fits a small terminal, and --full names every one', async () => {
  const { run, home } = homeOfOne();
  const names = Array.from({ length: 60 }, (_, at) => `aaaaaaaaaaaaaa${10 + at}.json`);
  for (const name of names) writeFileSync(join(home, '.ait42', 'sessions', name), 'no sessions');
  const lines = (await run('migrate', '--yes')).split('\n');
  expect(lines.length).toBeLessThanOrEqual(LINES_MAX);
  expect(lines.join('\n')).toMatch(
    /and 55 lines more: --full or --json has all of them, "ait42-migrate aside list"/,
  );
  const full = await run('migrate', '--yes', '--full');
  const list = await run('aside', 'list');
  for (const name of names) for (const text of [full, list]) expect(text).toContain(name);
});

/** One session file, and the tool on a screen that breaks no sentence. */
function homeOfOne() {
  vi.stubEnv('COLUMNS', '160');
  const home = temporaryFolder();
  const sessions = join(home, '.ait42', 'sessions');
  mkdirSync(sessions, { recursive: true });
  writeFileSync(join(sessions, '0123456789abcdef.json'), encodeSessions([checkedSession(sessionWith('a'))]));
  const run = async (...words: string[]): Promise<string> =>
    (await migrateHere([...words, '--home', home])).stdout;
  return { home, run };
}

const toolOnHome = () => homeOfOne().run;
