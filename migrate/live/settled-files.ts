// Which workspaces with a large file need not be looked at again before a change of phase, because file and database were
// just found to hold the same. Looking again takes a file whole, and a large one whole takes many times its size of memory.

import { type ImportOptions, type ImportReport, importHome } from '../import-home.ts';
import { openSource, STREAMED_BYTES_MIN } from '../import-source.ts';
import type { ImportTarget } from '../import-target.ts';
import { type LegacyFile, legacyFiles } from '../legacy-files.ts';
import { isSameState, sizeAt, stateAt } from '../stream/file-source.ts';
import { storedContent } from '../visit-workspace.ts';

export interface SettlingImport {
  readonly report: ImportReport;
  /** Workspaces that hold what their large file held when it was imported, and still holds by its times. */
  readonly settled: ReadonlySet<string>;
}

/** What importHome throws. */
export async function importSettling(options: ImportOptions): Promise<SettlingImport> {
  const before = new Map(legacyFiles(options.home).files.map(({ file, path }) => [file, stateAt(path)]));
  const report = await importHome(options);
  const taken = new Set(
    report.files
      .filter(({ verdict }) => verdict === 'imported' || verdict === 'unchanged')
      .map(({ file }) => file),
  );
  const settled = legacyFiles(options.home).files.filter(({ file, path }) => {
    const [then, now] = [before.get(file), stateAt(path)];
    return (
      taken.has(file) && isLarge(path) && then !== undefined && now !== undefined && isSameState(then, now)
    );
  });
  return { report, settled: new Set(settled.map(({ workspace }) => workspace)) };
}

export const isLarge = (path: string): boolean => sizeAt(path) >= STREAMED_BYTES_MIN;

/** Workspaces with a large file that holds what the database has, compared session by session. What the database throws. */
export async function equalLargeFiles(home: string, store: ImportTarget): Promise<ReadonlySet<string>> {
  const equal = new Set<string>();
  for (const file of legacyFiles(home).files)
    if (isLarge(file.path) && (await isEqual(store, file))) equal.add(file.workspace);
  return equal;
}

async function isEqual(store: ImportTarget, file: LegacyFile): Promise<boolean> {
  const source = await openSource(file);
  if (source.state !== 'readable') return false;
  return (await storedContent(store, file.workspace))?.digest === source.content.digest;
}
