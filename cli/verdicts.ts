// What the checks of a run mean for the one who started it: a line each while it runs, and whether all is well.

import { standingOf } from '../reports/report.ts';
import { count } from '../reports/text/figures.ts';
import type { Check } from '../results/result.ts';

const MARKS: Readonly<Record<Check['verdict'], string>> = {
  ok: 'ok      ',
  fail: 'FAILED  ',
  'expected-fail': 'expected',
  unknown: 'unknown ',
};

/** The rest is in the report. */
const COUNTS_MAX = 6;

/** `ok        import: home into sqlite (read 215, imported 214, aside 1)`, with the detail below unless it is ok. `records`: what they are called. */
export function verdictLines(check: Check, records: string): string[] {
  const counts = Object.entries(check.counts)
    .slice(0, COUNTS_MAX)
    .map(([name, value]) => `${name === 'records' ? records : name} ${count(value)}`);
  const sums = counts.length === 0 ? '' : ` (${counts.join(', ')})`;
  const first = `${MARKS[check.verdict]}  ${check.area}: ${check.name} [${check.subject}]${sums}`;
  const isPlain = check.verdict === 'ok' || check.detail === '';
  return isPlain ? [first] : [first, ...check.detail.split('\n').map((line) => `          ${line}`)];
}

/** Whether something was checked, nothing failed, and nothing stayed unknown: who was not told does not know. */
export const isVerified = (checks: readonly Check[]): boolean => standingOf(checks) === 'verified';
