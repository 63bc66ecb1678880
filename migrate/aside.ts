// What an archive keeps that is in no database: whole files that the app cannot read, and, of files whose sound records
// were imported, the byte ranges that were not.

import type { Archive } from './archive.ts';
import type { ArchivedOriginal } from './manifest.ts';

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
  /** The archive has a later original of the file. What this one held may be nowhere else all the same. */
  readonly isSuperseded: boolean;
}

/** By file; of each file the newest original first, and within one in the order of the bytes. */
export function asideOf(archive: Archive): AsideRecord[] {
  const files = [...new Set(archive.originals().map(({ file }) => file))];
  return files.flatMap((file) => {
    const newest = archive.newestOf(file);
    return archive
      .originals()
      .filter((original) => original.file === file)
      .toReversed()
      .flatMap((original) => asideIn(original, original !== newest));
  });
}

function asideIn(original: ArchivedOriginal, isSuperseded: boolean): AsideRecord[] {
  const { file, workspace, sha256, sizeBytes, verdict, asideRecords = [] } = original;
  const common = { file, workspace, sha256, isSuperseded };
  if (verdict !== 'aside') return asideRecords.map((range) => ({ ...common, ...range, isWholeFile: false }));
  const reason = original.reason ?? 'the app cannot read it';
  return [{ ...common, start: 0, end: sizeBytes, reason, isWholeFile: true }];
}
