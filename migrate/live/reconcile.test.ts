// What is taken from a file is what the file holds, not what it holds in the middle of a write.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkedSession } from '../../contract/arguments.ts';
import { writeSessions } from '../../contract/session-writer.ts';
import { openSqliteStore, type SqliteStore } from '../../impl-sqlite/index.ts';
import { reconcileWorkspace } from './reconcile.ts';

const root = mkdtempSync(join(tmpdir(), 'reconcile-'));
afterAll(() => rmSync(root, { recursive: true }));
const HASH = 'a'.repeat(16);
const [one, two] = ['one', 'two'].map((id) =>
  checkedSession({
    ...{ id, type: 'debate', task: 't', status: 's', createdAt: '', updatedAt: '' },
    instances: [],
    chatHistory: [],
  }),
);

/** A home without the file whose database holds one session. */
async function inHome(
  name: string,
  work: (place: { home: string; store: SqliteStore; hash: string }, path: string) => Promise<void>,
): Promise<void> {
  const home = join(root, name);
  mkdirSync(join(home, '.ait42', 'sessions'), { recursive: true });
  const store = await openSqliteStore({ home });
  try {
    await store.replaceWorkspace(HASH, [one!]);
    await work({ home, store, hash: HASH }, join(home, '.ait42', 'sessions', `${HASH}.json`));
  } finally {
    await store.close();
  }
}

test('a file that the app has emptied to write it is waited for', () =>
  inHome('emptied', async (place, path) => {
    writeFileSync(path, '');
    setTimeout(() => writeFileSync(path, writeSessions([one!, two!])), 20);
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
