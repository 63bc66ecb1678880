// The certificate of an import that an app made while it went on: of what is there, when all of it is verified. An app
// that writes meanwhile may leave nothing to certify; the import is complete all the same.

import { StoreError } from '../../contract/errors.ts';
import { certifyHome, currentVersions } from '../certificate/index.ts';
import type { ImportOptions, ImportReport } from '../import-home.ts';
import { type VerifyOptions, verifyHome } from '../verify-home.ts';

export interface Certification {
  /** Where it is; null when none was written. */
  readonly certificate: string | null;
  /** An error code, `refused` for files that were, or `different`; null when there is a certificate. */
  readonly uncertified: string | null;
}

export type CertificationRequest = Pick<
  ImportOptions,
  'home' | 'store' | 'archiveDir' | 'onProgress' | 'signal'
> &
  Pick<VerifyOptions, 'isFileRequired'>;

/** E_ABORTED. */
export async function certifyImport(
  request: CertificationRequest,
  { fileAccount }: ImportReport,
): Promise<Certification> {
  if (fileAccount.refused > 0) return uncertified('refused');
  try {
    const { isVerified } = await verifyHome(request);
    if (!isVerified) return uncertified('different');
    const { path } = await certifyHome({ ...request, versions: currentVersions() });
    return { certificate: path, uncertified: null };
  } catch (error) {
    if (!(error instanceof StoreError) || error.code === 'E_ABORTED') throw error;
    return uncertified(error.code);
  }
}

const uncertified = (why: string): Certification => ({ certificate: null, uncertified: why });
