// How a certificate stands to the home that it lies in, without the content of sessions: is it whole, of this home, and is
// every file that it names still there? What the sides hold now is for a verification to compare.

import { StoreError } from '../../contract/errors.ts';
import { Archive } from '../archive.ts';
import { legacyFiles } from '../legacy-files.ts';
import type { Certificate, WorkspaceEntry } from './certificate.ts';
import { certifiedFiles, countChanged } from './certified-files.ts';
import { checkText } from './check-text.ts';
import { certificateAt, certificateOf, certificateTextAt } from './keep-certificate.ts';

export interface CertificateStanding {
  readonly createdAt: string;
  /** Files in their places that were written since. */
  readonly changed: number;
  /** Session files that it does not know. */
  readonly added: number;
  /** Files that are neither in their places nor moved away by `archive`. */
  readonly gone: readonly string[];
  /** Files of whose certified bytes this home's archive never had an original: it tells of another home. */
  readonly unknown: readonly string[];
}

/** What certificateAt and Archive throw; E_CERTIFICATE also for one whose sums do not follow from its rows. */
export function certificateStanding(home: string, archiveDir: string): CertificateStanding {
  const certificate = soundCertificate(certificateOf(home));
  const { inPlace, gone } = certifiedFiles(certificate, home, archiveDir);
  const originals = new Set(new Archive(archiveDir).originals().map(({ file, sha256 }) => key(file, sha256)));
  const certified = new Set(certificate.workspaces.map(({ file }) => file));
  return {
    createdAt: certificate.createdAt,
    changed: countChanged(home, inPlace),
    added: legacyFiles(home).files.filter(({ file }) => !certified.has(file)).length,
    gone: namesOf(gone),
    unknown: namesOf(
      certificate.workspaces.filter(
        ({ file, sha256 }) => file !== null && sha256 !== null && !originals.has(key(file, sha256)),
      ),
    ),
  };
}

const key = (file: string, sha256: string): string => `${sha256} ${file}`;

const namesOf = (entries: readonly WorkspaceEntry[]): string[] =>
  entries.map(({ file }) => file).filter((file) => file !== null);

function soundCertificate(path: string): Certificate {
  const certificate = certificateAt(path);
  const { findings } = checkText(certificateTextAt(path));
  const [first] = findings;
  if (first === undefined) return certificate;
  throw new StoreError('E_CERTIFICATE', `${path} does not add up: ${first.problem}. Nothing was changed.`, {
    data: { path },
  });
}
