// Compares one file with the store: its sessions with the store's answer, its bytes with the archive.

import { breathe } from '../contract/breathe.ts';
import { sessionsDigest } from '../contract/canonical.ts';
import type { WorktreeSession } from '../contract/session.ts';
import type { Archive } from './archive.ts';
import {
  compareEntries,
  compareLists,
  type ListEntry,
  type ListFinding,
  type ListFindingClass,
  listEntries,
  listEntry,
} from './compare-lists.ts';
import { type Finding, wholeFile } from './finding.ts';
import type { ImportSource, ReadableSource } from './import-source.ts';
import type { ImportTarget } from './import-target.ts';
import { reasonOf } from './source-file.ts';
import { storedContent, visitWorkspace } from './visit-workspace.ts';

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
  source: ReadableSource,
  isKnown: boolean,
): Promise<Finding[]> {
  const { file } = source;
  const unknown = isKnown ? [] : [wholeFile('missing', file, 'the store does not know the workspace')];
  try {
    const found = await differencesOf(store, source);
    return [...unknown, ...found.map((each) => ({ ...each, file, problem: PROBLEM[each.class] }))];
  } catch (error) {
    return [...unknown, wholeFile('store', file, reasonOf(error))];
  }
}

/** Of the sessions alone. What the store throws. */
export async function differencesOf(store: ImportTarget, source: ReadableSource): Promise<ListFinding[]> {
  return Buffer.isBuffer(source.original)
    ? compareSessions(source, await store.sessionsOfHash(source.workspace))
    : compareStreams(store, source);
}

const compareSessions = (
  { content, sessions }: ReadableSource,
  stored: readonly WorktreeSession[],
): ListFinding[] => (sessionsDigest(stored) === content.digest ? [] : compareLists([...sessions], stored));

/** Without pointers into the sessions: that would need both in memory. */
async function compareStreams(store: ImportTarget, source: ReadableSource): Promise<ListFinding[]> {
  const held = await storedContent(store, source.workspace);
  if (held?.digest === source.content.digest) return [];
  const stored: ListEntry[] = [];
  await visitWorkspace(store, source.workspace, (page) => {
    for (const session of page) stored.push(listEntry(session, stored.length));
  });
  const given = listEntries(source.sessions);
  return compareEntries(given, stored);
}

/** A file whose present bytes the archive does not hold. */
export function compareWithArchive(archive: Archive, source: ImportSource): Finding[] {
  if (source.state === 'blocked') return [wholeFile('original', source.file, source.reason)];
  return archive.has(source.file, source.sha256)
    ? []
    : [wholeFile('original', source.file, 'the archive does not hold the present bytes')];
}

/** Originals, of whatever age, that are gone or no longer have their digest. */
export async function checkOriginals(archive: Archive): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { file, sha256 } of archive.originals()) {
    await breathe();
    const state = archive.stateOf(sha256);
    if (state !== 'intact') {
      findings.push(wholeFile('original', file, `the archived original ${sha256} is ${state}`));
    }
  }
  return findings;
}
