// Reports as rows of a result file (results/result.ts): what was done and checked, with the sums behind each verdict.

import { FILE_VERDICTS } from '../migrate/account.ts';
import type { RestoreComparison, RewriteComparison } from '../migrate/compare-rewritten.ts';
import type { FindingClass } from '../migrate/finding.ts';
import type { ImportReport } from '../migrate/import-home.ts';
import type { VerifyReport } from '../migrate/verify-home.ts';
import type { Check } from '../results/result.ts';

const LISTED_MAX = 20;

/** Ok as long as nothing was refused: what is kept aside is accounted for, and named in the detail. */
export function importChecks(report: ImportReport, subject: string): Check[] {
  const { fileAccount, recordAccount, files, foreign } = report;
  const notImported = files.filter(({ reason }) => reason !== null);
  const records = Object.fromEntries(
    (['read', ...FILE_VERDICTS] as const).flatMap((part) =>
      Object.entries(recordAccount[part]).map(([unit, count]) => [`${unit} ${part}`, count]),
    ),
  );
  const row = { row: 'check', area: 'import', subject } as const;
  return [
    {
      ...row,
      name: 'every file accounted for',
      verdict: verdictOf(fileAccount.refused === 0),
      counts: { ...fileAccount, foreign: foreign.length },
      detail: listed(notImported.map(({ file, verdict, reason }) => `${file} ${verdict}: ${reason}`)),
    },
    {
      ...row,
      name: 'every record accounted for',
      verdict: verdictOf(recordAccount.refused.sessions === 0),
      counts: records,
      detail: 'read = imported + unchanged + aside + refused, for sessions, instances and messages',
    },
  ];
}

const verdictOf = (isMet: boolean): Check['verdict'] => (isMet ? 'ok' : 'fail');

export function verifyChecks(report: VerifyReport, subject: string): Check[] {
  const { findings, files, counts, originalsChecked } = report;
  const check = (name: string, classes: readonly FindingClass[], sums: Record<string, number>): Check => ({
    row: 'check',
    area: 'verify',
    subject,
    name,
    // From the counts: the list of findings is cut off.
    verdict: verdictOf(classes.every((each) => counts[each] === 0)),
    counts: { ...sums, ...Object.fromEntries(classes.map((each) => [each, counts[each]])) },
    detail: listed(
      findings
        .filter((finding) => classes.includes(finding.class))
        .map(({ class: kind, file, pointers, problem }) => `${kind} ${file}${pointers[0] ?? ''}: ${problem}`),
    ),
  });
  const compared = files.filter(({ result }) => result !== 'unread');
  const records = compared.reduce((sum, { records: { sessions } }) => sum + sessions, 0);
  const content: FindingClass[] = ['missing', 'extra', 'duplicate', 'mismatch', 'order'];
  return [
    check('content of every session', content, { files: compared.length, records }),
    check('archived originals', ['original'], { originals: originalsChecked }),
    check('the store’s own check', ['store'], {}),
  ];
}

/**
 * Ok when every readable file came back with its own bytes: the database keeps the layout of each. A home of which no file
 * could be compared has not been shown to come back, so it fails; one without any session file is not known to.
 */
export function rewriteChecks(comparisons: readonly RewriteComparison[], subject: string): Check[] {
  const counts = { identical: 0, equal: 0, different: 0, absent: 0, unread: 0 };
  for (const { result } of comparisons) counts[result]++;
  const files = comparisons.length - counts.unread;
  const isEachIdentical = files > 0 && counts.identical === files;
  const notIdentical = comparisons.filter(({ result }) => result !== 'identical');
  return [
    {
      row: 'check',
      area: 'rewrite',
      subject,
      name: 'files rewritten from rows alone',
      verdict: comparisons.length === 0 ? 'unknown' : verdictOf(isEachIdentical),
      counts: { files, ...counts },
      detail:
        comparisons.length === 0
          ? 'The home has no session file.'
          : listed(
              notIdentical.map(({ file, result, reasons, pointers }) =>
                [`${file} ${result}: ${reasons.join(', ')}`, ...pointers.slice(0, 1)].join(' at '),
              ),
            ),
    },
  ];
}

export function restoreChecks(comparisons: readonly RestoreComparison[], subject: string): Check[] {
  const wrong = comparisons.filter(({ isIdentical }) => !isIdentical);
  return [
    {
      row: 'check',
      area: 'rewrite',
      subject,
      name: 'originals restored byte for byte',
      verdict: verdictOf(wrong.length === 0),
      counts: { files: comparisons.length, identical: comparisons.length - wrong.length },
      detail: listed(wrong.map(({ file }) => `${file}: not the bytes of the home`)),
    },
  ];
}

function listed(lines: readonly string[]): string {
  const rest = lines.length - LISTED_MAX;
  return [...lines.slice(0, LISTED_MAX), ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n');
}
