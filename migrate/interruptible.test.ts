// Work over a home gives the event loop turns, though everything it waits for is there at once: whoever wants to stop it
// is heard before it is over.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { openSqliteStore } from '../impl-sqlite/index.ts';
import { writeLegacyHome } from '../sessions/legacy-home.ts';
import { importHome, scanHome, verifyHome } from './index.ts';

const { root: folder } = useFolder('storeproof-test');

/** Rejects as the work does once a timer, which needs a turn of the loop, has aborted it. */
function stopped(work: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 1);
  return work(controller.signal);
}

test('scan, import and verification of a home hear that they shall stop', async () => {
  const home = join(folder, 'home');
  writeLegacyHome(home, { seed: 5, sessions: 1_500 });
  const archiveDir = join(folder, 'archive');
  const store = await openSqliteStore({ file: join(folder, 'sessions.db') });
  const aborted = { code: 'E_ABORTED' };
  await expect(stopped((signal) => scanHome({ home, signal }))).rejects.toMatchObject(aborted);
  await expect(stopped((signal) => importHome({ home, store, archiveDir, signal }))).rejects.toMatchObject(
    aborted,
  );
  await importHome({ home, store, archiveDir });
  await expect(stopped((signal) => verifyHome({ home, store, archiveDir, signal }))).rejects.toMatchObject(
    aborted,
  );
  await store.close();
});
