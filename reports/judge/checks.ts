// Finds whether the checks of a run, and the run itself, came out as they should. There is no noise in them.

import type { Check } from '../../results/result.ts';
import type { TestOf } from '../../results/tests.ts';
import { partsText } from '../parts-text.ts';
import { count } from '../text/figures.ts';
import { exactly, figuresOf, finding, gathered } from './finding.ts';
import type { Findings } from './outcome.ts';
import type { Run } from './run.ts';

export function findFailedChecks(test: TestOf<'failed checks'>, run: Run): Findings {
  const { areas = [], isEach = false } = test;
  const checks = run.results.rows
    .filter((row): row is Check => row.row === 'check')
    .filter(({ area }) => areas.length === 0 || areas.includes(area))
    .filter(
      ({ subject }) => test.subject === undefined || storesIn(subject).includes(run.store(test.subject)),
    );
  if (checks.length === 0) {
    return gathered({ place: `a check of ${areas.join(' or ')}`, found: 'no check was made', store: '' });
  }
  const missing = areas.filter((area) => isEach && !checks.some((check) => check.area === area)).join(', ');
  const failed = checks.filter(({ verdict }) => verdict === 'fail');
  const open = checks.filter(({ verdict }) => verdict === 'unknown').length;
  const none = exactly(failed.length);
  return gathered(
    finding(test, none, {
      ...(failed.length === 0 && open > 0 && { verdict: 'undecided' }),
      text: `${count(checks.length - failed.length - open)} of ${count(checks.length)} checks`,
      at: failed[0] === undefined ? 'of its answers were ok' : `were ok; failed: ${failed[0].name}`,
      figures: figuresOf('differences', [run.store(test.subject), none]),
      checks,
    }),
    ...(missing === '' ? [] : [{ place: missing, found: `no check was made in ${missing}`, store: '' }]),
  );
}

/** A check of a pair, or of a move, is one of both. */
const storesIn = (subject: string): readonly string[] => subject.split(/ (?:=|->) /);

export function findComplete(test: TestOf<'complete'>, { results }: Run): Findings {
  const { footer, isComplete, parts } = results;
  const text =
    isComplete || parts === undefined
      ? (footer?.outcome ?? 'cut short, without a footer')
      : partsText(results).join(' ');
  return gathered(finding(test, exactly(isComplete ? 0 : 1), { text }));
}
