// The writing of snapshots, cut short at each change of the file system that it makes: the next process brings every file
// up to date and takes none of them for another program's.

import { cpSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { amountOf } from '../../contract/suite/amounts.ts';
import { openSqliteStore } from '../../impl-sqlite/index.ts';
import { homeStatus } from './home-status.ts';
import { SnapshotStore } from './snapshot-store.ts';
import { FakeTimers, useCutOver } from './suite/cut-over.ts';
import { buryOwners, dieAt } from './suite/dying-fs.ts';
import { readAsOldApp } from './suite/frozen-reader.ts';
import { idsOf, sessionWith } from './suite/live-home.ts';

const CUT_EVERY = amountOf('STOREPROOF_LIVE_CUTS');
const cutOver = useCutOver();

const opened = (home: string): Promise<SnapshotStore> =>
  SnapshotStore.open({ home, timers: new FakeTimers() });

test('cut short anywhere, snapshots are completed by the next process, without a fork', async () => {
  const { home, one, two } = await cutOver();
  const database = await openSqliteStore({ home });
  await database.createSession(one, sessionWith('b'));
  await database.createSession(two, sessionWith('c'));
  await database.close();
  let places = 0;
  for (let isUndisturbed = false; !isUndisturbed; ) {
    const copy = `${home}-${places}`;
    cpSync(home, copy, { recursive: true });
    const mortal = dieAt(places + 1, 'throw');
    const store = await opened(copy).catch(() => undefined);
    await store?.flush();
    isUndisturbed = mortal.count() <= places;
    mortal.revive();
    if (!isUndisturbed) {
      places += CUT_EVERY;
      buryOwners(copy);
    }
    const next = await opened(copy);
    expect(await next.flush()).toBe(true);
    await next.createSession(one, sessionWith('d'));
    await next.close();
    await store?.close();
    expect(idsOf(readAsOldApp(copy, one))).toEqual(['a', 'b', 'd']);
    expect(idsOf(readAsOldApp(copy, two))).toEqual(['c']);
    expect((await homeStatus(copy)).forked).toEqual([]);
    rmSync(copy, { recursive: true });
  }
  expect(places).toBeGreaterThan(20);
});
