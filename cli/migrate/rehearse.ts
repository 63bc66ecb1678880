// `ait42-migrate migrate --rehearse`: the whole import and its verification, on a copy that is removed again. The home
// itself is only read.

import { copyFileSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EXIT, type ExitCode } from '../../contract/errors.ts';
import { openSqliteStore } from '../../impl-sqlite/index.ts';
import { manifestOf, ORIGINALS, originalOf } from '../../migrate/archive.ts';
import { readArchive } from '../../migrate/damaged-manifest.ts';
import { importHome, requireSpace, verifyHome } from '../../migrate/index.ts';
import { writeManifest } from '../../migrate/manifest.ts';
import { size } from '../../reports/text/figures.ts';
import type { Context } from '../context.ts';
import { printVerification } from './findings.ts';
import type { ImportRequest } from './import-request.ts';
import { concluded, fewOf, reasonLines, sumsText } from './import-text.ts';
import { archiveOf, databaseOf, isPresent } from './places.ts';
import { makePrivateFolder } from './private-folder.ts';
import { aboutOriginal, writableSnapshotOf } from './snapshot.ts';
import { stages } from './stages.ts';

/** E_NO_SPACE when the temporary directory cannot hold the copy. Leaves nothing behind. */
export async function rehearse(context: Context, request: ImportRequest): Promise<ExitCode> {
  const folder = makePrivateFolder();
  context.onInterrupt = 'It was a rehearsal; nothing was changed.';
  try {
    return await rehearseIn(context, folder, request);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function rehearseIn(context: Context, folder: string, request: ImportRequest): Promise<ExitCode> {
  const { home, canReplace, options } = request;
  const archiveDir = join(folder, 'archive');
  const present = databaseOf(home);
  const snapshot = isPresent(present) ? writableSnapshotOf(present) : undefined;
  const databaseFile = snapshot?.file ?? join(folder, 'sessions.db');
  try {
    likeArchive(archiveOf(home), archiveDir);
    requireSpace({ home, archiveDir, databaseFile });
    const store = await openSqliteStore({ file: databaseFile });
    try {
      const common = { home, store, archiveDir, ...context.control, ...options };
      context.progress.plan(stages('importing', 'verifying'));
      const start = performance.now();
      const report = await importHome({ ...common, replace: canReplace });
      const importMs = performance.now() - start;
      const verification = await verifyHome(common);
      const verifyMs = performance.now() - start - importMs;
      const bytes = report.files.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
      // The log goes into the file when it is closed; before, it holds nearly all.
      await store.close();
      const databaseBytes = statSync(databaseFile).size;
      context.print([sumsText('would be', report), ...fewOf(reasonLines(report), request.isFull)].join('\n'));
      const verified = printVerification(context, verification);
      context.print(
        `Rehearsed on a copy, which is removed: import ${seconds(importMs)}, verification ${seconds(verifyMs)}; ` +
          `${size(bytes)} of files, database ${size(databaseBytes)}. Nothing was changed.`,
      );
      context.result({
        isRehearsal: true,
        imported: report,
        verified: verification,
        importNs: Math.round(importMs * 1e6),
        verifyNs: Math.round(verifyMs * 1e6),
        sizeBytes: bytes,
        databaseBytes,
      });
      const imported = concluded(context, report);
      return imported === EXIT.refused || verified === EXIT.ok ? imported : verified;
    } finally {
      await store.close();
    }
  } catch (error) {
    throw aboutOriginal(aboutOriginal(error, databaseFile, present), archiveDir, archiveOf(home));
  } finally {
    snapshot?.remove();
  }
}

/** An archive that knows what the home's knows. A write to one of the links replaces the link, never what it leads to. */
function likeArchive(from: string, to: string): void {
  const rows = readArchive(from).archive.originals();
  mkdirSync(join(to, ORIGINALS), { recursive: true, mode: 0o700 });
  writeFileSync(manifestOf(to), writeManifest(rows), { mode: 0o600 });
  for (const sha256 of new Set(rows.map((row) => row.sha256))) {
    const original = originalOf(from, sha256);
    if (isPresent(original)) linkOrCopy(resolve(original), originalOf(to, sha256));
  }
}

/** Windows lets few users make links. */
const linkOrCopy = process.platform === 'win32' ? copyFileSync : symlinkSync;

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 0)} s`;
