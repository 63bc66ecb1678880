// A damaged row takes the place of no good file, whoever copies it, and what is refused because of it has changed nothing.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { workspaceHash } from '../../contract/workspace.ts';
import { databaseFile } from '../../impl-sqlite/index.ts';
import { rewriteFiles } from '../rewrite-files.ts';
import { exportSessions } from '../tools/export-sessions.ts';
import { planReconciliation, reconcileHome } from '../tools/reconcile-home.ts';
import { readingDatabaseFile, withDatabase } from '../with-database.ts';
import { snapshotChannel } from './events.ts';
import { changePhase, rollBack } from './phase-change.ts';
import { readPhase } from './phase-file.ts';
import { reconcileWorkspace } from './reconcile.ts';
import { SessionManager } from './session-manager.ts';
import { eventsOf, useCutOver } from './suite/cut-over.ts';
import { flipText } from './suite/flip-text.ts';
import { type LiveHome, sessionWith, waived } from './suite/live-home.ts';

const { freshFolder } = useFolder('spread');
const freshCutOver = useCutOver();
const CORRUPT = expect.objectContaining({ code: 'E_CORRUPT' });

/** In phase sqlite+json or sqlite; the first workspace's file has the value, its row another one by a flipped bit. */
async function damagedHome(phase: 'sqlite+json' | 'sqlite'): Promise<LiveHome & { readonly good: string }> {
  const place = await freshCutOver();
  const manager = await SessionManager.open({ home: place.home });
  await manager.createSession(place.one, sessionWith('good', { model: 'GOODVALUE' }));
  await manager.createSession(place.two, sessionWith('other'));
  expect(await manager.settle()).toBe(true);
  if (phase === 'sqlite') await manager.setPhase('sqlite', { waived });
  await manager.close();
  flipText(databaseFile(place.home), 'GOODVALUE', 'FOODVALUE');
  const good = readFileSync(place.fileOf(place.one), 'utf8');
  expect(good).toContain('GOODVALUE');
  return { ...place, good };
}

test('a snapshot leaves a good file alone where the row is damaged, and says so', async () => {
  const { home, one, two, fileOf, good } = await damagedHome('sqlite+json');
  const events = eventsOf(snapshotChannel.name);
  const manager = await SessionManager.open({ home });
  await manager.createSession(one, sessionWith('later'));
  await manager.createSession(two, sessionWith('later'));
  expect(await manager.settle()).toBe(false);
  await manager.close();
  expect(readFileSync(fileOf(one), 'utf8')).toBe(good);
  expect(readFileSync(fileOf(two), 'utf8')).toContain('later');
  expect(events).toContainEqual({ home, hash: workspaceHash(one), kind: 'failed', reason: 'E_CORRUPT' });
});

test.each([
  { phase: 'sqlite', what: 'the step back', work: (home: string) => changePhase(home, 'sqlite+json') },
  { phase: 'sqlite', what: 'the rollback', work: (home: string) => rollBack(home) },
  { phase: 'sqlite+json', what: 'the step back', work: (home: string) => changePhase(home, 'dual') },
  { phase: 'sqlite+json', what: 'the rollback', work: (home: string) => rollBack(home) },
  {
    phase: 'sqlite+json',
    what: 'the step forward',
    work: (home: string) => changePhase(home, 'sqlite', { waived }),
  },
] as const)('in phase $phase, $what refused for damage has changed nothing', async ({ phase, work }) => {
  const { home, fileOf, one, good } = await damagedHome(phase);
  const originals = join(home, '.ait42', 'archive', 'originals');
  const archived = readdirSync(originals);
  await expect(work(home)).rejects.toThrow(/database-sound/);
  expect(readPhase(home).phase).toBe(phase);
  expect(readFileSync(fileOf(one), 'utf8')).toBe(good);
  expect(readdirSync(originals)).toEqual(archived);
});

test.each(['sqlite', 'both'] as const)('a reconciliation from %s copies no damaged row', async (from) => {
  const { home, fileOf, one, good } = await damagedHome('sqlite+json');
  await withDatabase({ home }, async (store) => {
    const { steps } = await planReconciliation({ home, store, from });
    expect(steps.map(({ workspace }) => workspace)).toEqual([workspaceHash(one)]);
    await expect(reconcileHome({ home, store }, steps)).rejects.toEqual(CORRUPT);
    const keep = from === 'both' ? 'both' : 'database';
    await expect(reconcileWorkspace({ home, store, hash: workspaceHash(one), keep })).rejects.toEqual(
      CORRUPT,
    );
    expect(readFileSync(fileOf(one), 'utf8')).toBe(good);
    // The other way the file heals the row.
    await reconcileWorkspace({ home, store, hash: workspaceHash(one), keep: 'file' });
    expect((await store.check()).findings).toEqual([]);
    expect(await store.fileText(workspaceHash(one))).toContain('GOODVALUE');
  });
});

test('no file is written from a damaged database, be it for a way back or for the user', async () => {
  const { home } = await damagedHome('sqlite');
  const targetDir = freshFolder();
  const makeTarget = (): void => {
    throw new Error('made');
  };
  await readingDatabaseFile(databaseFile(home), async (store) => {
    await expect(rewriteFiles({ store, targetDir, makeTarget })).rejects.toEqual(CORRUPT);
    await expect(exportSessions({ store, targetDir, makeTarget, format: 'json' })).rejects.toEqual(CORRUPT);
    expect(readdirSync(targetDir)).toEqual([]);
  });
});
