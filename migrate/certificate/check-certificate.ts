// Checks a certificate against itself, the session files of a home, and its database, record by record. Reads only. A
// difference is a finding, not an error.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { breathe } from '../../contract/breathe.ts';
import { sessionDigest } from '../../contract/canonical.ts';
import { StoreError } from '../../contract/errors.ts';
import type { Control } from '../../contract/progress.ts';
import { unlessFailed } from '../../contract/unless-failed.ts';
import type { ImportTarget } from '../import-target.ts';
import { itemByItem } from '../item-by-item.ts';
import { legacyFiles } from '../legacy-files.ts';
import { type Certificate, databaseDigests, type WorkspaceEntry } from './certificate.ts';
import { aboutWhole, type CertificateFinding } from './certificate-finding.ts';
import { readCertificate } from './certificate-text.ts';
import { type MovedFiles, movedFiles } from './certified-files.ts';
import { checkFile } from './check-file.ts';
import { checkText } from './check-text.ts';
import { compareDigests, type DigestFinding } from './compare-digests.ts';
import { certificateTextAt } from './keep-certificate.ts';

export interface CheckOptions extends Control {
  /** The file of the certificate. */
  readonly path: string;
  readonly home: string;
  readonly archiveDir: string;
  /** Undefined when the database cannot be opened: `storeProblem` then says why. */
  readonly store: ImportTarget | undefined;
  readonly storeProblem?: string;
}

export interface CertificateCheck {
  /** Undefined when the file is no certificate any more. */
  readonly certificate: Certificate | undefined;
  readonly isMatch: boolean;
  /** At most FINDINGS_MAX; `found` counts them all. */
  readonly findings: readonly CertificateFinding[];
  readonly found: number;
}

export const FINDINGS_MAX = 1_000;

/** E_NOT_FOUND without a certificate or a home; E_NEWER_VERSION; E_IO; E_ABORTED. */
export async function checkCertificate(options: CheckOptions): Promise<CertificateCheck> {
  const text = certificateTextAt(options.path);
  const { certificate, findings: ofText } = checkText(text);
  const findings = [...ofText];
  if (certificate === undefined) requireOurVersion(text, options.path);
  else findings.push(...(await checkWorkspaces(certificate, options)));
  if (options.store !== undefined) {
    for (const { place, problem } of (await options.store.check()).findings) {
      findings.push(aboutWhole('store', place, problem));
    }
  }
  return {
    certificate,
    isMatch: findings.length === 0,
    findings: findings.slice(0, FINDINGS_MAX),
    found: findings.length,
  };
}

/** An intact certificate of a later version is none that was changed. */
function requireOurVersion(text: string, path: string): void {
  try {
    readCertificate(text, path);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'E_NEWER_VERSION') throw error;
  }
}

async function checkWorkspaces(
  { workspaces }: Certificate,
  options: CheckOptions,
): Promise<CertificateFinding[]> {
  const { home, store, storeProblem } = options;
  const { moved, problem } = movedOrNone(options);
  const isAnyAway = workspaces.some(({ file }) => file !== null && !existsSync(join(home, file)));
  const findings: CertificateFinding[] = [];
  if (problem !== undefined && isAnyAway) findings.push(aboutWhole('file', null, problem));
  if (store === undefined) {
    findings.push(aboutWhole('database', null, storeProblem ?? 'it cannot be opened'));
  }
  for (const entry of itemByItem('checking', workspaces, options, 'workspaces')) {
    const { found, sessionIds } = await checkStored(entry, store);
    findings.push(...found, ...(await checkFile(entry, { ...options, moved }, sessionIds)));
  }
  return [...findings, ...uncertified(workspaces, home, await heldBy(store))];
}

/** Lists that cannot be read leave every file that they name gone. */
const movedOrNone = ({ home, archiveDir }: CheckOptions): { moved: MovedFiles; problem?: string } =>
  unlessFailed(
    () => ({ moved: movedFiles(home, archiveDir) }),
    ({ message: problem }) => ({ moved: new Map(), problem }),
  );

const heldBy = async (store: ImportTarget | undefined): Promise<string[]> =>
  store === undefined ? [] : (await store.workspaces()).map(({ hash }) => hash);

/** Files and workspaces that have come since. */
function uncertified(
  workspaces: readonly WorkspaceEntry[],
  home: string,
  held: readonly string[],
): CertificateFinding[] {
  const files = new Set(workspaces.map(({ file }) => file));
  const certified = new Set(workspaces.map(({ workspace }) => workspace));
  return [
    ...legacyFiles(home)
      .files.filter(({ file }) => !files.has(file))
      .map(({ file }) => aboutWhole('file', file, 'the certificate does not know this file')),
    ...held
      .filter((hash) => !certified.has(hash))
      .map((hash) => aboutWhole('database', hash, 'the certificate does not know this workspace')),
  ];
}

const PROBLEM: Readonly<Record<DigestFinding['class'], string>> = {
  mismatch: 'the database answers other values for this session',
  missing: 'the database lacks this session',
  extra: 'the database has this session besides',
  duplicate: 'the database has this session more often',
  order: 'from this session on, the database has the sessions in another order',
};

interface StoredCheck {
  readonly found: CertificateFinding[];
  readonly sessionIds: readonly string[];
}

async function checkStored(entry: WorkspaceEntry, store: ImportTarget | undefined): Promise<StoredCheck> {
  if (store === undefined) return { found: [], sessionIds: [] };
  const place = entry.file ?? entry.workspace;
  const [digests, sessionIds]: [string[], string[]] = [[], []];
  try {
    await store.visitSessions(entry.workspace, async (page) => {
      await breathe();
      for (const session of page) {
        digests.push(sessionDigest(session));
        sessionIds.push(session.id);
      }
    });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { found: [aboutWhole('database', place, error.message)], sessionIds };
  }
  const found = compareDigests(databaseDigests(entry), digests).map(({ class: kind, position }) => ({
    part: 'database' as const,
    place,
    position,
    sessionId: sessionIds[position] ?? null,
    problem: PROBLEM[kind],
  }));
  return { found, sessionIds };
}
