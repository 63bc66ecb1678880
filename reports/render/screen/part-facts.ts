// The parts of a verification in a line each: what was counted, within which bounds, what was found, and what was planted and found.

import type { Check, Planted } from '../../../results/result.ts';
import { PARTS } from '../../../results/verification.ts';
import type { Report } from '../../report.ts';
import { faultLines } from '../../text/fault.ts';
import { count, duration } from '../../text/figures.ts';
import { CHECK_MARKS } from './load-block.ts';
import type { Fact } from './screen.ts';

/** The rest is in the pages. */
const COUNTS_MAX = 4;

export const partFacts = ({ checks, planted }: Report): Fact[] =>
  PARTS.flatMap((part) => {
    const own = checks.filter(({ area }) => area === part);
    const bugs = planted.filter((one) => one.part === part);
    return own.length + bugs.length === 0 ? [] : [partFact(part, own, bugs)];
  });

const SEVERITY: readonly Check['verdict'][] = ['fail', 'unknown', 'ok', 'expected-fail'];

export const worstVerdict = (checks: readonly Check[]): Check['verdict'] =>
  SEVERITY.find((verdict) => checks.some((check) => check.verdict === verdict)) ?? 'ok';

function partFact(name: string, checks: readonly Check[], planted: readonly Planted[]): Fact {
  const made = checks.filter(({ isMissing }) => isMissing !== true);
  if (made.length + planted.length === 0) {
    return { name, text: `not here: ${checks[0]?.detail ?? ''}` };
  }
  const verdict = worstVerdict(made);
  const fault = made.find(
    (check) => check.verdict === verdict && (verdict === 'fail' || verdict === 'unknown'),
  );
  const [first = '', ...below] = fault === undefined ? [] : faultLines(`${fault.subject}: ${fault.detail}`);
  const text = [summed(made), detected(planted, made), findings(made), ...(first === '' ? [] : [first])];
  return {
    mark: CHECK_MARKS[verdict],
    name,
    text: text.filter((each) => each !== '').join('; '),
    ...(below.length > 0 && { below }),
  };
}

/** Of all checks of the part: the counts that they share. */
function summed(checks: readonly Check[]): string {
  const sums = new Map<string, number>();
  for (const { counts } of checks)
    for (const [name, value] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + value);
  return [...sums]
    .filter(([, value]) => value > 0)
    .slice(0, COUNTS_MAX)
    .map(([name, value]) => `${count(value)} ${name}`)
    .join(', ');
}

function detected(planted: readonly Planted[], checks: readonly Check[]): string {
  const due = planted.filter(({ equivalent }) => equivalent === undefined);
  if (due.length === 0) return '';
  const found = due.filter((one) => one.found);
  const ms = planted.reduce((sum, { tookMs }) => sum + tookMs, 0);
  const alarms = checks.reduce((sum, { counts }) => sum + (counts.falseAlarms ?? 0), 0);
  return `${count(found.length)} of ${count(due.length)} planted found in ${duration(ms * 1e6)}, ${count(alarms)} false alarms`;
}

function findings(checks: readonly Check[]): string {
  const found = checks.filter(({ verdict }) => verdict === 'fail').length;
  const bounds = [...new Set(checks.flatMap((check) => check.bounds ?? []))];
  const within = bounds.length === 0 ? '' : `; checked within: ${bounds.join(' · ')}`;
  return `${count(found)} ${found === 1 ? 'finding' : 'findings'}${found === 0 ? within : ''}`;
}
