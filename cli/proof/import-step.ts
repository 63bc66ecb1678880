// Imports the home, verifies it by content, and goes all the way back: the files rewritten from rows alone, and the
// originals from the archive. The database is closed and opened again between the steps, as an app would.

import { join } from 'node:path';
import type { Check } from '../../contract/result.ts';
import { openSqliteStore, type SqliteStore } from '../../impl-sqlite/index.ts';
import {
  compareRestored,
  compareRewritten,
  type ImportReport,
  importChecks,
  importHome,
  restoreChecks,
  restoreOriginals,
  rewriteChecks,
  rewriteFiles,
  verifyChecks,
  verifyHome,
} from '../../migrate/index.ts';
import type { ProofJob } from './job.ts';

const SUBJECT = 'sqlite';

export async function importStep(job: ProofJob): Promise<void> {
  const { record } = job;
  await withStore(job, async (store) => {
    const before = process.hrtime.bigint();
    const report = await importInto(job, store);
    const seconds = Number(process.hrtime.bigint() - before) / 1e9;
    for (const check of importChecks(report, SUBJECT)) record(check);
    const sessions = report.recordAccount.imported.sessions;
    record({
      row: 'figure',
      name: 'importSessionsPerSecond',
      store: SUBJECT,
      sessions,
      unit: 'sessions/s',
      value: sessions / seconds,
    });
  });
  await withStore(job, async (store) => record(secondImportCheck(await importInto(job, store))));
}

export async function verifyStep(job: ProofJob): Promise<void> {
  const { home, onProgress, signal } = job;
  await withStore(job, async (store) => {
    const report = await verifyHome({ home, store, archiveDir: archiveOf(job), onProgress, signal });
    for (const check of verifyChecks(report, SUBJECT)) job.record(check);
  });
}

export async function rewriteStep(job: ProofJob): Promise<void> {
  const { home, onProgress, signal } = job;
  const targetDir = join(job.workFolder, 'rewritten');
  await withStore(job, async (store) => {
    await rewriteFiles({ store, targetDir, onProgress, signal });
  });
  for (const check of rewriteChecks(await compareRewritten({ home, targetDir }), SUBJECT)) job.record(check);
  const restoredDir = join(job.workFolder, 'restored');
  restoreOriginals({ archiveDir: archiveOf(job), targetDir: restoredDir });
  const restored = await compareRestored({ home, targetDir: restoredDir });
  for (const check of restoreChecks(restored, 'archive')) job.record(check);
}

const archiveOf = (job: ProofJob): string => join(job.workFolder, 'archive');

async function withStore(job: ProofJob, work: (store: SqliteStore) => Promise<void>): Promise<void> {
  const store = await openSqliteStore({ file: join(job.workFolder, 'imported', 'sessions.db') });
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

const importInto = (
  { home, onProgress, signal, workFolder }: ProofJob,
  store: SqliteStore,
): Promise<ImportReport> =>
  importHome({ home, store, archiveDir: join(workFolder, 'archive'), onProgress, signal });

/** Over unchanged files, a second import finds everything as it left it. */
function secondImportCheck({ fileAccount }: ImportReport): Check {
  const changed = fileAccount.imported + fileAccount.refused;
  return {
    row: 'check',
    area: 'import',
    subject: SUBJECT,
    name: 'a second import changes nothing',
    verdict: changed === 0 ? 'ok' : 'fail',
    counts: { ...fileAccount },
    detail: changed === 0 ? '' : `${changed} files were imported or refused again.`,
  };
}
