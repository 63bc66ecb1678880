// What a change of phase need not look at again: known to be equal, a large file without either side in memory.

import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { workspaceHash } from '../../contract/workspace.ts';
import { openSqliteStore } from '../../impl-sqlite/index.ts';
import { STREAMED_BYTES_MIN } from '../import-source.ts';
import { shadowChannel } from './events.ts';
import { archiveDirectory } from './live-files.ts';
import { SessionManager } from './session-manager.ts';
import { equalLargeFiles, importSettling } from './settled-files.ts';
import { eventsOf } from './suite/cut-over.ts';
import { sessionWith, useHomes, waived } from './suite/live-home.ts';

const freshHome = useHomes();

function put(file: string, count: number, task: string): void {
  const sessions = Array.from({ length: count }, (_, number) => sessionWith(`s${number}`, { task }));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(sessions, null, 2));
}

test('a large file is compared as a stream, and what the import of it replaced is in the archive', async () => {
  const { home, one, fileOf } = freshHome();
  const hash = workspaceHash(one);
  put(fileOf(one), 17, 'x'.repeat(STREAMED_BYTES_MIN / 16));
  const store = await openSqliteStore({ home });
  await store.createSession(one, sessionWith('only here'));
  const events = eventsOf(shadowChannel.name);
  const manager = await SessionManager.open({ home });
  const told: unknown[] = [];
  await manager.setPhase('dual', { onDatabaseOnly: (...what) => told.push(what) });
  expect(told).toEqual([[[{ hash, missing: 1, different: 0 }], 'archived']]);
  expect(events).toEqual([]);
  const manifest = JSON.parse(readFileSync(`${archiveDirectory(home)}/manifest.json`, 'utf8'));
  expect(manifest.originals).toMatchObject([{ verdict: 'replaced', sessions: 1 }, { sessions: 17 }]);
  expect([...(await equalLargeFiles(home, store))]).toEqual([hash]);
  await store.updateInstanceStatus(one, 's16', 1, 'failed');
  expect([...(await equalLargeFiles(home, store))]).toEqual([]);
  await store.close();
  await manager.setPhase('sqlite+json', { waived });
  expect(events).toMatchObject([{ hash, kind: 'converged' }]);
  await manager.close();
});

test('a file that changes behind its import is looked at again', async () => {
  const { home, one, fileOf } = freshHome();
  put(fileOf(one), 17, 'x'.repeat(STREAMED_BYTES_MIN / 16));
  const store = await openSqliteStore({ home });
  const options = { home, store, archiveDir: archiveDirectory(home) };
  expect([...(await importSettling(options)).settled]).toEqual([workspaceHash(one)]);
  const { settled } = await importSettling({
    ...options,
    onProgress: ({ stage, done, total }) => {
      if (stage === 'importing' && done === total) appendFileSync(fileOf(one), '\n');
    },
  });
  expect([...settled]).toEqual([]);
  await store.close();
});
