// What an archive keeps that is in no database: whole files that the app cannot read, and, of files whose sound records
// were imported, the byte ranges that were not.

import type { Archive } from './archive.ts';

export interface AsideRecord {
  /** Relative to the home. */
  readonly file: string;
  readonly workspace: string;
  /** Of the original that holds the bytes: Archive.read or Archive.sourceOf. */
  readonly sha256: string;
  /** Bytes of the original from `start` to before `end`. */
  readonly start: number;
  readonly end: number;
  readonly reason: string;
  /** Nothing of the file was imported. */
  readonly isWholeFile: boolean;
}

/** By file, in the order of the bytes; only the newest original of each file counts. */
export function asideOf(archive: Archive): AsideRecord[] {
  const files = [...new Set(archive.originals().map(({ file }) => file))];
  return files.flatMap((file): AsideRecord[] => {
    const original = archive.newestOf(file);
    if (original === undefined) return [];
    const { workspace, sha256, sizeBytes, verdict, asideRecords = [] } = original;
    const common = { file, workspace, sha256 };
    if (verdict !== 'aside')
      return asideRecords.map((range) => ({ ...common, ...range, isWholeFile: false }));
    const reason = original.reason ?? 'the app cannot read it';
    return [{ ...common, start: 0, end: sizeBytes, reason, isWholeFile: true }];
  });
}
