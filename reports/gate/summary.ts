// What a gate says: a job summary in Markdown, and the same for a terminal or a log.

import type { Results } from '../../contract/result-file.ts';
import { operationTitle, storeTitle } from '../operations.ts';
import { asciiText } from '../text/ascii.ts';
import { count } from '../text/figures.ts';
import { markdownTable, markdownText } from '../text/markdown.ts';
import { oneLine } from '../text/one-line.ts';
import { alignedTable } from '../text/table.ts';
import type { GateResult } from './gate.ts';
import type { GateVerdict, JudgedTarget } from './outcome.ts';
import type { Target } from './targets.ts';

const HEADLINE: Record<GateVerdict, string> = {
  pass: 'Gate passed',
  fail: 'Gate failed',
  unclear: 'Gate passed, with unclear targets',
};

const COLUMNS = ['Target', 'Asked', 'Found', 'Verdict'] as const;

/** Ends with a line end, so that summaries can be appended to each other. */
export function gateSummary(result: GateResult, results: Results): string {
  const rows = ordered(result.targets).map((target) => cells(target));
  const { header } = results;
  return [
    `## ${HEADLINE[result.verdict]}`,
    '',
    `${talliesText(result)}. Run: ${markdownText(header.command)}, seed ${header.seed}, revision ${markdownText(header.revision)}.`,
    '',
    markdownTable(COLUMNS, rows),
    '',
    ...explanations(result).flatMap((line) => [line, '']),
  ].join('\n');
}

/** Plain ASCII without colour, for terminals and logs of every kind; lines end with LF. */
export function gateText(result: GateResult): string {
  const rows = ordered(result.targets).map((target) => cells(target));
  const lines = [`${HEADLINE[result.verdict]}: ${talliesText(result)}.`, '', ...alignedTable(COLUMNS, rows)];
  return asciiText(`${[...lines, '', ...explanations(result)].join('\n').trimEnd()}\n`);
}

/** What needs attention first. */
const ordered = (targets: readonly JudgedTarget[]): JudgedTarget[] =>
  targets.toSorted((left, right) => urgency(left) - urgency(right));

const urgency = ({ isInformational, verdict }: JudgedTarget): number =>
  isInformational ? 3 : ['fail', 'unclear', 'pass'].indexOf(verdict);

function cells(judged: JudgedTarget): string[] {
  const verdict = judged.isInformational ? `(${judged.verdict})` : judged.verdict;
  return [titleOf(judged.target), judged.asked, judged.found, verdict].map(oneLine);
}

function titleOf(target: Target): string {
  switch (target.kind) {
    case 'ratio':
      return `${operationTitle(target.operation)} at ${count(target.sessions)}, ${storeTitle(target.store)} to ${storeTitle(target.baseline)}`;
    case 'time':
      return `${operationTitle(target.operation)} at ${count(target.sessions)}, ${storeTitle(target.store)}`;
    case 'size':
      return `size at ${count(target.sessions)}, ${storeTitle(target.store)} to ${storeTitle(target.baseline)}`;
    default:
      return target.id;
  }
}

function talliesText({ targets }: GateResult): string {
  const voting = targets.filter((target) => !target.isInformational);
  const of = (verdict: GateVerdict): number => voting.filter((target) => target.verdict === verdict).length;
  return `${of('pass')} of ${voting.length} targets passed, ${of('fail')} failed, ${of('unclear')} unclear`;
}

function explanations(result: GateResult): string[] {
  const lines = result.targets
    .filter((target) => target.verdict === 'fail' && !target.isInformational)
    .map(({ target }) => `${target.id}: ${target.why}`);
  if (result.verdict === 'unclear') {
    lines.push('Unclear: the 95% interval lies across the target. More trials make it narrower.');
  }
  if (result.targets.some((target) => target.isInformational)) {
    lines.push('Verdicts in parentheses are times of this machine: told, without a vote.');
  }
  return lines;
}
