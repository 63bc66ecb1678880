// A process has the database open that answers, while another one puts a different file under its name, or none.

import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { databaseFile, moveDatabaseAside, restoreDatabase } from '../../impl-sqlite/index.ts';
import type { Phase } from './phase.ts';
import { SessionManager } from './session-manager.ts';
import { readAsOldApp } from './suite/frozen-reader.ts';
import { idsOf, sessionWith, useHomes, waived } from './suite/live-home.ts';

const freshHome = useHomes();
const UP: readonly Phase[] = ['dual', 'sqlite+json', 'sqlite'];

/** Two managers of one home, as two processes have them. */
async function twoIn(phase: Phase) {
  const { home, one } = freshHome();
  const mover = await SessionManager.open({ home });
  await mover.createSession(one, sessionWith('first'));
  for (const step of UP.slice(0, UP.indexOf(phase) + 1)) await mover.setPhase(step, { waived });
  const writer = await SessionManager.open({ home });
  expect(idsOf(await writer.getAllSessions(one))).toEqual(['first']);
  return { home, one, mover, writer, file: databaseFile(home) };
}

test('who was idle while the phase went away and came back writes to the database that answers then', async () => {
  const { home, one, mover, writer, file } = await twoIn('sqlite+json');
  await mover.rollback();
  expect(moveDatabaseAside(file)).not.toBeNull();
  for (const step of ['dual', 'sqlite+json'] as const) await mover.setPhase(step, { waived });
  await writer.createSession(one, sessionWith('late'));
  expect(idsOf(await mover.getAllSessions(one))).toEqual(['first', 'late']);
  await Promise.all([mover.close(), writer.close()]);
  expect(idsOf(readAsOldApp(home, one))).toEqual(['first', 'late']);
});

test.each(['sqlite+json', 'sqlite'] as const)('a damaged database restored in phase %s', async (phase) => {
  const { one, mover, writer, file } = await twoIn(phase);
  const backup = await mover.backup();
  await mover.close();
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(100, 0x58), 0, 100, 0);
  closeSync(descriptor);
  restoreDatabase(backup, file);
  await writer.createSession(one, sessionWith('late'));
  await writer.transaction(one, (operations) => operations.createSession(one, sessionWith('later')));
  await writer.close();
  const reader = await SessionManager.open({ home: writer.home });
  expect(idsOf(await reader.getAllSessions(one))).toEqual(['first', 'late', 'later']);
  await reader.close();
});

test('a database that is removed: the files get what they lack and answer, and nothing is acknowledged', async () => {
  const { home, one, mover, writer, file } = await twoIn('sqlite+json');
  await mover.close();
  await writer.createSession(one, sessionWith('second'));
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  await expect(writer.createSession(one, sessionWith('late'))).rejects.toMatchObject({
    code: 'E_STALE_FALLBACK',
  });
  expect(idsOf(await writer.getAllSessions(one))).toEqual(['first', 'second']);
  expect((await writer.status()).answers).toMatchObject({ source: 'json', reason: 'E_NOT_FOUND' });
  await writer.close();
  expect(idsOf(readAsOldApp(home, one))).toEqual(['first', 'second']);
});

test('a database that follows is followed on in the file that took its place', async () => {
  const { one, mover, writer, file } = await twoIn('dual');
  await writer.createSession(one, sessionWith('second'));
  expect(await writer.settle()).toBe(true);
  expect(moveDatabaseAside(file)).not.toBeNull();
  await writer.createSession(one, sessionWith('third'));
  expect(await writer.settle()).toBe(true);
  await mover.setPhase('sqlite+json', { waived });
  expect(idsOf(await mover.getAllSessions(one))).toEqual(['first', 'second', 'third']);
  await Promise.all([mover.close(), writer.close()]);
});
