// What the checks of a run mean for the one who started it: a line each while it runs, and whether all is well.

import type { Check } from '../contract/result.ts';
import { countText } from './progress-text.ts';

const MARKS: Readonly<Record<Check['verdict'], string>> = {
  ok: 'ok      ',
  fail: 'FAILED  ',
  'expected-fail': 'expected',
  unknown: 'unknown ',
};

/** The rest is in the report. */
const COUNTS_MAX = 6;

/** `ok        import: home into sqlite (read 215, imported 214, aside 1)`, with the detail below unless it is ok. */
export function verdictLines(check: Check): string[] {
  const counts = Object.entries(check.counts)
    .slice(0, COUNTS_MAX)
    .map(([name, count]) => `${name} ${countText(count)}`);
  const sums = counts.length === 0 ? '' : ` (${counts.join(', ')})`;
  const first = `${MARKS[check.verdict]}  ${check.area}: ${check.name} [${check.subject}]${sums}`;
  const isPlain = check.verdict === 'ok' || check.detail === '';
  return isPlain ? [first] : [first, ...check.detail.split('\n').map((line) => `          ${line}`)];
}

/** Areas whose question must be answered for the run to count as verified. */
const MUST_BE_KNOWN: readonly Check['area'][] = ['equivalence', 'import', 'rewrite', 'verify'];

/** Whether nothing failed, and nothing that must be known stayed unknown. */
export const isVerified = (checks: readonly Check[]): boolean =>
  checks.every(
    ({ verdict, area }) => verdict !== 'fail' && !(verdict === 'unknown' && MUST_BE_KNOWN.includes(area)),
  );
