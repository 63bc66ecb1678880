// A file and a store that disagree: who gives way, and that nothing is gone afterwards.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { decodeSessions, encodeSessions } from '../impl-json/index.ts';
import { writeLegacyHome } from '../sessions/legacy-home.ts';
import { importChecks } from '../sessions/migration-checks.ts';
import { importHome, MemoryTarget, restoreOriginals, verifyHome } from './index.ts';

const { freshPath } = useFolder('import-conflict');

function smallHome(seed: number): { home: string; files: ReturnType<typeof writeLegacyHome> } {
  const home = freshPath();
  return { home, files: writeLegacyHome(home, { seed, sessions: 40 }) };
}

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
  await restoreOriginals({ archiveDir, targetDir: newest, files: [file] });
  expect(readFileSync(join(newest, file), 'utf8')).toBe('[]');
  const older = freshPath();
  const sha256 = createHash('sha256').update(original).digest('hex');
  await restoreOriginals({ archiveDir, targetDir: older, sha256 });
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
  await restoreOriginals({ archiveDir, targetDir: newest, files: [file] });
  expect(readFileSync(join(newest, file))).toEqual(before);
  const replaced = freshPath();
  const sha256 = createHash('sha256').update(encodeSessions(changed)).digest('hex');
  await restoreOriginals({ archiveDir, targetDir: replaced, sha256 });
  expect(decodeSessions(readFileSync(join(replaced, file)))).toEqual(changed);
  expect((await verifyHome({ home, store, archiveDir })).isVerified).toBe(true);
});
