// The result of a verification, for people: one line when all is well, else one line per finding.

import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import type { Finding, VerifyReport } from '../../migrate/index.ts';
import { count } from '../../reports/text/figures.ts';
import type { Context } from '../context.ts';
import { counted } from '../counted.ts';
import { visibleName } from '../visible-text.ts';

/** Prints the report; EXIT.differences when anything was found. */
export function printVerification(context: Context, report: VerifyReport): ExitCode {
  const compared = report.files.filter(({ result, isSalvaged }) => result !== 'unread' && !isSalvaged);
  const sessions = compared.reduce((sum, { records }) => sum + records.sessions, 0);
  const salvaged = report.files.filter(({ isSalvaged }) => isSalvaged).length;
  const scope =
    `${counted(compared.length, 'file')} with ${counted(sessions, 'session')} compared with the database, ` +
    (salvaged > 0 ? `what was salvaged from ${counted(salvaged, 'file')} as well, ` : '') +
    `${counted(report.originalsChecked, 'archived original')} checked`;
  if (report.isVerified) {
    context.print(`Verified: ${scope}. No difference.`);
    printUnarchived(context, report);
    return EXIT.ok;
  }
  context.print(`NOT verified: ${problems(report.counts)}. ${scope}.`);
  const shown = report.findings.slice(0, FINDINGS_MAX);
  for (const finding of shown) context.print(findingLine(finding));
  const total = Object.values(report.counts).reduce((sum, found) => sum + found, 0);
  if (total > shown.length)
    context.print(`  and ${count(total - shown.length)} more: "ait42-migrate diff" and --json have them`);
  return EXIT.differences;
}

/** More push the last screen out of a small terminal. */
const FINDINGS_MAX = 10;

function printUnarchived(context: Context, { unarchived }: VerifyReport): void {
  if (unarchived.length === 0) return;
  const named = unarchived.slice(0, NAMED_MAX).map(visibleName);
  if (unarchived.length > NAMED_MAX) named.push(`and ${count(unarchived.length - NAMED_MAX)} more`);
  const files = `${counted(unarchived.length, 'file')} (${named.join(', ')})`;
  context.print(
    `  Written since the import and equal to the database, with no copy in the archive yet: ${files}. "ait42-migrate migrate" keeps one.`,
  );
}

/** A file without its original may well be equal: nothing is known of it, or its import keeps to what it held before. */
function problems({ original, store, ...differing }: VerifyReport['counts']): string {
  const differences = Object.values(differing).reduce((sum, found) => sum + found, 0);
  const named = [
    ...(differences > 0 ? [counted(differences, 'difference')] : []),
    ...(original > 0 ? [`${counted(original, 'file')} not to be compared with an archived original`] : []),
    ...(store > 0 ? [`${counted(store, 'finding')} of damage in the database`] : []),
  ];
  return named.join(', ');
}

function findingLine(finding: Finding): string {
  const session = finding.sessionId === null ? '' : ` session ${finding.sessionId}`;
  const pointers = finding.pointers.length === 0 ? '' : ` at ${finding.pointers.join(', ')}`;
  return visibleName(`  ${finding.class}: ${finding.file}${session}${pointers}: ${finding.problem}`);
}

interface Damage {
  readonly place: string;
  readonly problem: string;
}

/** As many as fit a message; "check" lists them all. */
const NAMED_MAX = 5;

/** E_CORRUPT, naming what was found, unless nothing was. */
export function requireSound(findings: readonly Damage[], file: string): void {
  if (findings.length === 0) return;
  const named = findings.slice(0, NAMED_MAX).map(({ place, problem }) => `${place}: ${problem}`);
  if (findings.length > NAMED_MAX) named.push(`and ${count(findings.length - NAMED_MAX)} more`);
  throw new StoreError(
    'E_CORRUPT',
    `The database ${file} is damaged, so nothing was done: ${named.join('; ')}.`,
  );
}
