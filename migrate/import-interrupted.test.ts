// Imports that end half-way, and two at once: whatever happened, the next run goes on.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { WorktreeSession } from '../contract/session.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import { newOwner } from '../files/lock-owner.ts';
import { writeLegacyHome } from '../sessions/legacy-home.ts';
import { importHome, MemoryTarget, verifyHome } from './index.ts';

const { freshPath } = useFolder('import-interrupted');

function smallHome(seed: number): string {
  const home = freshPath();
  writeLegacyHome(home, { seed, sessions: 40 });
  return home;
}

test('stopped after any file and run again, an import ends as if it had never been stopped', async () => {
  const home = smallHome(8);
  const whole = new MemoryTarget();
  const total = (await importHome({ home, store: whole, archiveDir: freshPath() })).fileAccount.read;
  const store = new MemoryTarget();
  const archiveDir = freshPath();
  for (let stopAfter = 0; stopAfter < total - 1; stopAfter++) {
    const controller = new AbortController();
    const run = importHome({
      home,
      store,
      archiveDir,
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done === stopAfter) controller.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'E_ABORTED', exitCode: 130 });
  }
  await importHome({ home, store, archiveDir });
  expect(new Map([...store.lists].sort())).toEqual(new Map([...whole.lists].sort()));
  expect((await verifyHome({ home, store, archiveDir })).isVerified).toBe(true);
});

test('killed between storing and noting, the next run finds the file unchanged and notes its import', async () => {
  const home = smallHome(9);
  const store = new MemoryTarget();
  const archiveDir = freshPath();
  const replace = store.replaceWorkspace.bind(store);
  store.replaceWorkspace = async (hash: string, sessions: Iterable<WorktreeSession>) => {
    await replace(hash, sessions);
    throw new Error('killed');
  };
  await expect(importHome({ home, store, archiveDir })).rejects.toMatchObject({
    cause: new Error('killed'),
  });
  const manifest = (): { originals: { verdict: string }[] } =>
    JSON.parse(readFileSync(join(archiveDir, 'manifest.json'), 'utf8'));
  expect(manifest().originals.map(({ verdict }) => verdict)).toEqual(['pending']);
  store.replaceWorkspace = replace;
  const report = await importHome({ home, store, archiveDir });
  expect(report.fileAccount.unchanged).toBe(1);
  expect(manifest().originals.filter(({ verdict }) => verdict === 'pending')).toEqual([]);
  expect((await verifyHome({ home, store, archiveDir })).isVerified).toBe(true);
});

test('while one import runs, another into the same archive is turned away', async () => {
  const home = smallHome(13);
  const archiveDir = freshPath();
  const store = new MemoryTarget();
  let second: Promise<unknown> | undefined;
  const replace = store.replaceWorkspace.bind(store);
  store.replaceWorkspace = async (hash: string, sessions: Iterable<WorktreeSession>) => {
    second ??= importHome({ home, store: new MemoryTarget(), archiveDir }).catch((error: unknown) => error);
    await second;
    await replace(hash, sessions);
  };
  await importHome({ home, store, archiveDir });
  expect(await second).toMatchObject({ code: 'E_LOCKED', exitCode: 9 });
});

test('what a killed import left half written is removed by the next one', async () => {
  const home = smallHome(14);
  const archiveDir = freshPath();
  const originals = join(archiveDir, 'originals');
  await importHome({ home, store: new MemoryTarget(), archiveDir });
  // A process id that no process can have: the lock of the dead.
  const owner = { ...newOwner(), pid: 2 ** 30 };
  writeFileSync(join(archiveDir, 'manifest.json.lock'), JSON.stringify(owner));
  writeFileSync(join(archiveDir, '.manifest.json.77.tmp'), 'half');
  writeFileSync(join(originals, `.${'a'.repeat(64)}.77.tmp`), 'half');
  await importHome({ home, store: new MemoryTarget(), archiveDir });
  expect(readdirSync(archiveDir).sort()).toEqual(['manifest.json', 'originals']);
  expect(readdirSync(originals).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
