// What another program writes to the store while an import runs: never lost, and never called a bug.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { WorktreeSession } from '../contract/session.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import { debateRecord } from '../impl-json/debate-record.ts';
import { encodeSessions } from '../impl-json/index.ts';
import { importChecks } from '../sessions/migration-checks.ts';
import {
  type FileImport,
  type ImportReport,
  importHome,
  MemoryTarget,
  restoreOriginals,
  verifyHome,
} from './index.ts';

const { freshPath } = useFolder('import-race');

const HASH = '0123456789abcdef';
const FILE = `.ait42/sessions/${HASH}.json`;
const named = (id: string): WorktreeSession => debateRecord(id, 'round_1', 'then', 'now');
const ofFile = [named('from-file-1'), named('from-file-2')];

function homeWith(sessions: readonly WorktreeSession[]): { home: string; archiveDir: string } {
  const home = freshPath();
  mkdirSync(join(home, '.ait42', 'sessions'), { recursive: true });
  writeFileSync(join(home, FILE), encodeSessions(sessions));
  return { home, archiveDir: freshPath() };
}

/** A store into which another program writes just before each of the given replacements, counted from 1. */
class SharedTarget extends MemoryTarget {
  replacements = 0;
  private readonly write: (replacement: number, lists: Map<string, readonly WorktreeSession[]>) => void;

  constructor(write: SharedTarget['write']) {
    super();
    this.write = write;
  }

  override async replaceWorkspace(
    ...[hash, sessions, source]: Parameters<MemoryTarget['replaceWorkspace']>
  ): Promise<void> {
    this.write(++this.replacements, this.lists);
    await super.replaceWorkspace(hash, sessions, source);
  }
}

/** A store that another program changes right after a file went in. */
class BusyTarget extends MemoryTarget {
  private readonly after: (list: readonly WorktreeSession[]) => readonly WorktreeSession[];

  constructor(after: BusyTarget['after']) {
    super();
    this.after = after;
  }

  override async replaceWorkspace(
    ...[hash, sessions, source]: Parameters<MemoryTarget['replaceWorkspace']>
  ): Promise<void> {
    await super.replaceWorkspace(hash, sessions, source);
    this.lists.set(hash, this.after(this.lists.get(hash) ?? []));
  }
}

const only = ({ files }: ImportReport): FileImport => files[0]!;

test('a session written after the import began is not overwritten', async () => {
  const store = new MemoryTarget();
  const acknowledged = [named('acknowledged')];
  const report = await importHome({
    ...homeWith(ofFile),
    store,
    onProgress: () => store.lists.set(HASH, acknowledged),
  });
  expect(only(report)).toMatchObject({ verdict: 'refused', replacedSessions: 0 });
  expect(store.lists.get(HASH)).toBe(acknowledged);
});

test('a session written between the look and the replacement is not overwritten', async () => {
  const acknowledged = [named('acknowledged')];
  const store = new SharedTarget((_, lists) => lists.set(HASH, acknowledged));
  const report = await importHome({ ...homeWith(ofFile), store });
  expect(only(report)).toMatchObject({
    verdict: 'refused',
    reason: expect.stringContaining('The store holds 1 sessions'),
  });
  expect(store.replacements).toBe(1);
  expect(store.lists.get(HASH)).toBe(acknowledged);
});

test('with leave to replace, what was written meanwhile is archived before it goes', async () => {
  const paths = homeWith(ofFile);
  const store = new SharedTarget((replacement, lists) => {
    if (replacement < 3) lists.set(HASH, [named(`acknowledged-${replacement}`)]);
  });
  const report = await importHome({ ...paths, store, replace: true });
  expect(only(report)).toMatchObject({ verdict: 'imported', replacedSessions: 1 });
  expect(store.replacements).toBe(3);
  expect(store.lists.get(HASH)).toEqual(ofFile);
  const bytes = encodeSessions([named('acknowledged-2')]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const targetDir = freshPath();
  await restoreOriginals({ archiveDir: paths.archiveDir, targetDir, sha256 });
  expect(readFileSync(join(targetDir, FILE))).toEqual(bytes);
});

test('a workspace that is written to all the time is refused after some tries', async () => {
  const store = new SharedTarget((replacement, lists) =>
    lists.set(HASH, [named(`acknowledged-${replacement}`)]),
  );
  const report = await importHome({ ...homeWith(ofFile), store, replace: true });
  expect(only(report)).toMatchObject({
    verdict: 'refused',
    reason: expect.stringContaining('changed during each of'),
  });
  expect(store.replacements).toBeLessThan(10);
  expect(store.lists.get(HASH)).toEqual([named(`acknowledged-${store.replacements}`)]);
});

test('sessions added right after the file went in do not stand in its way', async () => {
  const store = new BusyTarget((list) => [...list, named('live')]);
  const report = await importHome({ ...homeWith(ofFile), store });
  expect(only(report)).toMatchObject({ verdict: 'imported', reason: null });
  expect(report.recordAccount.imported.sessions).toBe(2);
  expect(store.lists.get(HASH)).toEqual([...ofFile, named('live')]);
});

test.each<[string, (list: readonly WorktreeSession[]) => readonly WorktreeSession[]]>([
  ['deleted', (list) => list.slice(1)],
  ['changed', ([first, ...rest]) => [{ ...first!, status: 'completed' }, ...rest]],
])('a file of which a session is %s right away is not said to be imported, nor a bug', async (_, after) => {
  const paths = homeWith(ofFile);
  const store = new BusyTarget(after);
  const report = await importHome({ ...paths, store });
  expect(only(report)).toMatchObject({
    verdict: 'refused',
    reason: expect.stringMatching(/read back.*another program/s),
  });
  expect(report.recordAccount.refused.sessions).toBe(2);
  expect(importChecks(report, 'memory').map(({ verdict }) => verdict)).toEqual(['fail', 'fail']);
  expect(store.lists.get(HASH)).toEqual(after(ofFile));
  const manifest = JSON.parse(readFileSync(join(paths.archiveDir, 'manifest.json'), 'utf8'));
  expect(manifest.originals[0].verdict).toBe('pending');
  expect((await verifyHome({ ...paths, store })).isVerified).toBe(false);
});

test('another layout of the same sessions is kept, so that the file comes back as it is now', async () => {
  const paths = homeWith(ofFile);
  const store = new MemoryTarget();
  await importHome({ ...paths, store });
  const layout = JSON.stringify(ofFile);
  writeFileSync(join(paths.home, FILE), layout);
  expect(only(await importHome({ ...paths, store, isDryRun: true })).verdict).toBe('unchanged');
  expect(await store.fileText(HASH)).not.toBe(layout);
  expect(only(await importHome({ ...paths, store })).verdict).toBe('unchanged');
  expect(await store.fileText(HASH)).toBe(layout);
});

test('an unexpected failure names the file that it happened at', async () => {
  const store = new MemoryTarget();
  const failure = new RangeError('Maximum call stack size exceeded');
  store.replaceWorkspace = () => Promise.reject(failure);
  await expect(importHome({ ...homeWith(ofFile), store })).rejects.toMatchObject({
    code: 'E_INTERNAL',
    message: expect.stringContaining(FILE),
    data: { file: FILE },
    cause: failure,
  });
});
