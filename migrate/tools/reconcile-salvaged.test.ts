// A file that the app cannot read, and of which the database holds what was salvaged, is no difference.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeSessions } from '../../contract/session-writer.ts';
import { sampleSession } from '../../contract/suite/samples.ts';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { importHome } from '../import-home.ts';
import { withDatabase } from '../with-database.ts';
import { planReconciliation } from './reconcile-home.ts';

const { root: home } = useFolder('salvaged');
const HASH = 'a'.repeat(16);
const [one, two] = [sampleSession('one'), sampleSession('two')];

test('a salvaged file needs no reconciliation until the database holds other sessions than were salvaged', async () => {
  mkdirSync(join(home, '.ait42', 'sessions'), { recursive: true });
  const damaged = writeSessions([one, two]).replace('"id": "two"', '"id": 2');
  writeFileSync(join(home, '.ait42', 'sessions', `${HASH}.json`), damaged);
  await withDatabase({ home }, async (store) => {
    await importHome({ home, store, archiveDir: join(home, '.ait42', 'archive'), salvage: true });
    const plan = (from?: 'json' | 'sqlite') => planReconciliation({ home, store, from });
    expect((await plan()).steps).toEqual([]);
    await store.replaceWorkspace(HASH, [two]);
    expect((await plan('json')).steps).toMatchObject([{ state: 'unreadable', action: null }]);
    expect((await plan('sqlite')).steps).toMatchObject([{ state: 'unreadable', action: 'write the file' }]);
    await store.replaceWorkspace(HASH, []);
    expect((await plan('sqlite')).steps).toMatchObject([{ state: 'unreadable', action: null }]);
  });
});
