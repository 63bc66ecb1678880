// Imports the home, verifies it by content, and goes all the way back: the files rewritten from rows alone, and the
// originals from the archive. The database is closed and opened again between the steps, as an app would.

import { join } from 'node:path';
import { openSqliteStore, type SqliteStore } from '../../impl-sqlite/index.ts';
import {
  compareRestored,
  compareRewritten,
  type ImportReport,
  importHome,
  restoreOriginals,
  rewriteFiles,
  verifyHome,
} from '../../migrate/index.ts';
import type { Check } from '../../results/result.ts';
import { importChecks, restoreChecks, rewriteChecks, verifyChecks } from '../../sessions/migration-checks.ts';
import type { ProofJob } from './job.ts';

const SUBJECT = 'sqlite';

export interface ImportPlace {
  /** The home under proof: a copy or a generated one, below `workFolder`. */
  readonly home: string;
  /** Files of the user's home that could not be copied: why, by name. The copy has something unreadable in their place. */
  unread: ReadonlyMap<string, string>;
  /** Temporary; removed at the end of the run. */
  readonly workFolder: string;
}

export async function importStep(job: ProofJob, place: ImportPlace): Promise<void> {
  const { record } = job;
  const first = await withStore(place, async (store) => {
    const before = process.hrtime.bigint();
    const report = await importInto(job, place, store);
    const seconds = Number(process.hrtime.bigint() - before) / 1e9;
    for (const check of importChecks(report, SUBJECT)) record(check);
    const records = report.recordAccount.imported.sessions;
    record({
      row: 'figure',
      name: 'importSessionsPerSecond',
      store: SUBJECT,
      records,
      unit: 'sessions/s',
      value: records / seconds,
    });
    return report;
  });
  await withStore(place, async (store) =>
    record(secondImportCheck(first, await importInto(job, place, store))),
  );
}

export async function verifyStep(job: ProofJob, place: ImportPlace): Promise<void> {
  const { onProgress, signal } = job;
  const { home } = place;
  await withStore(place, async (store) => {
    const report = await verifyHome({ home, store, archiveDir: archiveOf(place), onProgress, signal });
    const findings = report.findings.map((found) => ({
      ...found,
      problem: ownReason(place, found.file, found.problem),
    }));
    for (const check of verifyChecks({ ...report, findings }, SUBJECT)) job.record(check);
  });
}

export async function rewriteStep(job: ProofJob, place: ImportPlace): Promise<void> {
  const { onProgress, signal } = job;
  const { home } = place;
  const targetDir = join(place.workFolder, 'rewritten');
  await withStore(place, async (store) => {
    await rewriteFiles({ store, targetDir, onProgress, signal });
  });
  for (const check of rewriteChecks(await compareRewritten({ home, targetDir }), SUBJECT)) job.record(check);
  const restoredDir = join(place.workFolder, 'restored');
  await restoreOriginals({ archiveDir: archiveOf(place), targetDir: restoredDir });
  const restored = await compareRestored({ home, targetDir: restoredDir });
  for (const check of restoreChecks(restored, 'archive')) job.record(check);
}

const archiveOf = ({ workFolder }: ImportPlace): string => join(workFolder, 'archive');

async function withStore<T>(
  { workFolder }: ImportPlace,
  work: (store: SqliteStore) => Promise<T>,
): Promise<T> {
  const store = await openSqliteStore({ file: join(workFolder, 'imported', 'sessions.db') });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function importInto(
  { onProgress, signal }: ProofJob,
  place: ImportPlace,
  store: SqliteStore,
): Promise<ImportReport> {
  const report = await importHome({
    home: place.home,
    store,
    archiveDir: archiveOf(place),
    onProgress,
    signal,
  });
  const files = report.files.map((file) =>
    file.reason === null ? file : { ...file, reason: ownReason(place, file.file, file.reason) },
  );
  return { ...report, files };
}

/** What is wrong with the user's file, not with what stands in its place in the copy. */
const ownReason = ({ unread }: ImportPlace, file: string, reason: string): string =>
  unread.get(file) ?? reason;

/** Over unchanged files, a second import finds everything as it left it, and refuses what it refused. */
function secondImportCheck(first: ImportReport, { fileAccount }: ImportReport): Check {
  const refused = Math.max(0, fileAccount.refused - first.fileAccount.refused);
  const changed = fileAccount.imported + refused;
  return {
    row: 'check',
    area: 'import',
    subject: SUBJECT,
    name: 'a second import changes nothing',
    verdict: changed === 0 ? 'ok' : 'fail',
    counts: { ...fileAccount },
    detail:
      changed === 0
        ? ''
        : `${fileAccount.imported} files were imported again, ${refused} refused that were not.`,
  };
}
