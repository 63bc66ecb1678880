// The deepest look at a migration: everything that verifyHome compares (content, archived originals, the store's own
// check), every session file written again from rows alone and held against its bytes, and the certificate. Reads only.

import { digestOfText } from '../../contract/digest.ts';
import { unlessRejected } from '../../contract/unless-failed.ts';
import { bytesAt } from '../../files/durable-file.ts';
import type { Archive } from '../archive.ts';
import { readArchive } from '../damaged-manifest.ts';
import { STREAMED_BYTES_MIN } from '../import-source.ts';
import type { ImportTarget } from '../import-target.ts';
import { itemByItem } from '../item-by-item.ts';
import { legacyFiles } from '../legacy-files.ts';
import { type VerifyOptions, type VerifyReport, verifyHome } from '../verify-home.ts';
import { type CertificateCheck, checkCertificate } from './check-certificate.ts';
import { certificateOf } from './keep-certificate.ts';
import { readRecords, type SourceSummary } from './source-records.ts';

export interface DeepVerifyOptions extends VerifyOptions {
  readonly archiveDir: string;
}

export interface DeepReport {
  readonly verification: VerifyReport;
  /** Null when there is no certificate; that alone is no failure. */
  readonly certificate: CertificateCheck | null;
  /** Session files whose bytes the database alone gives again. */
  readonly filesRewritten: number;
  /** Session files that it gives otherwise, or not at all. */
  readonly filesNotRewritten: readonly string[];
  /**
   * Too large for the database to keep their layout, and not laid out as the app would write them: it has the very same
   * sessions, and the archive the bytes.
   */
  readonly filesWithoutLayout: readonly string[];
  /** Nothing was found anywhere. */
  readonly isVerified: boolean;
}

/** What verifyHome and checkCertificate throw. */
export async function verifyDeep(options: DeepVerifyOptions): Promise<DeepReport> {
  const { home, store, archiveDir } = options;
  const verification = await verifyHome(options);
  const path = certificateOf(home);
  const control = { onProgress: options.onProgress, signal: options.signal };
  const certificate =
    bytesAt(path) === undefined
      ? null
      : await checkCertificate({ path, home, archiveDir, store, ...control });
  const rewriting = await rewriteAll(options, verification);
  const isVerified =
    verification.isVerified && certificate?.isMatch !== false && rewriting.filesNotRewritten.length === 0;
  return { verification, certificate, ...rewriting, isVerified };
}

type Rewriting = Pick<DeepReport, 'filesRewritten' | 'filesNotRewritten' | 'filesWithoutLayout'>;

async function rewriteAll(
  { home, store, archiveDir, streamedBytesMin, ...control }: DeepVerifyOptions,
  { files: verifications }: VerifyReport,
): Promise<Rewriting> {
  const { files } = legacyFiles(home);
  const { archive } = readArchive(archiveDir);
  const equal = new Set(verifications.filter(({ result }) => result === 'equal').map(({ file }) => file));
  const filesNotRewritten: string[] = [];
  const filesWithoutLayout: string[] = [];
  let filesRewritten = 0;
  for (const { file, path, workspace } of itemByItem('rewriting', files, control)) {
    const source = await readableSummary(path);
    if (source === undefined) continue;
    const isStreamed = source.sizeBytes >= (streamedBytesMin ?? STREAMED_BYTES_MIN);
    if (await isRewritten(store, workspace, source.sha256)) filesRewritten++;
    else if (isStreamed && equal.has(file) && isArchived(archive, file, source.sha256))
      filesWithoutLayout.push(file);
    else filesNotRewritten.push(file);
  }
  return { filesRewritten, filesNotRewritten, filesWithoutLayout };
}

const isArchived = (archive: Archive, file: string, sha256: string): boolean =>
  archive.has(file, sha256) && archive.stateOf(sha256) === 'intact';

/** Undefined for a file that the app cannot read: there is nothing to write again. */
async function readableSummary(path: string): Promise<SourceSummary | undefined> {
  const summary = await unlessRejected(() => readRecords(path, () => {}));
  return summary?.damage === null ? summary : undefined;
}

async function isRewritten(store: ImportTarget, workspace: string, sha256: string): Promise<boolean> {
  const text = await store.fileText(workspace);
  return text !== undefined && digestOfText(text) === sha256;
}
