// Nothing that a session says appears in what the live migration tells, keeps beside the stores, or throws.

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkedSession } from '../../contract/arguments.ts';
import { openJsonStore } from '../../impl-json/index.ts';
import { withDatabase } from '../with-database.ts';
import {
  autoMigrateChannel,
  fallbackChannel,
  phaseChannel,
  shadowChannel,
  snapshotChannel,
} from './events.ts';
import { migrationDirectory } from './live-files.ts';
import { SessionManager } from './session-manager.ts';
import { sessionWith, useHomes, waived } from './suite/live-home.ts';

const freshHome = useHomes();
const CANARY = 'canary-of-content';

test('canaries in every text field but the id appear in no event, state file, status, report or error', async () => {
  const told: unknown[] = [];
  const listen = (message: unknown): void => {
    told.push(message);
  };
  const channels = [autoMigrateChannel, fallbackChannel, phaseChannel, shadowChannel, snapshotChannel];
  for (const { name } of channels) subscribe(name, listen);
  const { home, one, two, fileOf } = freshHome();
  const manager = await SessionManager.open({ home, compareOneIn: 1 });
  const note = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => undefined,
      (error) => told.push(error, error.message, error.data, String(error.cause)),
    );
  await manager.createSession(one, withCanaries('a'));
  await manager.createSession(two, withCanaries('b'));
  await manager.setPhase('dual');
  // A divergence, a foreign write, a file that cannot be read.
  await withDatabase({ home }, (intruder) => intruder.updateInstanceStatus(one, 'a', 1, `${CANARY} status`));
  await manager.getAllSessions(one);
  await manager.settle();
  await openJsonStore({ home, mode: 'faithful' }).createSession(one, withCanaries('c'));
  const sound = readFileSync(fileOf(two));
  writeFileSync(fileOf(two), sound.subarray(0, sound.length - 9));
  await note(manager.createSession(two, withCanaries('d')));
  told.push(await manager.status());
  writeFileSync(fileOf(two), sound);
  await note(manager.setPhase('sqlite+json'));
  await note(manager.setPhase('sqlite+json', { waived }));
  // A fork, and a rollback that it refuses.
  await openJsonStore({ home, mode: 'faithful' }).createSession(one, withCanaries('e'));
  await manager.createSession(one, withCanaries('f'));
  await manager.settle();
  await note(manager.rollback());
  await note(manager.updateInstanceStatus(one, 'a', 9, CANARY));
  told.push(await manager.status());
  await manager.close();
  for (const { name } of channels) unsubscribe(name, listen);
  for (const name of readdirSync(migrationDirectory(home))) {
    const path = join(migrationDirectory(home), name);
    if (statSync(path).isFile()) told.push(readFileSync(path, 'utf8'));
  }
  told.push(readFileSync(join(home, '.ait42', 'archive', 'manifest.json'), 'utf8'));
  expect(told.length).toBeGreaterThan(15);
  expect(JSON.stringify(told)).not.toContain(CANARY);
});

/** Every text of a session, an instance and a message, but the session's id, which reports may name. */
function withCanaries(id: string): ReturnType<typeof sessionWith> {
  const message = { id: 'm', role: 'user', content: 'x', timestamp: 't', instanceId: 1 };
  const plain = checkedSession(
    sessionWith(id, { completedAt: 'x', model: 'x', runtimeMix: ['x'], chatHistory: [message] }),
  );
  const marked = JSON.parse(JSON.stringify(plain), (key, value) =>
    typeof value === 'string' ? `${CANARY} ${key} ${value}` : value,
  );
  return { ...marked, id };
}
