// What has become of the session files that a certificate names: in their places, moved away by `archive`, or gone. Looks
// only, and at names alone but for `countChanged`.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ORIGINALS } from '../archive.ts';
import { readPhase } from '../live/phase-file.ts';
import { sha256At } from '../stream/file-source.ts';
import { archivedLists } from '../tools/archived-list.ts';
import type { CertificateBody, WorkspaceEntry } from './certificate.ts';

/** SHA-256 by file, relative to the home. */
export type MovedFiles = ReadonlyMap<string, string>;

/**
 * The files that `archive` moved away in the present phase `sqlite`. None in any other phase: a way back has written them
 * again. What readPhase and archivedLists throw.
 */
export function movedFiles(home: string, archiveDir: string): MovedFiles {
  const { phase, since } = readPhase(home);
  if (phase !== 'sqlite' || since === null) return new Map();
  return new Map(
    archivedLists(archiveDir)
      .filter(({ at }) => at >= since)
      .flatMap(({ files }) => files.map(({ file, sha256 }) => [file, sha256] as const)),
  );
}

export interface CertifiedFiles {
  readonly inPlace: readonly WorkspaceEntry[];
  /** By `archive`; the archive has the bytes. */
  readonly moved: readonly WorkspaceEntry[];
  readonly gone: readonly WorkspaceEntry[];
}

/** What movedFiles throws. */
export function certifiedFiles(
  { workspaces }: CertificateBody,
  home: string,
  archiveDir: string,
): CertifiedFiles {
  const movedAway = movedFiles(home, archiveDir);
  const stateOf = ({ file }: WorkspaceEntry): keyof CertifiedFiles | 'none' => {
    if (file === null) return 'none';
    if (existsSync(join(home, file))) return 'inPlace';
    const sha256 = movedAway.get(file);
    return sha256 !== undefined && existsSync(join(archiveDir, ORIGINALS, sha256)) ? 'moved' : 'gone';
  };
  const { inPlace = [], moved = [], gone = [] } = Object.groupBy(workspaces, stateOf);
  return { inPlace, moved, gone };
}

/** How many files do not have the bytes any more that were certified. */
export function countChanged(home: string, entries: readonly WorkspaceEntry[]): number {
  return entries.filter(
    ({ file, sha256 }) => file !== null && sha256 !== (sha256At(join(home, file)) ?? null),
  ).length;
}
