// A disk that fills up half-way, wherever: source, database and archive are as they were, and the next run goes on.

import fs, { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { amountOf } from '../contract/suite/amounts.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import { openSqliteStore } from '../impl-sqlite/index.ts';
import { writeLegacyHome } from '../sessions/legacy-home.ts';
import { importHome, MemoryTarget, spaceNeeds, verifyHome } from './index.ts';
import { changePhase } from './live/phase-change.ts';

const { freshPath } = useFolder('no-space');
const template = freshPath();
writeLegacyHome(template, { seed: 5, sessions: 40 });

function homeCopy(): string {
  const home = freshPath();
  cpSync(template, home, { recursive: true, preserveTimestamps: true });
  return home;
}

const { writeFileSync: realWrite, copyFileSync: realCopy, fsyncSync: realSync, statfsSync: realStatfs } = fs;
afterEach(() => {
  Object.assign(fs, {
    writeFileSync: realWrite,
    copyFileSync: realCopy,
    fsyncSync: realSync,
    statfsSync: realStatfs,
  });
  syncBuiltinESMExports();
});

/** From the nth write on the disk is full. Removing still works. */
function fillDiskAt(nth: number): () => number {
  let writes = 0;
  const full = (): never => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28 });
  };
  const limited =
    (real: (...given: never[]) => unknown) =>
    (...given: never[]) =>
      ++writes >= nth ? full() : real(...given);
  Object.assign(fs, {
    writeFileSync: limited(realWrite as never),
    copyFileSync: limited(realCopy as never),
    fsyncSync: limited(realSync as never),
  });
  syncBuiltinESMExports();
  return () => writes;
}

const sources = (home: string): string =>
  readdirSync(join(home, '.ait42', 'sessions'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.name} ${readFileSync(join(entry.parentPath, entry.name), 'base64')}`)
    .sort()
    .join('\n');

test.each([0, 1e9])(
  'full at any of our own writes (streamed from %d): E_NO_SPACE, then the next run goes on',
  async (streamedBytesMin) => {
    const total = await (async () => {
      const writes = fillDiskAt(Number.POSITIVE_INFINITY);
      await importHome({
        home: homeCopy(),
        store: new MemoryTarget(),
        archiveDir: freshPath(),
        streamedBytesMin,
      });
      return writes();
    })();
    expect(total).toBeGreaterThan(40);
    const before = sources(template);
    for (let nth = 1; nth <= total; nth += amountOf('STOREPROOF_FULL_AT_EVERY')) {
      const home = homeCopy();
      const archiveDir = freshPath();
      const store = new MemoryTarget();
      fillDiskAt(nth);
      const run = importHome({ home, store, archiveDir, streamedBytesMin });
      await expect(run, `write ${nth}`).rejects.toMatchObject({ code: 'E_NO_SPACE', exitCode: 7 });
      fillDiskAt(Number.POSITIVE_INFINITY);
      expect(sources(home)).toBe(before);
      await importHome({ home, store, archiveDir, streamedBytesMin });
      expect((await verifyHome({ home, store, archiveDir })).findings).toEqual([]);
      expect(readdirSync(archiveDir).sort()).toEqual(['manifest.json', 'originals']);
    }
  },
);

test.each([0, 1e9])(
  'full within the database (streamed from %d): what it held stays',
  async (streamedBytesMin) => {
    const home = homeCopy();
    const archiveDir = freshPath();
    const file = `${freshPath()}.db`;
    const store = await openSqliteStore({ file });
    await store.replaceWorkspace('f'.repeat(16), []);
    const { database } = (store as unknown as { connection: { database: { pragma(text: string): unknown } } })
      .connection;
    const pages = database.pragma('page_count') as [{ page_count: number }];
    database.pragma(`max_page_count = ${pages[0].page_count + 4}`);
    const run = importHome({ home, store, archiveDir, streamedBytesMin });
    await expect(run).rejects.toMatchObject({ code: 'E_NO_SPACE', exitCode: 7 });
    expect(statSync(`${file}-wal`).size).toBe(0);
    expect((await store.check()).findings).toEqual([]);
    expect(sources(home)).toBe(sources(template));
    database.pragma('max_page_count = 1000000');
    await importHome({ home, store, archiveDir, streamedBytesMin });
    expect((await verifyHome({ home, store, archiveDir })).findings).toEqual([]);
    await store.close();
  },
);

test('what is needed is counted by disk, and nothing once all is imported', async () => {
  const home = homeCopy();
  const archiveDir = freshPath();
  const request = { home, archiveDir, databaseFile: join(home, 'x.db'), backupDir: freshPath() };
  const [need, ...others] = spaceNeeds(request);
  expect(others).toEqual([]);
  const bytes = sources(home).length / 2;
  expect(need?.neededBytes).toBeGreaterThan(bytes);
  expect(need?.freeBytes).toBeGreaterThan(0);
  const store = new MemoryTarget();
  await importHome({ home, store, archiveDir });
  const stored = (await store.workspaces()).map(({ hash }) => hash);
  expect(spaceNeeds({ ...request, stored })).toEqual([]);
  // The archive has every file, but the database is gone, or lacks a workspace.
  const [ofDatabase] = spaceNeeds(request);
  expect(ofDatabase?.neededBytes).toBeGreaterThan(bytes);
  expect(spaceNeeds({ ...request, stored: stored.slice(1) })).toHaveLength(1);
  writeFileSync(join(home, '.ait42', 'sessions', `${'9'.repeat(16)}.json`), '[]');
  expect(spaceNeeds({ ...request, stored })).toHaveLength(1);
});

test('the store names its file, so no caller can forget to count the room that it needs', async () => {
  const home = homeCopy();
  const store = Object.assign(new MemoryTarget(), { file: join(home, 'x.db') });
  const { statfsSync } = fs;
  Object.assign(fs, { statfsSync: () => ({ bavail: sources(home).length, bsize: 1 }) });
  syncBuiltinESMExports();
  const run = importHome({ home, store, archiveDir: freshPath() });
  const outcome = await run.catch((error) => error);
  Object.assign(fs, { statfsSync });
  syncBuiltinESMExports();
  expect(outcome).toMatchObject({
    code: 'E_NO_SPACE',
    message: expect.stringContaining('Nothing was imported'),
  });
  expect(await store.workspaces()).toEqual([]);
});

test('without the room for an import the step to dual makes no database', async () => {
  const home = homeCopy();
  const before = readdirSync(join(home, '.ait42'));
  Object.assign(fs, { statfsSync: () => ({ ...realStatfs(home), bavail: 1 }) });
  syncBuiltinESMExports();
  await expect(changePhase(home, 'dual')).rejects.toMatchObject({ code: 'E_NO_SPACE' });
  expect(readdirSync(join(home, '.ait42'))).toEqual([...before, 'migration'].toSorted());
});
