// Checks a certificate by itself: is its text what was written, and do its sums and roots follow from its rows? A text that
// is no certificate any more is searched for the place where it stopped being one.

import { StoreError } from '../../contract/errors.ts';
import { parseJson } from '../../contract/json-value.ts';
import { FILE_VERDICTS, requireBalanced, sumAccounts } from '../account.ts';
import { type Certificate, certificateSchema, type WorkspaceEntry } from './certificate.ts';
import { aboutWhole, type CertificateFinding } from './certificate-finding.ts';
import { isIntact, isOfCertificate, jsonOf } from './certificate-text.ts';
import { contentRootOf } from './content-root.ts';
import { rootOfDigests } from './merkle.ts';

export interface TextCheck {
  /** Undefined when the text has not the form of a certificate. */
  readonly certificate: Certificate | undefined;
  readonly findings: readonly CertificateFinding[];
}

const ISSUES_MAX = 20;

export function checkText(text: string): TextCheck {
  const value = jsonOf(text);
  if (value === undefined) {
    const where = isOfCertificate(text) ? whereNotJson(text) : aboutWhole('certificate', null, NONE);
    return { certificate: undefined, findings: [where] };
  }
  const parsed = certificateSchema.safeParse(value);
  if (!parsed.success) {
    const findings = parsed.error.issues.slice(0, ISSUES_MAX).map(({ path }) => whereNotOfForm(value, path));
    return { certificate: undefined, findings };
  }
  const changed = isIntact(text)
    ? []
    : [aboutWhole('certificate', null, 'its digest over itself does not match: its text was changed')];
  return { certificate: parsed.data, findings: [...changed, ...checkSums(parsed.data)] };
}

const NONE = 'this is no certificate of a migration';

function checkSums(certificate: Certificate): CertificateFinding[] {
  const { workspaces, contentRoot, totals } = certificate;
  const found = workspaces.flatMap(checkEntry);
  if (contentRootOf(workspaces) !== contentRoot) {
    found.push(aboutWhole('certificate', null, 'contentRoot does not follow from the workspaces'));
  }
  const records = sumAccounts(workspaces.map(({ account }) => account));
  const verdicts = workspaces.map(({ verdict }) => verdict).filter((verdict) => verdict !== null);
  const isSum =
    JSON.stringify(records) === JSON.stringify(totals.records) &&
    totals.files.read === verdicts.length &&
    FILE_VERDICTS.every(
      (each) => totals.files[each] === verdicts.filter((verdict) => verdict === each).length,
    );
  if (!isSum) found.push(aboutWhole('certificate', null, 'totals are not the sums over the workspaces'));
  return found;
}

function checkEntry(entry: WorkspaceEntry): CertificateFinding[] {
  const place = entry.file ?? entry.workspace;
  const problems: string[] = [];
  if (
    entry.fileRoot !== null &&
    rootOfDigests(entry.sessions.map(({ digest }) => digest)) !== entry.fileRoot
  ) {
    problems.push('fileRoot does not follow from the digests of the sessions');
  }
  const isDatabaseRoot =
    entry.databaseSessions === null
      ? entry.databaseRoot === null || entry.databaseRoot === entry.fileRoot
      : entry.databaseRoot === rootOfDigests(entry.databaseSessions);
  if (!isDatabaseRoot) problems.push('databaseRoot does not follow from the digests of the sessions');
  if (!isBalanced(entry)) problems.push('read is not imported + unchanged + aside + refused');
  return problems.map((problem) => aboutWhole('certificate', place, problem));
}

function isBalanced({ account }: WorkspaceEntry): boolean {
  try {
    requireBalanced('a workspace', account);
    return true;
  } catch {
    return false;
  }
}

/** Each record has a line of its own: the first one that is no record is the place, else where the parser stops. */
function whereNotJson(text: string): CertificateFinding {
  const lines = text.split('\n');
  const stopped = failingLine(text) ?? lines.length;
  const broken = lines.slice(0, stopped).findIndex((line) => isRow(line) && jsonOf(bare(line)) === undefined);
  const line = broken < 0 ? stopped - 1 : broken;
  const entryLine = lines.slice(0, line + 1).findLastIndex((each) => each.includes('"workspace":"'));
  const place = placeIn(lines[entryLine] ?? '');
  const problem = `it stops being JSON at line ${line + 1}: its text was changed`;
  const isInRows = entryLine >= 0 && line > entryLine && isRow(lines[line] ?? '');
  return { ...aboutWhole('certificate', place, problem), position: isInRows ? line - entryLine - 1 : null };
}

const isRow = (line: string): boolean => line.startsWith('      ');
const bare = (line: string): string => (line.endsWith(',') ? line.slice(0, -1) : line);

function failingLine(text: string): number | undefined {
  try {
    parseJson(text);
    return undefined;
  } catch (error) {
    return error instanceof StoreError ? Number(error.data.line) : undefined;
  }
}

const placeIn = (line: string): string | null =>
  /"file":"([^"]*)"/.exec(line)?.[1] ?? /"workspace":"([^"]*)"/.exec(line)?.[1] ?? null;

function whereNotOfForm(value: unknown, path: readonly PropertyKey[]): CertificateFinding {
  const [list, entry, rows, row] = path;
  const problem = `/${path.map(String).join('/')} is not as a certificate has it: its text was changed`;
  const position =
    (rows === 'sessions' || rows === 'databaseSessions') && typeof row === 'number' ? row : null;
  const place = list === 'workspaces' && typeof entry === 'number' ? nameOfEntry(value, entry) : null;
  return { ...aboutWhole('certificate', place, problem), position };
}

function nameOfEntry(value: unknown, index: number): string {
  const { workspaces } = value as { workspaces: readonly unknown[] };
  const entry = workspaces[index] as { file?: unknown; workspace?: unknown } | null;
  const name = entry?.file ?? entry?.workspace;
  return typeof name === 'string' ? name : `workspaces/${index}`;
}
