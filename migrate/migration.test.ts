// The whole way on a generated home: scan, import, verify, rewrite, restore.

import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { checkSchema } from '../contract/result.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { decodeSessions, encodeSessions } from '../impl-json/index.ts';
import { newOwner } from '../impl-json/lock-owner.ts';
import { writeLegacyHome } from '../props/legacy-home.ts';
import { VERDICTS } from './account.ts';
import {
  compareRestored,
  compareRewritten,
  importChecks,
  importHome,
  MemoryTarget,
  restoreChecks,
  restoreOriginals,
  rewriteChecks,
  rewriteFiles,
  scanHome,
  verifyChecks,
  verifyHome,
} from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'migration-'));
afterAll(() => rmSync(root, { recursive: true }));
let next = 0;
const freshPath = (): string => join(root, `d${next++}`);

/** Names, contents and modification times of a tree: two equal ones mean that nothing was written. */
function treeState(directory: string): string {
  const hash = createHash('sha256');
  const names = existsSync(directory)
    ? readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()
    : [];
  for (const name of names) {
    const path = join(directory, name);
    const stats = lstatSync(path, { bigint: true });
    hash.update(`${name}\0${stats.mtimeNs}\0${stats.mode}\0${stats.size}\n`);
    if (stats.isFile()) hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}

function smallHome(seed: number, sessions = 40): { home: string; files: ReturnType<typeof writeLegacyHome> } {
  const home = freshPath();
  return { home, files: writeLegacyHome(home, { seed, sessions }) };
}

test('a home is imported, verified, rewritten and restored, and is only ever read', async () => {
  const { home, files } = smallHome(1, 200);
  const before = treeState(home);
  const store = new MemoryTarget();
  const archiveDir = freshPath();

  const report = await importHome({ home, store, archiveDir });
  const readable = files.filter(({ isReadable }) => isReadable);
  const foreign = files.filter(({ what }) => what.startsWith('foreign'));
  expect(report.fileAccount).toEqual({
    read: files.length - foreign.length,
    imported: readable.length,
    unchanged: 0,
    aside: 4,
    refused: 0,
  });
  expect(report.recordAccount.read.sessions).toBeGreaterThan(150);
  expect(report.recordAccount.imported).toEqual(report.recordAccount.read);
  expect(report.foreign.map((name) => name.split('/')[2]).sort()).toContain('ffff.json');

  const verified = await verifyHome({ home, store, archiveDir });
  expect(verified.findings).toEqual([]);
  expect(verified.isVerified).toBe(true);
  expect(verified.originalsChecked).toBe(report.fileAccount.read);

  const rewritten = freshPath();
  await rewriteFiles({ store, targetDir: rewritten });
  const comparisons = await compareRewritten({ home, targetDir: rewritten });
  expect(comparisons).toHaveLength(readable.length);
  expect(comparisons.filter(({ result }) => result !== 'identical')).toEqual([]);

  // What the app would write for the same sessions today is equal, with the reason why the bytes are others.
  for (const { file } of comparisons) {
    const path = join(rewritten, file);
    writeFileSync(path, encodeSessions(decodeSessions(readFileSync(path))));
  }
  const asTheApp = await compareRewritten({ home, targetDir: rewritten });
  const notIdentical = asTheApp.filter(({ result }) => result !== 'identical');
  expect(
    notIdentical.map(({ result, reasons }) => `${result}: ${reasons[0]!.replace(/\d+/, 'n')}`).sort(),
  ).toEqual([
    'equal: n absent keys',
    'equal: n unknown keys',
    'equal: other white space, key order or escapes',
    'equal: the original is empty',
    'equal: the original is white space',
  ]);

  const restored = freshPath();
  expect(restoreOriginals({ archiveDir, targetDir: restored })).toHaveLength(report.fileAccount.read);
  const originals = await compareRestored({ home, targetDir: restored });
  expect(originals).toHaveLength(report.fileAccount.read);
  expect(originals.every(({ isIdentical }) => isIdentical)).toBe(true);

  const rows = [
    ...importChecks(report, 'memory'),
    ...verifyChecks(verified, 'memory'),
    ...rewriteChecks(comparisons, 'memory'),
    ...restoreChecks(originals, 'memory'),
  ];
  for (const row of rows) expect(checkSchema.parse(row).verdict, row.name).toBe('ok');
  expect(treeState(home)).toBe(before);
});

test('a second run over unchanged files writes nothing', async () => {
  const { home } = smallHome(2);
  const store = new MemoryTarget();
  const archiveDir = freshPath();
  const first = await importHome({ home, store, archiveDir });
  const state = treeState(archiveDir);
  store.replaceWorkspace = async () => expect.unreachable('the store is not to be written');
  const second = await importHome({ home, store, archiveDir });
  expect(treeState(archiveDir)).toBe(state);
  expect(second.fileAccount).toEqual({
    ...first.fileAccount,
    imported: 0,
    unchanged: first.fileAccount.imported,
  });
  expect(second.recordAccount.unchanged).toEqual(first.recordAccount.imported);
});

test('a dry run predicts the report and writes nothing at all', async () => {
  const { home } = smallHome(3);
  const archiveDir = freshPath();
  const store = new MemoryTarget();
  const planned = await importHome({ home, store, archiveDir, isDryRun: true });
  expect(existsSync(archiveDir)).toBe(false);
  expect(store.lists.size).toBe(0);
  const done = await importHome({ home, store, archiveDir });
  expect(planned.recordAccount).toEqual(done.recordAccount);
  expect(planned.fileAccount).toEqual(done.fileAccount);
});

test('everything in the archive is for its owner only', async () => {
  const { home } = smallHome(4);
  const archiveDir = freshPath();
  await importHome({ home, store: new MemoryTarget(), archiveDir });
  expect(statSync(archiveDir).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(archiveDir, { recursive: true, encoding: 'utf8' })) {
    const stats = statSync(join(archiveDir, name));
    expect(stats.mode & 0o777, name).toBe(stats.isDirectory() ? 0o700 : 0o600);
  }
});

test('other workspaces in the store neither skip an import nor count as differences', async () => {
  const { home } = smallHome(5);
  const store = new MemoryTarget();
  await store.replaceWorkspace('00000000000000ff', []);
  const archiveDir = freshPath();
  const report = await importHome({ home, store, archiveDir });
  expect(report.fileAccount.unchanged).toBe(0);
  const verified = await verifyHome({ home, store, archiveDir });
  expect(verified.isVerified).toBe(true);
  expect(verified.otherWorkspaces).toEqual(['00000000000000ff']);
});

test('a file does not take the place of other content unless told to', async () => {
  const { home, files } = smallHome(6);
  const { file } = files.find(({ what }) => what.includes('two records'))!;
  const hash = file.slice(-21, -5);
  const store = new MemoryTarget();
  const archiveDir = freshPath();
  await importHome({ home, store, archiveDir });
  const held = store.lists.get(hash)!;
  writeFileSync(join(home, file), '[]');

  const refused = await importHome({ home, store, archiveDir });
  expect(refused.fileAccount.refused).toBe(1);
  expect(refused.files.find((each) => each.file === file)).toMatchObject({
    verdict: 'refused',
    reason: expect.stringContaining('the file changed since it was imported'),
  });
  expect(store.lists.get(hash)).toBe(held);
  expect(importChecks(refused, 'memory')[0]!.verdict).toBe('fail');

  const replaced = await importHome({ home, store, archiveDir, replace: true });
  expect(replaced.files.find((each) => each.file === file)).toMatchObject({
    verdict: 'imported',
    replacedSessions: held.length,
  });
  expect(store.lists.get(hash)).toEqual([]);
});

test('an original that was imported before the file changed is still in the archive', async () => {
  const { home, files } = smallHome(7);
  const { file } = files.find(({ what }) => what.includes('large'))!;
  const original = readFileSync(join(home, file));
  const store = new MemoryTarget();
  const archiveDir = freshPath();
  await importHome({ home, store, archiveDir });
  writeFileSync(join(home, file), '[]');
  await importHome({ home, store, archiveDir, replace: true });
  const newest = freshPath();
  restoreOriginals({ archiveDir, targetDir: newest, files: [file] });
  expect(readFileSync(join(newest, file), 'utf8')).toBe('[]');
  const older = freshPath();
  const sha256 = createHash('sha256').update(original).digest('hex');
  restoreOriginals({ archiveDir, targetDir: older, sha256 });
  expect(readFileSync(join(older, file))).toEqual(original);
});

test('what the store held before a file took its place is in the archive, and no original', async () => {
  const { home, files } = smallHome(12);
  const { file } = files.find(({ what }) => what.includes('2^53'))!;
  const store = new MemoryTarget();
  const archiveDir = freshPath();
  await importHome({ home, store, archiveDir });
  const hash = file.slice(-21, -5);
  const changed = store.lists
    .get(hash)!
    .map((session) => ({ ...session, task: 'written in the database only' }));
  store.lists.set(hash, changed);
  const before = readFileSync(join(home, file));
  const report = await importHome({ home, store, archiveDir, replace: true });
  expect(report.files.find((each) => each.file === file)?.replacedSessions).toBe(3);
  const newest = freshPath();
  restoreOriginals({ archiveDir, targetDir: newest, files: [file] });
  expect(readFileSync(join(newest, file))).toEqual(before);
  const replaced = freshPath();
  const sha256 = createHash('sha256').update(encodeSessions(changed)).digest('hex');
  restoreOriginals({ archiveDir, targetDir: replaced, sha256 });
  expect(decodeSessions(readFileSync(join(replaced, file)))).toEqual(changed);
  expect((await verifyHome({ home, store, archiveDir })).isVerified).toBe(true);
});

test('stopped after any file and run again, an import ends as if it had never been stopped', async () => {
  const { home } = smallHome(8);
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
  const { home } = smallHome(9);
  const store = new MemoryTarget();
  const archiveDir = freshPath();
  const replace = store.replaceWorkspace.bind(store);
  store.replaceWorkspace = async (hash: string, sessions: Iterable<WorktreeSession>) => {
    await replace(hash, sessions);
    throw new Error('killed');
  };
  await expect(importHome({ home, store, archiveDir })).rejects.toThrow('killed');
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
  const { home } = smallHome(13);
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
  const { home } = smallHome(14);
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

test('a store that loses a record is noticed at once', async () => {
  const { home } = smallHome(10);
  const store = new MemoryTarget();
  const replace = store.replaceWorkspace.bind(store);
  store.replaceWorkspace = (hash: string, sessions: Iterable<WorktreeSession>) =>
    replace(hash, [...sessions].slice(1));
  await expect(importHome({ home, store, archiveDir: freshPath() })).rejects.toMatchObject({
    code: 'E_INTERNAL',
  });
});

test('whatever the home and whatever the store holds, every account adds up', async () => {
  const homes = fc.record({
    seed: fc.nat(),
    sessions: fc.integer({ min: 0, max: 30 }),
    kept: fc.nat(255),
    replace: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(homes, async ({ seed, sessions, kept, replace }) => {
      const home = freshPath();
      const files = writeLegacyHome(home, { seed, sessions }).filter(
        ({ what }) => !what.startsWith('foreign'),
      );
      // Some files go, some take the place of others, so that the store meets new, equal and other content.
      const store = new MemoryTarget();
      const archiveDir = freshPath();
      await importHome({ home, store, archiveDir });
      for (const [index, { file }] of files.entries()) {
        if (((kept >> (index % 8)) & 1) === 0) continue;
        const other = files[(index + kept) % files.length]!.file;
        if (index % 3 === 0) rmSync(join(home, file));
        else if (existsSync(join(home, other)))
          writeFileSync(join(home, file), readFileSync(join(home, other)));
      }
      const scan = await scanHome({ home });
      const { fileAccount, recordAccount } = await importHome({ home, store, archiveDir, replace });
      expect(fileAccount.read).toBe(scan.totals.readable + scan.totals.damaged + scan.totals.blocked);
      expect(recordAccount.read).toEqual(scan.records);
      for (const unit of ['sessions', 'instances', 'messages'] as const) {
        const sum = VERDICTS.reduce((total, verdict) => total + recordAccount[verdict][unit], 0);
        expect(sum).toBe(recordAccount.read[unit]);
      }
      const verified = await verifyHome({ home, store, archiveDir });
      expect(verified.isVerified).toBe(fileAccount.refused === 0);
      rmSync(home, { recursive: true });
      rmSync(archiveDir, { recursive: true });
    }),
    { numRuns: 6 },
  );
});
