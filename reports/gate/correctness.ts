// Targets that have no noise: the run is whole, no check failed, no write was lost.

import type { BodyRow, Check } from '../../contract/result.ts';
import type { Results } from '../../contract/result-file.ts';
import { storeTitle } from '../operations.ts';
import { count } from '../text/figures.ts';
import { type Outcome, unmeasured } from './outcome.ts';
import type { Target } from './targets.ts';

export function judgeComplete({ footer, isComplete }: Results): Outcome {
  const found = footer === null ? 'cut short, without a footer' : footer.outcome;
  return { verdict: isComplete ? 'pass' : 'fail', asked: 'complete', found };
}

export function judgeChecks(target: Target & { kind: 'checks' }, rows: readonly BodyRow[]): Outcome {
  const all = rows.filter((row) => row.row === 'check');
  const checks = all.filter((check) => target.areas.length === 0 || target.areas.includes(check.area));
  const asked =
    target.areas.length === 0 ? 'no failed check' : `no failed check in ${target.areas.join(', ')}`;
  const absent = target.areas.filter((area) => !checks.some((check) => check.area === area));
  if (checks.length === 0) return unmeasured({ asked, found: 'no check was made' });
  const failed = checks.filter((check) => check.verdict === 'fail');
  if (failed.length > 0) return { verdict: 'fail', asked, found: failedText(failed) };
  if (absent.length > 0) {
    return unmeasured({ asked, found: `no check was made in ${absent.join(', ')}` });
  }
  const open = checks.filter((check) => check.verdict === 'unknown');
  return open.length > 0
    ? {
        verdict: 'cannot tell',
        asked,
        found: `${count(open.length)} of ${count(checks.length)} could not be made`,
        because: open.slice(0, REASONS_MAX).map(openText),
      }
    : { verdict: 'pass', asked, found: `${count(checks.length)} checks, none failed` };
}

/** At most so many checks are told with a verdict. */
const REASONS_MAX = 3;

const openText = ({ area, subject, name, detail }: Check): string =>
  `${area} of ${subject}: ${name} could not be made${detail === '' ? '' : `: ${detail}`}`;

function failedText(failed: readonly Check[]): string {
  const [first] = failed;
  const more = failed.length > 1 ? ` and ${count(failed.length - 1)} more` : '';
  return `failed: ${first?.area} of ${first?.subject}: ${first?.name}${more}`;
}

export function judgeWrites(target: Target & { kind: 'writes' }, rows: readonly BodyRow[]): Outcome {
  const asked = `no write of ${storeTitle(target.store)} lost`;
  const runs = rows.filter((row) => row.row === 'load').filter((row) => row.store === target.store);
  const acknowledged = runs.reduce((sum, run) => sum + run.acknowledged, 0);
  if (acknowledged === 0) return unmeasured({ asked, found: 'no write was made under load' });
  const lost = runs.reduce((sum, run) => sum + run.lost, 0);
  if (runs.some((run) => run.found + run.lost !== run.acknowledged)) {
    return {
      verdict: 'fail',
      asked,
      found: 'the counts do not add up: found and lost are not the acknowledged',
    };
  }
  const found = `${count(lost)} of ${count(acknowledged)} acknowledged writes lost`;
  return { verdict: lost === 0 ? 'pass' : 'fail', asked, found };
}
