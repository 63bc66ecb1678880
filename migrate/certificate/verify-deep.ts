// The deepest look at a migration: everything that verifyHome compares (content, archived originals, the store's own
// check), every session file written again from rows alone and held against its bytes, and the certificate. Reads only.

import { digestOfText } from '../../contract/canonical.ts';
import { StoreError } from '../../contract/errors.ts';
import { requireNotAborted } from '../abort.ts';
import { bytesAt } from '../durable-file.ts';
import type { ImportTarget } from '../import-target.ts';
import { legacyFiles } from '../legacy-files.ts';
import { type VerifyOptions, type VerifyReport, verifyHome } from '../verify-home.ts';
import { type CertificateCheck, checkCertificate } from './check-certificate.ts';
import { certificateOf } from './keep-certificate.ts';
import { readRecords } from './source-records.ts';

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
  /** Nothing was found anywhere. */
  readonly isVerified: boolean;
}

/** What verifyHome and checkCertificate throw. */
export async function verifyDeep(options: DeepVerifyOptions): Promise<DeepReport> {
  const { home, store, archiveDir, onProgress, signal } = options;
  const verification = await verifyHome(options);
  const path = certificateOf(home);
  const listening = { ...(onProgress && { onProgress }), ...(signal && { signal }) };
  const certificate =
    bytesAt(path) === undefined
      ? null
      : await checkCertificate({ path, home, archiveDir, store, ...listening });
  const { filesRewritten, filesNotRewritten } = await rewriteAll(options);
  const isVerified =
    verification.isVerified && certificate?.isMatch !== false && filesNotRewritten.length === 0;
  return { verification, certificate, filesRewritten, filesNotRewritten, isVerified };
}

async function rewriteAll({
  home,
  store,
  onProgress,
  signal,
}: DeepVerifyOptions): Promise<Pick<DeepReport, 'filesRewritten' | 'filesNotRewritten'>> {
  const { files } = legacyFiles(home);
  const filesNotRewritten: string[] = [];
  let filesRewritten = 0;
  for (const [done, file] of files.entries()) {
    requireNotAborted(signal, 'rewriting', { done, total: files.length });
    onProgress?.({ stage: 'rewriting', done, total: files.length, unit: 'files' });
    const sha256 = readableDigest(file.path);
    if (sha256 === undefined) continue;
    if (await isRewritten(store, file.workspace, sha256)) filesRewritten++;
    else filesNotRewritten.push(file.file);
  }
  return { filesRewritten, filesNotRewritten };
}

/** Undefined for a file that the app cannot read: there is nothing to write again. */
function readableDigest(path: string): string | undefined {
  try {
    const { damage, sha256 } = readRecords(path, () => {});
    return damage === null ? sha256 : undefined;
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}

async function isRewritten(store: ImportTarget, workspace: string, sha256: string): Promise<boolean> {
  const text = await store.fileText(workspace);
  return text !== undefined && digestOfText(text) === sha256;
}
