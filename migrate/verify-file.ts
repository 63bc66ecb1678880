// Compares one file with the store: its sessions with the store's answer, its bytes with the archive.

import { sessionsDigest } from '../contract/canonical.ts';
import type { WorktreeSession } from '../contract/session.ts';
import type { Archive } from './archive.ts';
import { compareLists, type ListFindingClass } from './compare-lists.ts';
import { type Finding, wholeFile } from './finding.ts';
import type { ImportTarget } from './import-target.ts';
import { type ReadableFile, reasonOf, type SourceFile } from './source-file.ts';

const PROBLEM: Readonly<Record<ListFindingClass, string>> = {
  missing: 'the file has this session, the store has not',
  extra: 'the store has this session, the file has not',
  duplicate: 'the store has this session more often than the file',
  mismatch: 'the store answers other values',
  order: 'the store answers this session at another place',
};

/** `isKnown`: whether the store knows the workspace; an empty workspace is not an unknown one. */
export async function compareWithStore(
  store: ImportTarget,
  { file, workspace, sessions }: ReadableFile,
  isKnown: boolean,
): Promise<Finding[]> {
  const unknown = isKnown ? [] : [wholeFile('missing', file, 'the store does not know the workspace')];
  try {
    const stored = await store.sessionsOfHash(workspace);
    return [...unknown, ...compareSessions(file, sessions, stored)];
  } catch (error) {
    return [...unknown, wholeFile('store', file, reasonOf(error))];
  }
}

function compareSessions(
  file: string,
  sessions: readonly WorktreeSession[],
  stored: readonly WorktreeSession[],
): Finding[] {
  if (sessionsDigest(stored) === sessionsDigest(sessions)) return [];
  return compareLists(sessions, stored).map((found) => ({ ...found, file, problem: PROBLEM[found.class] }));
}

/** A file whose present bytes the archive does not hold. */
export function compareWithArchive(archive: Archive, source: SourceFile): Finding[] {
  if (source.state === 'blocked') return [wholeFile('original', source.file, source.reason)];
  return archive.has(source.file, source.sha256)
    ? []
    : [wholeFile('original', source.file, 'the archive does not hold the present bytes')];
}

/** Originals, of whatever age, that are gone or no longer have their digest. */
export const checkOriginals = (archive: Archive): Finding[] =>
  archive
    .originals()
    .map(({ file, sha256 }) => ({ file, sha256, state: archive.stateOf(sha256) }))
    .filter(({ state }) => state !== 'intact')
    .map(({ file, sha256, state }) =>
      wholeFile('original', file, `the archived original ${sha256} is ${state}`),
    );
