// What is taken from a file is what the file holds, not what it holds in the middle of a write.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeSessions } from '../../contract/session-writer.ts';
import { sampleSession } from '../../contract/suite/samples.ts';
import { useFolder } from '../../contract/suite/test-folder.ts';
import type { SqliteStore } from '../../impl-sqlite/index.ts';
import { withDatabase } from '../with-database.ts';
import { reconcileWorkspace } from './reconcile.ts';

const { root } = useFolder('reconcile');
const HASH = 'a'.repeat(16);
const [one, two] = [sampleSession('one'), sampleSession('two')];

/** A home without the file whose database holds one session. */
async function inHome(
  name: string,
  work: (place: { home: string; store: SqliteStore; hash: string }, path: string) => Promise<void>,
): Promise<void> {
  const home = join(root, name);
  mkdirSync(join(home, '.ait42', 'sessions'), { recursive: true });
  await withDatabase({ home }, async (store) => {
    await store.replaceWorkspace(HASH, [one]);
    await work({ home, store, hash: HASH }, join(home, '.ait42', 'sessions', `${HASH}.json`));
  });
}

test('a file that the app has emptied to write it is waited for', () =>
  inHome('emptied', async (place, path) => {
    writeFileSync(path, '');
    setTimeout(() => writeFileSync(path, writeSessions([one, two])), 20);
    expect(await reconcileWorkspace({ ...place, keep: 'file' })).toEqual({ sessions: 2, fromFile: 2 });
    expect(await place.store.sessionsOfHash(HASH)).toHaveLength(2);
  }));

test('a file that is gone does not empty the workspace', () =>
  inHome('gone', async (place) => {
    await expect(reconcileWorkspace({ ...place, keep: 'file' })).rejects.toMatchObject({
      code: 'E_NOT_FOUND',
    });
    expect(await place.store.sessionsOfHash(HASH)).toHaveLength(1);
  }));
