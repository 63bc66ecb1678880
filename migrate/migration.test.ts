// The whole way on a generated home: scan, import, verify, rewrite, restore.

import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { decodeSessions, encodeSessions } from '../impl-json/index.ts';
import { checkSchema } from '../results/result.ts';
import { writeLegacyHome } from '../sessions/legacy-home.ts';
import { importChecks, restoreChecks, rewriteChecks, verifyChecks } from '../sessions/migration-checks.ts';
import {
  compareRestored,
  compareRewritten,
  importHome,
  MemoryTarget,
  restoreOriginals,
  rewriteFiles,
  verifyHome,
} from './index.ts';

const { freshPath } = useFolder('migration');

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
  const { home, files } = smallHome(1, 60);
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
  expect(report.recordAccount.read.sessions).toBeGreaterThan(60);
  expect(report.recordAccount.imported).toEqual(report.recordAccount.read);
  expect(report.foreign.map((name) => name.split('/')[2]).sort()).toContain('ffff.json');

  const verified = await verifyHome({ home, store, archiveDir });
  expect(verified.findings).toEqual([]);
  expect(verified.isVerified).toBe(true);
  expect(verified.originalsChecked).toBe(report.fileAccount.read);

  const rewritten = freshPath();
  await rewriteFiles({ store, targetDir: rewritten });
  const comparisons = await compareRewritten({ home, targetDir: rewritten });
  expect(comparisons.filter(({ result }) => result === 'identical')).toHaveLength(readable.length);
  expect(comparisons.filter(({ result }) => result === 'unread')).toHaveLength(4);
  expect(comparisons).toHaveLength(report.fileAccount.read);

  // What the app would write for the same sessions today is equal, with the reason why the bytes are others.
  for (const { file } of readable) {
    const path = join(rewritten, file);
    writeFileSync(path, encodeSessions(decodeSessions(readFileSync(path))));
  }
  const asTheApp = await compareRewritten({ home, targetDir: rewritten });
  const notIdentical = asTheApp.filter(({ result }) => result === 'equal');
  expect(rewriteChecks(asTheApp, 'memory')[0]?.verdict).toBe('fail');
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
  expect(await restoreOriginals({ archiveDir, targetDir: restored })).toHaveLength(report.fileAccount.read);
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

test('a store that loses a record is noticed at once', async () => {
  const { home } = smallHome(10);
  const store = new MemoryTarget();
  const replace = store.replaceWorkspace.bind(store);
  store.replaceWorkspace = (hash, sessions, replacement) =>
    replace(hash, [...sessions].slice(1), replacement);
  const report = await importHome({ home, store, archiveDir: freshPath() });
  const sound = report.files.filter(({ verdict }) => verdict === 'imported');
  expect(sound.filter(({ account }) => account.read.sessions > 0)).toEqual([]);
  expect(report.fileAccount.refused).toBeGreaterThan(5);
  expect(importChecks(report, 'memory').map(({ verdict }) => verdict)).toEqual(['fail', 'fail']);
});
