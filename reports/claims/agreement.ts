// Judges the promise that next to nothing differs after a migration. The measure here is stricter than the promise:
// one difference in import, verification or rewriting is one too many, for it is somebody's session.

import type { BodyRow, Check } from '../../contract/result.ts';
import { count } from '../text/figures.ts';
import { exactly, figure, type Judgement, judgement, notMeasured } from './judgement.ts';

const AREAS: readonly Check['area'][] = ['import', 'verify', 'rewrite'];

export function judgeAgreement(rows: readonly BodyRow[]): Judgement {
  const checks = rows.filter((row) => row.row === 'check').filter((row) => AREAS.includes(row.area));
  const failed = checks.filter((check) => check.verdict === 'fail').length;
  const isOpen = checks.some((check) => check.verdict === 'unknown');
  if (checks.length === 0) return notMeasured('This run did not import and verify anything.');
  return judgement({
    measured: figure('differences', exactly(failed)),
    verdict: failed > 0 ? 'does not hold' : isOpen ? 'unclear' : 'holds',
    sentence:
      failed > 0
        ? `${count(failed)} of ${count(checks.length)} checks of the import, its verification and the way back failed.`
        : `${count(checks.length)} checks of the import, its verification and the way back found no difference${
            isOpen ? ', but some could not be made' : ''
          }.`,
  });
}
