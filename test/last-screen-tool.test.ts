// What the verbs that move between files and database say at their end, held against what they did.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { checkedSession } from '../contract/arguments.ts';
import { encodeSessions } from '../impl-json/index.ts';
import { sessionWith } from '../migrate/live/suite/live-home.ts';
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
