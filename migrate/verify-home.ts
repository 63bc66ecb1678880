// Checks a migration by content: every session of every file against the store's answer, the archived originals
// against their digests, and the store's own integrity check. Reads only; a difference is a finding, not an error.

import { type Control, noProgress } from '../contract/progress.ts';
import type { Archive } from './archive.ts';
import { readArchive } from './damaged-manifest.ts';
import { countFindings, type Finding, type FindingClass, wholeFile } from './finding.ts';
import { type ImportSource, openSource, STREAMED_BYTES_MIN } from './import-source.ts';
import type { ImportTarget, TargetWorkspace } from './import-target.ts';
import { requireNotAborted } from './item-by-item.ts';
import { legacyFiles } from './legacy-files.ts';
import { missingAdvice, missingFiles, missingProblem } from './missing-files.ts';
import { NO_RECORDS, type RecordCount } from './record-count.ts';
import { MemoryRelease, RELEASE_LENGTH_OF_FILES } from './stream/memory-release.ts';
import { checkOriginals, compareWithArchive, compareWithStore } from './verify-file.ts';
import { compareSalvaged, salvagedOriginal } from './verify-salvaged.ts';

export interface VerifyOptions extends Control {
  readonly home: string;
  readonly store: ImportTarget;
  /** Absent: originals are not checked. */
  readonly archiveDir?: string;
  /**
   * The archive that says which damaged files were salvaged; what was taken of them is compared, too. Default: archiveDir.
   */
  readonly salvagedIn?: string;
  /**
   * The files are the truth (phases json and dual): one that is gone although the store holds sessions of its workspace is
   * a finding. Default: false.
   */
  readonly isFileRequired?: boolean;
  /** Compare only the files of these workspaces (file hashes). Default: all. Originals and store are checked whole. */
  readonly workspaces?: readonly string[];
  /** Files of this size and more are streamed; of those a mismatch is located to its session. Default: 16 MiB. */
  readonly streamedBytesMin?: number;
}

export interface FileVerification {
  readonly file: string;
  readonly workspace: string;
  /**
   * unread: the app cannot read the file, so there are no sessions to compare, or it was salvaged, and the store holds
   * what was taken of it.
   */
  readonly result: 'equal' | 'different' | 'unread';
  /** The app cannot read the file; its complete records were imported, and were compared. */
  readonly isSalvaged: boolean;
  /** Compared; none of an unread file. */
  readonly records: RecordCount;
}

export interface VerifyReport {
  /** Nothing was found, in any class. */
  readonly isVerified: boolean;
  readonly files: readonly FileVerification[];
  readonly originalsChecked: number;
  /** At most FINDINGS_MAX; `counts` covers them all. */
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<FindingClass, number>>;
  /** Equal to the store, written since their import: the archive lacks their present bytes. No finding. */
  readonly unarchived: readonly string[];
  /** Workspaces of the store without a file in this home: not compared, and no finding but for `isFileRequired`. */
  readonly otherWorkspaces: readonly string[];
}

export const FINDINGS_MAX = 1_000;

