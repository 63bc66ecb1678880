// Files that are streamed end like files that are read whole: same verdicts, accounts and content.

import { appendFileSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { WorktreeSession } from '../contract/session.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import { decodeSessions, encodeSessions } from '../impl-json/index.ts';
import type { SqliteStore } from '../impl-sqlite/index.ts';
import { writeLegacyHome } from '../sessions/legacy-home.ts';
import { Archive } from './archive.ts';
import { importFile } from './import-file.ts';
import type { ImportJob } from './import-job.ts';
import { type ImportReport, importHome, MemoryTarget, verifyHome } from './index.ts';
import { legacyFiles } from './legacy-files.ts';
import { sha256Of } from './source-file.ts';
import { withDatabase } from './with-database.ts';

const { freshPath } = useFolder('import-streamed');
const withStore = <T>(work: (store: SqliteStore) => Promise<T>): Promise<T> =>
  withDatabase({ file: `${freshPath()}.db` }, work);
const ALL = { streamedBytesMin: 0 };

function smallHome(seed: number): string {
  const home = freshPath();
  writeLegacyHome(home, { seed, sessions: 60 });
  return home;
}

const readableFile = (home: string): string => {
  const files = legacyFiles(home).files.filter(({ path }) => {
    try {
      return decodeSessions(readFileSync(path)).length > 2;
    } catch {
      return false;
    }
  });
  return files[0]!.path;
};

const comparable = ({ files, fileAccount, recordAccount }: ImportReport) => ({
  files,
  fileAccount,
  recordAccount,
});

test('a home whose files are all streamed ends as one whose files are read whole', () =>
  withStore((streamed) =>
    withStore(async (whole) => {
      const home = smallHome(21);
      const [one, other] = [freshPath(), freshPath()];
      const first = await importHome({ home, store: streamed, archiveDir: one, ...ALL, batchSize: 7 });
      expect(comparable(first)).toEqual(
        comparable(await importHome({ home, store: whole, archiveDir: other })),
      );
      for (const { hash } of await whole.workspaces()) {
        expect(await streamed.sessionsOfHash(hash)).toEqual(await whole.sessionsOfHash(hash));
      }
      const manifest = (directory: string): string => readFileSync(join(directory, 'manifest.json'), 'utf8');
      expect(manifest(one)).toBe(manifest(other));
      const report = await verifyHome({ home, store: streamed, archiveDir: one, ...ALL });
      expect(report.findings).toEqual([]);
      const again = await importHome({ home, store: streamed, archiveDir: one, ...ALL });
      expect(again.fileAccount.imported).toBe(0);
      expect(manifest(one)).toBe(manifest(other));
    }),
  ));

test('what a streamed file replaces is in the archive as the app would write it', () =>
  withStore(async (store) => {
    const home = smallHome(22);
    const archiveDir = freshPath();
    await importHome({ home, store, archiveDir, ...ALL });
    const path = readableFile(home);
    const before = decodeSessions(readFileSync(path));
    writeFileSync(path, encodeSessions(before.slice(1)));
    const refused = await importHome({ home, store, archiveDir, ...ALL });
    expect(refused.fileAccount.refused).toBe(1);
    const replaced = await importHome({ home, store, archiveDir, ...ALL, replace: true });
    expect(replaced.files.map(({ replacedSessions }) => replacedSessions)).toContain(before.length);
    const archive = new Archive(archiveDir);
    const bytes = encodeSessions(before);
    expect(archive.read(sha256Of(bytes))).toEqual(bytes);
  }));

test('a store that is written while its content goes into the archive is judged anew', async () => {
  const home = smallHome(22);
  const archiveDir = freshPath();
  const store = new MemoryTarget();
  const path = readableFile(home);
  const { workspace } = legacyFiles(home).files.find((file) => file.path === path)!;
  const sessions = decodeSessions(readFileSync(path));
  await store.replaceWorkspace(workspace, sessions.slice(0, 1));
  const later = sessions.slice(0, 2);
  const visit = store.visitSessions.bind(store);
  let visits = 0;
  store.visitSessions = async (hash, work) => {
    // Held, digested, and now written to the archive.
    if (hash === workspace && ++visits === 3) await store.replaceWorkspace(workspace, later);
    return visit(hash, work);
  };
  const options = { home, store, archiveDir, ...ALL, replace: true, workspaces: [workspace] };
  const { files } = await importHome(options);
  expect(files).toMatchObject([{ verdict: 'imported', replacedSessions: 2 }]);
  const archive = new Archive(archiveDir);
  expect(archive.originals().filter(({ verdict }) => verdict === 'replaced')).toHaveLength(1);
  expect(archive.read(sha256Of(encodeSessions(later)))).toEqual(encodeSessions(later));
  expect(readdirSync(join(archiveDir, 'originals'))).toHaveLength(2);
});

test('a streamed mismatch is found and located to its session', () =>
  withStore(async (store) => {
    const home = smallHome(23);
    const archiveDir = freshPath();
    await importHome({ home, store, archiveDir, ...ALL });
    const path = readableFile(home);
    const { workspace } = legacyFiles(home).files.find((file) => file.path === path)!;
    const sessions = [...(await store.sessionsOfHash(workspace))];
    sessions[1] = { ...sessions[1]!, task: 'other' };
    await store.replaceWorkspace(workspace, sessions);
    const { findings } = await verifyHome({ home, store, archiveDir, ...ALL });
    expect(findings.map(({ class: kind, pointers }) => [kind, ...pointers])).toEqual([['mismatch', '/1']]);
  }));

const jobOf = (store: MemoryTarget, streamedBytesMin: number): ImportJob => ({
  store,
  archive: new Archive(freshPath()),
  canReplace: false,
  isDryRun: false,
  canSalvage: false,
  batchSize: 2,
  streamedBytesMin,
  onBatch: () => {},
  onBytes: () => {},
});

test.each([0, 1e9])(
  'a write before the commit is noticed and the newer file is imported (streamed from %d)',
  async (from) => {
    const home = smallHome(24);
    const path = readableFile(home);
    const file = legacyFiles(home).files.find((each) => each.path === path)!;
    const store = new MemoryTarget();
    let writes = 0;
    const report = await importFile(jobOf(store, from), file, () => {
      if (writes++ === 0) appendFileSync(path, '\n');
    });
    expect(writes).toBe(2);
    expect(report.verdict).toBe('imported');
    expect(report.sizeBytes).toBe(readFileSync(path).length);
  },
);

test.each([0, 1e9])(
  'a write right after the commit is noticed, and nothing of it is lost (streamed from %d)',
  async (from) => {
    const home = smallHome(25);
    const path = readableFile(home);
    const file = legacyFiles(home).files.find((each) => each.path === path)!;
    const sessions = decodeSessions(readFileSync(path));
    const newer = [...sessions, { ...sessions[0]!, id: 'newest' }];
    const store = new MemoryTarget();
    const replace = store.replaceWorkspace.bind(store);
    let stored = 0;
    store.replaceWorkspace = async (hash: string, given: Iterable<WorktreeSession>, replacement) => {
      await replace(hash, given, replacement);
      if (stored++ === 0) writeFileSync(path, encodeSessions(newer));
    };
    const job = jobOf(store, from);
    const report = await importFile(job, file);
    expect(report).toMatchObject({ verdict: 'imported', replacedSessions: sessions.length });
    expect(await store.sessionsOfHash(file.workspace)).toEqual(newer);
    const bytes = encodeSessions(sessions);
    expect(job.archive.read(sha256Of(bytes))).toEqual(bytes);
  },
);

test('a file that never stands still is refused, and the store keeps the last state that it had', async () => {
  const home = smallHome(26);
  const path = readableFile(home);
  const file = legacyFiles(home).files.find((each) => each.path === path)!;
  const report = await importFile(jobOf(new MemoryTarget(), 0), file, () => appendFileSync(path, '\n'));
  expect(report.verdict).toBe('refused');
  expect(report.reason).toContain('changed during each of 5 tries');
});

test('a large file whose bytes cannot be had is refused, and the others are imported', async () => {
  const home = smallHome(23);
  symlinkSync(join(home, 'nothing'), join(home, '.ait42', 'sessions', `${'0'.repeat(16)}.json`));
  const store = new MemoryTarget();
  const report = await importHome({ home, store, archiveDir: freshPath(), ...ALL });
  expect(report.files[0]).toMatchObject({
    verdict: 'refused',
    reason: expect.stringContaining('Cannot read'),
  });
  expect(report.fileAccount).toMatchObject({ refused: 1 });
  expect(report.fileAccount.imported).toBeGreaterThan(1);
  const { findings } = await verifyHome({ home, store, ...ALL });
  expect(findings).toEqual([]);
});
