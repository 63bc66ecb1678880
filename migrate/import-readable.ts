// Brings the sessions of one file into the store. The order is what makes a kill at any point harmless: original kept,
// noted as pending, records stored in one transaction, read back and compared, noted as imported.
//
// The store may be in use meanwhile. Nothing is replaced that was not looked at and archived: the store replaces what
// it holds only while that is what it was when it was read, or else everything is decided again.

import { StoreError } from '../contract/errors.ts';
import type { Keeping } from './archive.ts';
import { type ImportJob, keepOriginal, keepReplaced, type Note, note, transferOf } from './import-job.ts';
import { type FileImport, reportOf } from './import-report.ts';
import type { ReadableSource } from './import-source.ts';
import type { Held, Transfer } from './transfer.ts';

/** Every try meets a write of another program within milliseconds; after so many it is not chance. */
const TRIES_MAX = 5;

/** `storedBefore`: digest of what this very run stored for an earlier state of the file, which may be replaced. */
export async function importReadable(
  job: ImportJob,
  source: ReadableSource,
  storedBefore: string | null = null,
): Promise<FileImport> {
  const step: Step = { job, source, storedBefore, transfer: transferOf(job, source) };
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const report = await unlessChanged(() => importOnce(step));
    if (report !== undefined) return report;
  }
  return refuse(
    source,
    `What the store holds for this workspace changed during each of ${TRIES_MAX} tries. Close the other program and run again.`,
  );
}

interface Step {
  readonly job: ImportJob;
  readonly source: ReadableSource;
  readonly storedBefore: string | null;
  readonly transfer: Transfer;
}

/** What `work` answers; undefined when the store no longer held what `work` had seen. */
async function unlessChanged<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreError && error.code === 'E_CHANGED' && !isOfWholeStore(error)) return undefined;
    throw error;
  }
}

/** The phase has moved, or another database has taken the place of this one: who gave the store has to say what then. */
const isOfWholeStore = ({ data }: StoreError): boolean => 'home' in data || 'file' in data;

async function importOnce(step: Step): Promise<FileImport> {
  const { job, source, storedBefore, transfer } = step;
  const held = await transfer.held();
  if (held !== undefined && held.digest === source.content.digest) return keepUnchanged(step, held);
  const canReplace = job.canReplace || (held !== undefined && held.digest === storedBefore);
  if (held !== undefined && !canReplace) return refuse(source, refusal(job, source, held));
  if (!job.isDryRun) return store(step, held);
  return reportOf(source, {
    verdict: 'imported',
    covered: source.content.records,
    replacedSessions: held?.records.sessions ?? 0,
  });
}

async function keepUnchanged({ job, source, transfer }: Step, held: Held): Promise<FileImport> {
  const archived = keepOriginal(job, source);
  if (!job.isDryRun) await transfer.keepLayout();
  note(job, source, noteOf('unchanged', source));
  return reportOf(source, { verdict: 'unchanged', archived, covered: held.records });
}

async function store(step: Step, held: Held | undefined): Promise<FileImport> {
  const { job, source, transfer } = step;
  const replaced = held !== undefined && held.records.sessions > 0 ? held : undefined;
  if (replaced !== undefined) await keepReplaced(job, source, replaced);
  const archived = keepOriginal(job, source);
  note(job, source, noteOf('pending', source));
  await transfer.put(replaced?.digest ?? null);
  return readBack(step, { archived, replacedSessions: replaced?.records.sessions ?? 0 });
}

/**
 * What was imported is counted from the store's answer, so that an account can fail. A session of the file that is not
 * among it was changed by another program in between or lost by the store, which cannot be told apart from here: the
 * file is then not said to be imported.
 */
async function readBack(
  { job, source, transfer }: Step,
  done: { readonly archived: Keeping | null; readonly replacedSessions: number },
): Promise<FileImport> {
  const { sessions, covered } = await transfer.readBack();
  if (covered === null) {
    const reason =
      `Stored, but not read back as it was given: the store holds ${sessions} sessions for this workspace now, ` +
      `the file ${source.content.records.sessions}. Either another program changed them right away, or the store lost something. ` +
      'The original is archived; verify to see what differs.';
    return { ...refuse(source, reason), ...done };
  }
  note(job, source, noteOf('imported', source));
  return reportOf(source, { verdict: 'imported', covered, ...done });
}

const refuse = (source: ReadableSource, reason: string): FileImport =>
  reportOf(source, { verdict: 'refused', reason, covered: source.content.records });

function refusal(job: ImportJob, source: ReadableSource, held: Held): string {
  const holds = `The store holds ${held.records.sessions} sessions for this workspace, the file ${source.content.records.sessions}`;
  const imported = job.archive.newestOf(source.file);
  return imported?.contentDigest === held.digest
    ? `${holds}; the file changed since it was imported, the store did not.`
    : `${holds}, with other content.`;
}

const noteOf = (verdict: Note['verdict'], { content, salvage }: ReadableSource): Note => ({
  verdict,
  reason: salvage?.reason ?? null,
  sessions: content.records.sessions,
  contentDigest: content.digest,
  ...(salvage !== undefined && { asideRecords: [...salvage.lost] }),
});
