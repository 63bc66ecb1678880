// Verdicts as workflow commands of GitHub, which shows them beside the lines that they are about: what failed as errors,
// what could not be told as warnings. GitHub keeps 10 of a kind for each step and 50 for each job and drops the others
// without a word, so the worst come first and one notice counts them where there are several. No token is needed, so it works for forks.
// https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands

import { count } from '../text/figures.ts';
import { oneLine } from '../text/one-line.ts';
import type { Case } from './case.ts';

const OF_A_KIND_MAX = 10;

/** One command a line; cases come as they are given, the worst first. Empty where there is nothing to say. */
export function annotations(cases: readonly Case[], total: string): string[] {
  const loud = cases.filter(({ isQuiet = false }) => !isQuiet);
  const [errors, warnings] = (['failed', 'skipped'] as const).map((outcome) =>
    loud.filter((one) => one.outcome === outcome),
  ) as [Case[], Case[]];
  if (errors.length + warnings.length === 0) return [];
  const hidden = [errors, warnings].reduce((sum, { length }) => sum + Math.max(0, length - OF_A_KIND_MAX), 0);
  const left = hidden === 0 ? '' : ` ${count(hidden)} more are in the summary and in the log.`;
  return [
    ...errors.slice(0, OF_A_KIND_MAX).map((one) => command('error', one)),
    ...warnings.slice(0, OF_A_KIND_MAX).map((one) => command('warning', one)),
    // A count of one would tell the same twice.
    ...(errors.length + warnings.length === 1
      ? []
      : [`::notice title=storeproof::${data(`${total}.${left}`)}`]),
  ];
}

function command(kind: 'error' | 'warning', { name, message, place }: Case): string {
  const where = place === undefined ? [] : [`file=${property(place.file)}`, `line=${place.line ?? 1}`];
  return `::${kind} ${[...where, `title=${property(name)}`].join(',')}::${data(message === '' ? name : message)}`;
}

/** A line of its own would be a command of its own. */
const data = (text: string): string =>
  text
    .split(/\r\n|\r|\n/)
    .map((line) => oneLine(line).trim().replaceAll('%', '%25'))
    .join('%0A');

const property = (text: string): string =>
  oneLine(text).trim().replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C');
