// What a gate says: a job summary in Markdown, and the same for a terminal or a log.

import type { Results } from '../../results/result-file.ts';
import { partsText } from '../parts-text.ts';
import { asciiText } from '../text/ascii.ts';
import { count } from '../text/figures.ts';
import { markdownTable, markdownText } from '../text/markdown.ts';
import { oneLine } from '../text/one-line.ts';
import { alignedTable } from '../text/table.ts';
import type { GateResult, JudgedTarget } from './gate.ts';
import type { GateVerdict } from './words.ts';

const HEADLINE: Record<GateVerdict, string> = {
  pass: 'Gate passed',
  fail: 'Gate failed',
  'cannot tell': 'Gate cannot tell',
};

const COLUMNS = ['Target', 'Asked', 'Found', 'Verdict'] as const;

/** GitHub drops a job summary of more than this whole. */
export const SUMMARY_BYTES_MAX = 1024 * 1024;

/**
 * Ends with a line end, so that summaries can be appended to each other. Where `bytesMax` does not hold all targets, the
 * worst are told and a sentence says how many are not; null when not even that fits.
 */
export function gateSummary(
  result: GateResult,
  results: Results,
  bytesMax: number = SUMMARY_BYTES_MAX,
): string | null {
  const all = ordered(result.targets);
  const written = (shown: number): string => summaryOf(result, results, all.slice(0, shown));
  const fits = (shown: number): boolean => Buffer.byteLength(written(shown)) <= bytesMax;
  if (fits(all.length)) return written(all.length);
  if (!fits(0)) return null;
  // By halves, as each target makes it longer.
  let [low, high] = [0, all.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return written(low);
}

function summaryOf(result: GateResult, results: Results, shown: readonly JudgedTarget[]): string {
  const { header } = results;
  const hidden = result.targets.length - shown.length;
  const left =
    hidden === 0
      ? []
      : [
          `Left out: ${count(hidden)} of ${count(result.targets.length)} targets, because GitHub drops a summary of ` +
            'more than 1 MiB. The worst are shown; with --full the log of the job has all of them.',
          '',
        ];
  return [
    `## ${HEADLINE[result.verdict]}`,
    '',
    `${talliesText(result)}. Run: ${markdownText(header.command)}, seed ${header.seed}, revision ${markdownText(header.revision)}.${machineText(result)}`,
    '',
    ...partsText(results).flatMap((line) => [markdownText(line), '']),
    ...left,
    ...(shown.length === 0 ? [] : [markdownTable(COLUMNS, shown.map(cells)), '']),
    ...explanations(result, shown).flatMap((line) => [markdownText(line), '']),
  ].join('\n');
}

/** The whole in one line. */
export const gateTotal = (result: GateResult): string =>
  `${HEADLINE[result.verdict]}: ${talliesText(result)}`;

/** Plain ASCII without colour, for terminals and logs of every kind; lines end with LF. */
export function gateText(result: GateResult): string {
  const all = ordered(result.targets);
  const rows = all.map(cells);
  const lines = [`${gateTotal(result)}.${machineText(result)}`, '', ...alignedTable(COLUMNS, rows)];
  const told = explanations(result, all).map(oneLine);
  return asciiText(`${[...lines, '', ...told].join('\n').trimEnd()}\n`);
}

/** What needs attention first. */
export const ordered = (targets: readonly JudgedTarget[]): JudgedTarget[] =>
  targets.toSorted((left, right) => urgency(left) - urgency(right));

const urgency = ({ isInformational, verdict }: JudgedTarget): number =>
  isInformational ? 3 : ['fail', 'cannot tell', 'pass'].indexOf(verdict);

function cells(judged: JudgedTarget): string[] {
  const verdict = judged.isInformational ? `(${judged.verdict})` : judged.verdict;
  return [judged.title, judged.asked, judged.found, verdict].map(oneLine);
}

function talliesText({ targets }: GateResult): string {
  const voting = targets.filter((target) => !target.isInformational && !target.isUnlisted);
  const of = (verdict: GateVerdict): number => voting.filter((target) => target.verdict === verdict).length;
  const cut = targets.some(({ isUnlisted }) => isUnlisted) ? 'the run did not come to its end; ' : '';
  return `${cut}${of('pass')} of ${voting.length} targets passed, ${of('fail')} failed, ${of('cannot tell')} cannot be told`;
}

/** With a space before it. */
const machineText = ({ machine }: GateResult): string =>
  machine === null ? '' : ` Machine: ${machine.isBusy ? 'BUSY' : 'quiet'} (${machine.sight}).`;

function explanations({ verdict, machine }: GateResult, targets: readonly JudgedTarget[]): string[] {
  const voting = targets.filter((target) => !target.isInformational);
  const lines = voting
    .filter((target) => target.verdict === 'fail')
    .map(({ title, why }) => `${title}: ${why}`);
  const single = voting.filter(({ isSingle }) => isSingle);
  if (single.length > 0) lines.push(`Some were ${SINGLE}`, ...causes(single));
  const open = voting.filter((target) => target.verdict === 'cannot tell');
  if (open.length > 0) {
    lines.push(
      'Cannot tell: the 95% interval lies across the target, or what was asked could not be measured.',
    );
    lines.push(...causes(open), ...(machine?.trials == null ? [] : [machine.trials]));
  } else if (verdict === 'cannot tell') {
    lines.push('Cannot tell: none of the targets has a vote.');
  }
  if (targets.some((target) => target.isInformational)) {
    lines.push('Verdicts in parentheses are told, without a vote.');
  }
  return lines;
}

/** Of some that fail. */
export const SINGLE =
  'measured in a single trial, which says nothing of the next process. At least two are needed.';

function causes(open: readonly JudgedTarget[]): string[] {
  return [...causesOf(open)].map(([cause, titles]) => {
    const more = titles.length > TITLES_SHOWN ? ` and ${count(titles.length - TITLES_SHOWN)} more` : '';
    return `Known of ${titles.slice(0, TITLES_SHOWN).join('; ')}${more}: ${cause}`;
  });
}

const TITLES_SHOWN = 4;

/** What is known to have kept targets from being decided, each cause once with the targets that it kept. */
export function causesOf(open: readonly JudgedTarget[]): Map<string, readonly string[]> {
  const kept = new Map<string, readonly string[]>();
  for (const { title, because } of open) {
    for (const cause of because) kept.set(cause, [...(kept.get(cause) ?? []), title]);
  }
  return kept;
}
