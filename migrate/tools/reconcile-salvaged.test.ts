// A file that the app cannot read, and of which the database holds what was salvaged, is no difference.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkedSession } from '../../contract/arguments.ts';
import { writeSessions } from '../../contract/session-writer.ts';
import { openSqliteStore } from '../../impl-sqlite/index.ts';
import { importHome } from '../import-home.ts';
import { planReconciliation } from './reconcile-home.ts';

const home = mkdtempSync(join(tmpdir(), 'salvaged-'));
afterAll(() => rmSync(home, { recursive: true }));
const HASH = 'a'.repeat(16);
const [one, two] = ['one', 'two'].map((id) =>
  checkedSession({
    ...{ id, type: 'debate', task: 't', status: 's', createdAt: '', updatedAt: '', instances: [] },
    chatHistory: [],
  }),
);

test('a salvaged file needs no reconciliation until the database holds other sessions than were salvaged', async () => {
  mkdirSync(join(home, '.ait42', 'sessions'), { recursive: true });
  const damaged = writeSessions([one!, two!]).replace('"id": "two"', '"id": 2');
  writeFileSync(join(home, '.ait42', 'sessions', `${HASH}.json`), damaged);
  const store = await openSqliteStore({ home });
  try {
    await importHome({ home, store, archiveDir: join(home, '.ait42', 'archive'), salvage: true });
    const plan = (from?: 'json' | 'sqlite') => planReconciliation({ home, store, from });
    expect((await plan()).steps).toEqual([]);
    await store.replaceWorkspace(HASH, [two!]);
    expect((await plan('json')).steps).toMatchObject([{ state: 'unreadable', action: null }]);
    expect((await plan('sqlite')).steps).toMatchObject([{ state: 'unreadable', action: 'write the file' }]);
    await store.replaceWorkspace(HASH, []);
    expect((await plan('sqlite')).steps).toMatchObject([{ state: 'unreadable', action: null }]);
  } finally {
    await store.close();
  }
});
