// Brings the sessions of one file into the store. The order is what makes a kill at any point harmless: original kept,
// noted as pending, records stored in one transaction, read back and compared, noted as imported.
//
// The store may be in use meanwhile. Nothing is replaced that was not looked at and archived: the store replaces what
// it holds only while that is what it was when it was read, or else everything is decided again.

import { sessionsDigest } from '../contract/canonical.ts';
import { StoreError } from '../contract/errors.ts';
import type { WorktreeSession } from '../contract/session.ts';
import type { Keeping } from './archive.ts';
import { compareLists } from './compare-lists.ts';
import { type ImportJob, keepOriginal, keepReplaced, type Note, note } from './import-job.ts';
import { type FileImport, reportOf } from './import-report.ts';
import type { ImportTarget } from './import-target.ts';
import { countRecords } from './record-count.ts';
import type { ReadableFile } from './source-file.ts';

/** Every try meets a write of another program within milliseconds; after so many it is not chance. */
const TRIES_MAX = 5;

export async function importReadable(job: ImportJob, source: ReadableFile): Promise<FileImport> {
  const content = { ...source, contentDigest: sessionsDigest(source.sessions) };
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const report = await unlessChanged(() => importOnce(job, content));
    if (report !== undefined) return report;
  }
  return refuse(
    content,
    `What the store holds for this workspace changed during each of ${TRIES_MAX} tries. Close the other program and run again.`,
  );
}

interface Content extends ReadableFile {
  readonly contentDigest: string;
}

/** What `work` answers; undefined when the store no longer held what `work` had seen. */
async function unlessChanged<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreError && error.code === 'E_CHANGED') return undefined;
    throw error;
  }
}

async function importOnce(job: ImportJob, source: Content): Promise<FileImport> {
  const held = await heldSessions(job.store, source.workspace);
  if (held !== undefined && sessionsDigest(held) === source.contentDigest) {
    return keepUnchanged(job, source, held);
  }
  if (held !== undefined && !job.canReplace) return refuse(source, refusal(job, source, held));
  if (!job.isDryRun) return store(job, source, held ?? []);
  return reportOf(source, {
    verdict: 'imported',
    covered: countRecords(source.sessions),
    replacedSessions: held?.length ?? 0,
  });
}

/** Undefined for a workspace that the store does not know; one without sessions is known. */
async function heldSessions(
  target: ImportTarget,
  workspace: string,
): Promise<readonly WorktreeSession[] | undefined> {
  const sessions = await target.sessionsOfHash(workspace);
  if (sessions.length > 0) return sessions;
  return (await target.fileText(workspace)) === undefined ? undefined : sessions;
}

async function keepUnchanged(
  job: ImportJob,
  source: Content,
  held: readonly WorktreeSession[],
): Promise<FileImport> {
  const archived = keepOriginal(job, source);
  if (!job.isDryRun) await keepLayout(job.store, source);
  note(job, source, noteOf('unchanged', source));
  return reportOf(source, { verdict: 'unchanged', archived, covered: countRecords(held) });
}

/** The same sessions may stand in the file in another layout than when they were stored. */
async function keepLayout(target: ImportTarget, { workspace, bytes }: Content): Promise<void> {
  const original = bytes.toString('utf8');
  if ((await target.fileText(workspace)) !== original) await target.keepLayout(workspace, original);
}

async function store(job: ImportJob, source: Content, held: readonly WorktreeSession[]): Promise<FileImport> {
  if (held.length > 0) keepReplaced(job, source, held);
  const archived = keepOriginal(job, source);
  note(job, source, noteOf('pending', source));
  await job.store.replaceWorkspace(source.workspace, source.sessions, {
    original: source.bytes.toString('utf8'),
    expected: held.length > 0 ? sessionsDigest(held) : null,
  });
  return readBack(job, source, { archived, replacedSessions: held.length });
}

/**
 * What was imported is counted from the store's answer, so that an account can fail. A session of the file that is not
 * among it was changed by another program in between or lost by the store, which cannot be told apart from here: the
 * file is then not said to be imported.
 */
async function readBack(
  job: ImportJob,
  source: Content,
  done: { readonly archived: Keeping | null; readonly replacedSessions: number },
): Promise<FileImport> {
  const stored = await job.store.sessionsOfHash(source.workspace);
  const isAsGiven = sessionsDigest(stored) === source.contentDigest;
  const found = isAsGiven ? [] : compareLists(source.sessions, stored);
  if (found.some((finding) => finding.class !== 'extra')) {
    const reason =
      `Stored, but not read back as it was given: the store holds ${stored.length} sessions for this workspace now, ` +
      `the file ${source.sessions.length}. Either another program changed them right away, or the store lost something. ` +
      'The original is archived; verify to see what differs.';
    return { ...refuse(source, reason), ...done };
  }
  const added = new Set(found.map(({ position }) => position));
  const covered = countRecords(stored.filter((_, position) => !added.has(position)));
  note(job, source, noteOf('imported', source));
  return reportOf(source, { verdict: 'imported', covered, ...done });
}

const refuse = (source: ReadableFile, reason: string): FileImport =>
  reportOf(source, { verdict: 'refused', reason, covered: countRecords(source.sessions) });

function refusal(job: ImportJob, source: ReadableFile, held: readonly WorktreeSession[]): string {
  const holds = `The store holds ${held.length} sessions for this workspace, the file ${source.sessions.length}`;
  const imported = job.archive.newestOf(source.file);
  return imported?.contentDigest === sessionsDigest(held)
    ? `${holds}; the file changed since it was imported, the store did not.`
    : `${holds}, with other content.`;
}

const noteOf = (verdict: Note['verdict'], { sessions, contentDigest }: Content): Note => ({
  verdict,
  reason: null,
  sessions: sessions.length,
  contentDigest,
});
