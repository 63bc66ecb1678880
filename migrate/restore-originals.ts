// The way back from the archive: any original byte for byte, whatever the app or this project can make of it.

import { join } from 'node:path';
import { breathe } from '../contract/breathe.ts';
import { StoreError } from '../contract/errors.ts';
import { createDurably, holdsSame } from '../files/durable-file.ts';
import { Archive } from './archive.ts';
import { legacyFileOf } from './legacy-files.ts';
import type { ArchivedOriginal } from './manifest.ts';

export interface RestoreOptions {
  readonly archiveDir: string;
  /** Like a home: files go to its .ait42 directory. Made when absent. */
  readonly targetDir: string;
  /** Called once it is known that the archive holds what is asked for. Default: left to the first file. */
  readonly makeTarget?: () => void;
  /** Files to restore, relative to the home; absent: all. Always the newest original of each. */
  readonly files?: readonly string[];
  /** Restore this original instead of the newest one, whatever its file. */
  readonly sha256?: string;
}

export interface RestoredOriginal {
  readonly file: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** present: the very same bytes stood there already. */
  readonly result: 'written' | 'present';
}

/**
 * Checks everything before the first write: E_NOT_FOUND when the archive lacks something asked for, E_CORRUPT when an
 * original no longer has its digest, E_REFUSED when a file with other content is in the way.
 */
export async function restoreOriginals({
  archiveDir,
  targetDir,
  makeTarget,
  files,
  sha256,
}: RestoreOptions): Promise<RestoredOriginal[]> {
  const archive = new Archive(archiveDir);
  const wanted = sha256 === undefined ? newestOriginals(archive, files) : originalsNamed(archive, sha256);
  if (wanted.length === 0) {
    throw new StoreError(
      'E_NOT_FOUND',
      `The archive ${archiveDir} holds no such original; nothing was written.`,
    );
  }
  makeTarget?.();
  for (const original of wanted) {
    await breathe();
    holdsSame(pathIn(targetDir, original), archive.read(original.sha256));
  }
  const restored: RestoredOriginal[] = [];
  for (const original of wanted) {
    await breathe();
    const { file, sha256: digest, sizeBytes } = original;
    const isWritten = createDurably(pathIn(targetDir, original), archive.read(digest));
    restored.push({ file, sha256: digest, sizeBytes, result: isWritten ? 'written' : 'present' });
  }
  return restored;
}

function newestOriginals(archive: Archive, files: readonly string[] | undefined): ArchivedOriginal[] {
  const isFile = ({ verdict }: ArchivedOriginal): boolean => verdict !== 'replaced';
  const names = files ?? [
    ...new Set(
      archive
        .originals()
        .filter(isFile)
        .map(({ file }) => file),
    ),
  ];
  return names.map((file) => {
    const original = archive.newestOf(file);
    if (original !== undefined) return original;
    throw new StoreError('E_NOT_FOUND', `The archive holds no original of ${file}; nothing was written.`);
  });
}

const originalsNamed = (archive: Archive, sha256: string): ArchivedOriginal[] =>
  archive.originals().filter((original) => original.sha256 === sha256);

/** From the workspace, not from the name in the manifest: an edited manifest must not write elsewhere. */
const pathIn = (targetDir: string, { workspace }: ArchivedOriginal): string =>
  join(targetDir, legacyFileOf(workspace));
