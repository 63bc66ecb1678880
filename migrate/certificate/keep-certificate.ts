// Where certificates are kept below a home: the newest in .ait42/migration/certificate.json, earlier ones in
// certificates/ beside it. An earlier one is copied there before the newest takes its place; nothing is ever removed.

import { join } from 'node:path';
import { StoreError } from '../../contract/errors.ts';
import { bytesAt, createDurably, writeDurably } from '../../files/durable-file.ts';
import { sha256Of } from '../source-file.ts';
import { buildCertificate, type CertificateOptions } from './build-certificate.ts';
import type { Certificate, CertificateBody } from './certificate.ts';
import { isOfCertificate, parseLeniently, readCertificate, writeCertificate } from './certificate-text.ts';
import { type CertifiedFiles, certifiedFiles } from './certified-files.ts';

export const certificateOf = (home: string): string => join(home, '.ait42', 'migration', 'certificate.json');
export const earlierCertificatesOf = (home: string): string =>
  join(home, '.ait42', 'migration', 'certificates');

export interface KeptCertificate {
  readonly path: string;
  readonly certificate: CertificateBody;
  /** False when the newest certificate says the same already, but for its time, or tells of more: it stays. */
  readonly isNew: boolean;
}

export interface CertifiedHome extends KeptCertificate {
  /** Of the earlier certificate: its files that `archive` moved away, for which it stays, and those that are gone. */
  readonly earlier: Pick<CertifiedFiles, 'moved' | 'gone'>;
}

/**
 * Makes the certificate of a home whose migration was just verified, and keeps it. E_CHANGED when a side has changed
 * since, so that there is nothing to certify; what buildCertificate throws; E_NO_SPACE, E_READ_ONLY, E_IO. The earlier
 * certificate then stands as it was. It also stands while files that it tells of are in the archive, where `archive` moved
 * them: a new one would tell of fewer.
 */
export async function certifyHome(options: CertificateOptions): Promise<CertifiedHome> {
  const { home, archiveDir } = options;
  const path = certificateOf(home);
  const newest = intactAt(path);
  const earlier = newest === undefined ? NO_FILES : certifiedFiles(newest, home, archiveDir);
  if (newest !== undefined && earlier.moved.length > 0)
    return { path, certificate: newest, isNew: false, earlier };
  const certificate = await buildCertificate(options);
  const refused = certificate.workspaces.find(({ verdict }) => verdict === 'refused');
  if (refused !== undefined) {
    throw new StoreError(
      'E_CHANGED',
      `${refused.file} is not what was verified a moment ago, so no certificate was written. What was imported stays. Run again.`,
      { data: { file: refused.file ?? refused.workspace } },
    );
  }
  return { ...keepCertificate(home, certificate), earlier };
}

const NO_FILES: CertifiedHome['earlier'] = { moved: [], gone: [] };

/** Undefined when there is no certificate, or none that can be relied on. */
function intactAt(path: string): Certificate | undefined {
  try {
    return certificateAt(path);
  } catch (error) {
    if (error instanceof StoreError && error.code !== 'E_IO') return undefined;
    throw error;
  }
}

/** E_NO_SPACE, E_READ_ONLY, E_IO. */
export function keepCertificate(home: string, certificate: CertificateBody): KeptCertificate {
  const path = certificateOf(home);
  const before = bytesAt(path);
  if (before !== undefined) {
    const earlier = parseLeniently(before.toString('utf8'));
    const isIntactAndSame = earlier !== undefined && saysSame(earlier, certificate, before);
    if (isIntactAndSame) return { path, certificate: earlier, isNew: false };
    createDurably(join(earlierCertificatesOf(home), nameOf(before, earlier)), before);
  }
  writeDurably(path, Buffer.from(writeCertificate(certificate), 'utf8'));
  return { path, certificate, isNew: true };
}

/** The newest certificate of a home. E_NOT_FOUND, E_NEWER_VERSION, E_CERTIFICATE, E_IO. */
export const newestCertificate = (home: string): Certificate => certificateAt(certificateOf(home));

/** The certificate in a file. E_NOT_FOUND, also for a file of another kind, E_NEWER_VERSION, E_CERTIFICATE, E_IO. */
export function certificateAt(path: string): Certificate {
  const text = certificateTextAt(path);
  if (isOfCertificate(text)) return readCertificate(text, path);
  throw new StoreError(
    'E_NOT_FOUND',
    `${path} is no certificate of a migration. Nothing was changed. Earlier ones of a home are in .ait42/migration/certificates.`,
    { data: { path } },
  );
}

/** E_NOT_FOUND, E_IO. */
export function certificateTextAt(path: string): string {
  const bytes = bytesAt(path);
  if (bytes !== undefined) return bytes.toString('utf8');
  throw new StoreError(
    'E_NOT_FOUND',
    `There is no certificate ${path}. "ait42-migrate migrate" writes one when everything is verified.`,
  );
}

/** Written from what the earlier one says and the new time alone, it would be the earlier one's very bytes. */
const saysSame = (earlier: Certificate, now: CertificateBody, bytes: Buffer): boolean =>
  bytes.equals(Buffer.from(writeCertificate({ ...now, createdAt: earlier.createdAt }), 'utf8'));

/** By its time, and by its content, so that two never share a name. */
function nameOf(bytes: Buffer, certificate: Certificate | undefined): string {
  const time = certificate?.createdAt.replace(/[-:]|\.\d+/g, '') ?? 'damaged';
  return `${time}-${sha256Of(bytes).slice(0, 16)}.json`;
}
