// Every change of phase and the whole rollback, killed at each change of the file system that it makes: what answers has
// every session at once, and running again ends as if nothing had happened.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { amountOf } from '../../contract/suite/amounts.ts';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { workspaceHash } from '../../contract/workspace.ts';
import { openJsonStore } from '../../impl-json/index.ts';
import { openSqliteStore } from '../../impl-sqlite/index.ts';
import { PHASES, type Phase, stepsBetween } from './phase.ts';
import { changePhase, rollBack } from './phase-change.ts';
import { readPhase } from './phase-file.ts';
import { SessionManager } from './session-manager.ts';
import { buryOwners, dieAt } from './suite/dying-fs.ts';
import { readAsOldApp } from './suite/frozen-reader.ts';
import { sessionWith, waived } from './suite/live-home.ts';

const { root, freshPath } = useFolder('live-kill');
const workspaces = ['one', 'two', 'three'].map((name) => join(root, name));
for (const workspace of workspaces) mkdirSync(workspace);
const [one = '', two = '', three = ''] = workspaces;
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  [one]: ['a', 'late'],
  [two]: ['b', 'c'],
  [three]: ['only late'],
};

/** A home in a phase whose other side lacks the last writes. */
async function templateIn(phase: Phase): Promise<string> {
  const home = mkdtempSync(join(root, 'template-'));
  const manager = await SessionManager.open({ home });
  for (const id of ['a', 'gone']) await manager.createSession(one, sessionWith(id));
  for (const id of ['b', 'c']) await manager.createSession(two, sessionWith(id));
  for (const step of stepsBetween('json', phase)) await manager.setPhase(step, { waived });
  await manager.close();
  // Straight into the store that answers, so that nothing follows.
  const isInFiles = phase === 'json' || phase === 'dual';
  const store = isInFiles ? openJsonStore({ home, mode: 'safe' }) : await openSqliteStore({ home });
  await store.deleteSession(one, 'gone');
  await store.createSession(one, sessionWith('late'));
  await store.createSession(three, sessionWith('only late'));
  await store.close();
  return home;
}

function copyOf(template: string): string {
  const home = freshPath();
  cpSync(template, home, { recursive: true });
  return home;
}

async function expectAll(home: string): Promise<void> {
  const manager = await SessionManager.open({ home });
  for (const workspace of workspaces) {
    const ids = (await manager.getAllSessions(workspace)).map(({ id }) => id);
    expect(ids).toEqual(EXPECTED[workspace]);
  }
  await manager.close();
}

function expectOldApp(home: string): void {
  for (const workspace of workspaces) {
    expect(readAsOldApp(home, workspace).map(({ id }) => id)).toEqual(EXPECTED[workspace]);
  }
}

async function expectDone(home: string, to: Phase): Promise<void> {
  expect(readPhase(home).phase).toBe(to);
  await expectAll(home);
  // All but the last phase keep the files.
  if (to !== 'sqlite') expectOldApp(home);
  if (to === 'json') return;
  const database = await openSqliteStore({ home });
  for (const workspace of workspaces) {
    const ids = (await database.sessionsOfHash(workspaceHash(workspace))).map(({ id }) => id);
    expect(ids).toEqual(EXPECTED[workspace]);
  }
  await database.close();
}

type Work = (home: string) => Promise<unknown>;

const CUT_EVERY = amountOf('STOREPROOF_LIVE_CUTS');

/** Answers how many places there are to be killed at, counted up to the stride. */
async function killEverywhere(template: string, to: Phase, work: Work): Promise<number> {
  for (let nth = 1; ; nth += CUT_EVERY) {
    const home = copyOf(template);
    const from = readPhase(home).phase;
    const mortal = dieAt(nth, 'throw');
    const isDead = await work(home).then(
      () => false,
      () => true,
    );
    const isUndisturbed = mortal.count() < nth;
    mortal.revive();
    if (isUndisturbed) {
      expect(isDead).toBe(false);
      await expectDone(home, to);
      return nth - 1;
    }
    buryOwners(home);
    expect(stepsBetween(from, to).concat(from)).toContain(readPhase(home).phase);
    await expectAll(copyOf(home));
    await work(home);
    await expectDone(home, to);
    rmSync(home, { recursive: true });
  }
}

const steps = PHASES.flatMap((from) => PHASES.map((to) => ({ from, to }))).filter(
  ({ from, to }) => stepsBetween(from, to).length === 1,
);

test.each(steps)(
  'killed anywhere on the step from $from to $to, running again completes it',
  async ({ from, to }) => {
    const template = await templateIn(from);
    const places = await killEverywhere(template, to, (home) => changePhase(home, to, { waived }));
    expect(places).toBeGreaterThan(8);
  },
);

test('killed anywhere on the rollback from sqlite, running again completes it', async () => {
  const template = await templateIn('sqlite');
  expect(
    await killEverywhere(template, 'json', (home) => rollBack(home, 'json', { waived })),
  ).toBeGreaterThan(50);
});

/** Every place with STOREPROOF_LIVE_KILLS=1; a process for each takes a while. */
const STRIDE = amountOf('STOREPROOF_LIVE_KILLS');

test('a process that is really killed leaves nothing that the next one cannot complete', async () => {
  const template = await templateIn('sqlite');
  const child = join(import.meta.dirname, 'suite', 'kill-child.ts');
  for (let nth = STRIDE; ; nth += STRIDE) {
    const home = copyOf(template);
    const { signal, status, stderr } = spawnSync(process.execPath, [child, home, 'rollback', String(nth)], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    if (signal === null) {
      expect(status).toBe(0);
      await expectDone(home, 'json');
      return;
    }
    expect(signal).toBe('SIGKILL');
    await expectAll(copyOf(home));
    await rollBack(home, 'json', { waived });
    await expectDone(home, 'json');
    rmSync(home, { recursive: true });
  }
});