/** Throws E_NOT_FOUND or E_IO for a home that cannot be listed, what Archive throws, E_ABORTED. */
export async function verifyHome(options: VerifyOptions): Promise<VerifyReport> {
  const { home, store, onProgress = noProgress, signal } = options;
  const { streamedBytesMin = STREAMED_BYTES_MIN } = options;
  const { files } = legacyFiles(home, options.workspaces);
  const known = await store.workspaces();
  const held = known.map(({ hash }) => hash);
  const { archive, salvages, damages } = archivesOf(options);
  const findings: Finding[] = [...damages];
  const unarchived: string[] = [];
  const verifications: FileVerification[] = [];
  const release = new MemoryRelease(RELEASE_LENGTH_OF_FILES);
  for (const [done, file] of files.entries()) {
    requireNotAborted(signal, 'verifying', { done, total: files.length });
    onProgress({ stage: 'verifying', done, total: files.length, unit: 'files' });
    const source = await openSource(file, {
      streamedBytesMin,
      onBytes: (bytes, total) =>
        onProgress({ stage: `comparing ${file.file}`, done: bytes, total, unit: 'bytes' }),
    });
    const { found, isSalvaged } = await compareSource(
      store,
      { source, salvages },
      held.includes(file.workspace),
    );
    verifications.push(verificationOf(source, found.length === 0, isSalvaged));
    release.passed(source.state === 'blocked' ? 0 : source.sizeBytes);
    findings.push(...found);
    const lacking = archive === undefined ? [] : compareWithArchive(archive, source);
    const isOnlyNewer = source.state === 'readable' && found.length === 0;
    if (!isOnlyNewer) findings.push(...lacking);
    else if (lacking.length > 0) unarchived.push(file.file);
  }
  release.end();
  findings.push(...goneFiles(options, known));
  if (archive !== undefined) findings.push(...(await checkOriginals(archive)));
  findings.push(
    ...(await store.check()).findings.map(({ place, problem }) => wholeFile('store', place, problem)),
  );
  onProgress({ stage: 'verifying', done: files.length, total: files.length, unit: 'files' });
  const inHome = new Set(files.map(({ workspace }) => workspace));
  return {
    isVerified: findings.length === 0,
    files: verifications,
    originalsChecked: archive?.originals().length ?? 0,
    findings: findings.slice(0, FINDINGS_MAX),
    counts: countFindings(findings),
    unarchived,
    otherWorkspaces: held.filter((hash) => !inHome.has(hash)),
  };
}

interface Archives {
  readonly archive: Archive | undefined;
  readonly salvages: Archive | undefined;
  readonly damages: readonly Finding[];
}

function archivesOf({ archiveDir, salvagedIn }: VerifyOptions): Archives {
  const salvages = salvagedIn === undefined ? undefined : readArchive(salvagedIn).archive;
  if (archiveDir === undefined) return { archive: undefined, salvages, damages: [] };
  const { archive, damage } = readArchive(archiveDir);
  const damages =
    damage === undefined ? [] : [wholeFile('original', '.ait42/archive/manifest.json', DAMAGED)];
  return { archive, salvages: salvages ?? archive, damages };
}

const DAMAGED = 'the manifest is damaged; "migrate" keeps it under another name and lists the files again';

function goneFiles(
  { home, workspaces, isFileRequired = false }: VerifyOptions,
  known: readonly TargetWorkspace[],
): Finding[] {
  if (!isFileRequired) return [];
  return missingFiles(home, known, workspaces).map((each) =>
    wholeFile('extra', each.file, `${missingProblem(each)}. ${missingAdvice(each)}`),
  );
}

interface Comparison {
  readonly found: readonly Finding[];
  readonly isSalvaged: boolean;
}

async function compareSource(
  store: ImportTarget,
  { source, salvages }: { readonly source: ImportSource; readonly salvages: Archive | undefined },
  isKnown: boolean,
): Promise<Comparison> {
  if (source.state === 'readable') {
    return { found: await compareWithStore(store, source, isKnown), isSalvaged: false };
  }
  const row =
    source.state === 'damaged' && salvages && salvagedOriginal(salvages, source.file, source.sha256);
  if (source.state === 'blocked' || !row) return { found: [], isSalvaged: false };
  const { contentDigest } = row;
  return { found: await compareSalvaged(store, { source, contentDigest }, isKnown), isSalvaged: true };
}

const verificationOf = (source: ImportSource, isEqual: boolean, isSalvaged: boolean): FileVerification => ({
  file: source.file,
  workspace: source.workspace,
  result: resultOf(source.state === 'readable', isEqual),
  isSalvaged,
  records: source.state === 'readable' ? source.content.records : NO_RECORDS,
});

const resultOf = (isReadable: boolean, isEqual: boolean): FileVerification['result'] =>
  isEqual ? (isReadable ? 'equal' : 'unread') : 'different';
