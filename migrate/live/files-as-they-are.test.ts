// The way back from a database that cannot be read: to files that may be old, which is said, and with the database kept.

import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { amountOf } from '../../contract/suite/amounts.ts';
import { workspaceHash } from '../../contract/workspace.ts';
import { databaseFile } from '../../impl-sqlite/index.ts';
import { goBackToFilesAsTheyAre } from './files-as-they-are.ts';
import { rollBack } from './phase-change.ts';
import { readPhase } from './phase-file.ts';
import { SessionManager } from './session-manager.ts';
import { buryOwners, dieAt } from './suite/dying-fs.ts';
import { readAsOldApp } from './suite/frozen-reader.ts';
import { sessionWith, useHomes, waived } from './suite/live-home.ts';

const freshHome = useHomes();
const CUT_EVERY = amountOf('STOREPROOF_LIVE_CUTS');
const RUBBISH = 'not a database'.repeat(500);

async function cutOver(isDamaged: boolean) {
  const { home, one } = freshHome();
  const manager = await SessionManager.open({ home });
  await manager.createSession(one, sessionWith('a'));
  for (const phase of ['dual', 'sqlite+json'] as const) await manager.setPhase(phase, { waived });
  await manager.createSession(one, sessionWith('b'));
  await manager.close();
  if (isDamaged) writeFileSync(databaseFile(home), RUBBISH);
  return { home, one };
}

test('a database that cannot be read is kept aside, and the files answer and take writes', async () => {
  const { home, one } = await cutOver(true);
  const manager = await SessionManager.open({ home });
  await expect(manager.rollback()).rejects.toMatchObject({ code: 'E_NOT_A_DATABASE' });
  const { reason, staleSince, keptAs } = await manager.goBackToFilesAsTheyAre();
  expect(reason).toBe('E_NOT_A_DATABASE');
  expect(staleSince).toMatch(/^\d{4}-/);
  expect(readFileSync(keptAs ?? '', 'utf8')).toBe(RUBBISH);
  expect(existsSync(databaseFile(home))).toBe(false);
  expect(manager.phase).toBe('json');
  await manager.createSession(one, sessionWith('c'));
  expect(readAsOldApp(home, one).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  expect(await manager.autoMigrate()).toMatchObject({ result: 'nothing to do' });
  await manager.setPhase('dual');
  await manager.close();
});

test('so is a missing one gone back from, and nothing is kept', async () => {
  const { home } = await cutOver(false);
  rmSync(databaseFile(home));
  const manager = await SessionManager.open({ home });
  expect(await manager.goBackToFilesAsTheyAre()).toMatchObject({ reason: 'E_NOT_FOUND', keptAs: null });
  await manager.close();
});

test('a log without its database is as a missing one, and is kept', async () => {
  const { home, one } = await cutOver(false);
  rmSync(databaseFile(home));
  writeFileSync(`${databaseFile(home)}-wal`, 'a log');
  const manager = await SessionManager.open({ home });
  expect((await manager.status()).answers).toMatchObject({ source: 'json', reason: 'E_NOT_FOUND' });
  expect((await manager.getAllSessions(one)).map(({ id }) => id)).toEqual(['a', 'b']);
  const { reason, keptAs } = await manager.goBackToFilesAsTheyAre();
  expect(reason).toBe('E_NOT_FOUND');
  expect(readFileSync(`${keptAs}-wal`, 'utf8')).toBe('a log');
  await manager.setPhase('dual');
  await manager.close();
});

test('what is pending of a workspace that is whole comes along, what is damaged does not', async () => {
  const { home, one, two } = freshHome();
  const manager = await SessionManager.open({ home });
  for (let count = 0; count < 40; count++)
    await manager.createSession(one, sessionWith(`n${count}`, { task: `ZZZQQQ${count}` }));
  await manager.createSession(two, sessionWith('a'));
  for (const phase of ['dual', 'sqlite+json'] as const) await manager.setPhase(phase, { waived });
  await manager.close();
  const before = readAsOldApp(home, one);
  const at = readFileSync(databaseFile(home)).lastIndexOf('ZZZQQQ20');
  expect(at).toBeGreaterThan(0);
  const descriptor = openSync(databaseFile(home), 'r+');
  writeSync(descriptor, 'X', at);
  closeSync(descriptor);
  const writer = await SessionManager.open({ home });
  await writer.createSession(two, sessionWith('pending'));
  const { reason, rescued } = await goBackToFilesAsTheyAre(home);
  expect(reason).toBe('E_CORRUPT');
  expect(rescued).toEqual([workspaceHash(two)]);
  expect(readAsOldApp(home, two).map(({ id }) => id)).toEqual(['a', 'pending']);
  expect(readAsOldApp(home, one)).toEqual(before);
  await writer.createSession(two, sessionWith('later'));
  await writer.close();
  expect(readAsOldApp(home, two).map(({ id }) => id)).toEqual(['a', 'pending', 'later']);
});

test('in phase sqlite a missing database is named as what the phase needs', async () => {
  const { home } = await cutOver(false);
  const manager = await SessionManager.open({ home });
  await manager.setPhase('sqlite', { waived });
  await manager.close();
  rmSync(databaseFile(home));
  const missing = { code: 'E_NOT_FOUND', message: expect.stringContaining('though the phase is sqlite') };
  await expect(rollBack(home)).rejects.toMatchObject(missing);
  await expect(SessionManager.open({ home })).rejects.toMatchObject(missing);
  expect(existsSync(databaseFile(home))).toBe(false);
});

test('a database that can be read is not left behind', async () => {
  const { home } = await cutOver(false);
  const manager = await SessionManager.open({ home });
  const before = readdirSync(dirname(databaseFile(home)));
  await expect(manager.goBackToFilesAsTheyAre()).rejects.toMatchObject({ code: 'E_REFUSED' });
  expect(readPhase(home).phase).toBe('sqlite+json');
  expect(readdirSync(dirname(databaseFile(home)))).toEqual(expect.arrayContaining(before));
  await manager.setPhase('sqlite', { waived });
  await expect(manager.goBackToFilesAsTheyAre()).rejects.toMatchObject({ code: 'E_REFUSED' });
  await manager.rollback();
  await expect(manager.goBackToFilesAsTheyAre()).rejects.toMatchObject({ code: 'E_REFUSED' });
  await manager.close();
});

test('killed anywhere, the database is there, the files answer, and running again completes it', async () => {
  for (let nth = 1; ; nth += CUT_EVERY) {
    const { home, one } = await cutOver(true);
    const mortal = dieAt(nth, 'throw');
    const isDead = await goBackToFilesAsTheyAre(home).then(
      () => false,
      () => true,
    );
    const isUndisturbed = mortal.count() < nth;
    mortal.revive();
    buryOwners(home);
    const folder = dirname(databaseFile(home));
    const kept = readdirSync(folder, { withFileTypes: true }).filter(
      (entry) => entry.isFile() && readFileSync(join(folder, entry.name), 'utf8') === RUBBISH,
    );
    expect(kept.length).toBeGreaterThan(0);
    if (readPhase(home).phase === 'sqlite+json') await goBackToFilesAsTheyAre(home);
    const manager = await SessionManager.open({ home });
    await manager.createSession(one, sessionWith('c'));
    await manager.close();
    expect(readAsOldApp(home, one).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    if (!isUndisturbed) continue;
    expect(isDead).toBe(false);
    expect(nth).toBeGreaterThan(8);
    return;
  }
});
