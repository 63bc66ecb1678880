// Judges the targets of the store on a run. The rules are those of the claims: the whole interval decides, a single
// trial decides nothing, and a part of which something was not measured does not hold by what was.

import type { Results } from '../../contract/result-file.ts';
import type { Verdict } from '../claims/claim.ts';
import { Measurements } from '../measurements.ts';
import { findBytes, findChecks, findFigure, findSizeRatios } from './rows.ts';
import type { Findings, JudgedPart, JudgedStoreTarget, Part, StoreTarget } from './target.ts';
import { STORE_TARGETS } from './targets.ts';
import { findExponents, findPeers, findRatios, findTimes } from './times.ts';

/** In the order of the targets. */
export function judgeStoreTargets(
  results: Results,
  targets: readonly StoreTarget[] = STORE_TARGETS,
  measurements: Measurements = new Measurements(results),
): JudgedStoreTarget[] {
  return targets.map((target) => {
    const parts = target.parts.map((part) => judgedPart(part, results, measurements));
    return { target, parts, verdict: together(parts.map(({ verdict }) => verdict)) };
  });
}

function judgedPart(part: Part, results: Results, measurements: Measurements): JudgedPart {
  const { asked } = part;
  if (part.kind === 'untold') return { asked, value: '', remark: part.why, verdict: 'not measured' };
  const { found, missing } = findingsOf(part, results, measurements);
  const [worst] = found.toSorted(
    (left, right) => severity(left.verdict) - severity(right.verdict) || right.share - left.share,
  );
  const verdicts: Verdict[] = found.map(({ verdict }) => verdict);
  if (missing.length > 0 || found.length === 0) verdicts.push('not measured');
  const remarks = [
    ...(worst === undefined
      ? []
      : [worst.place + (found.length > 1 ? `, the worst of ${found.length}` : '')]),
    ...(missing.length === 0 ? [] : [missingText(missing)]),
  ];
  return { asked, value: worst?.value ?? '', remark: remarks.join('; '), verdict: together(verdicts) };
}

function findingsOf(
  part: Exclude<Part, { readonly kind: 'untold' }>,
  { rows }: Results,
  measurements: Measurements,
): Findings {
  switch (part.kind) {
    case 'ratio':
      return findRatios(part, measurements);
    case 'peers':
      return findPeers(part, measurements);
    case 'time':
      return findTimes(part, measurements);
    case 'exponent':
      return findExponents(part, measurements);
    case 'bytes':
      return findBytes(part, rows);
    case 'size-ratio':
      return findSizeRatios(part, rows);
    case 'figure':
      return findFigure(part, rows);
    case 'checks':
      return findChecks(part, rows);
  }
}

/** The first of these that one part has is the verdict of all. */
const BY_SEVERITY: readonly Verdict[] = ['does not hold', 'not measured', 'unclear', 'holds'];

const severity = (verdict: Verdict): number => BY_SEVERITY.indexOf(verdict);

const together = (verdicts: readonly Verdict[]): Verdict =>
  BY_SEVERITY.find((verdict) => verdicts.includes(verdict)) ?? 'not measured';

/** At most so many places are named. */
const MISSING_SHOWN = 2;

function missingText(missing: readonly string[]): string {
  const more = missing.length > MISSING_SHOWN ? ` and ${missing.length - MISSING_SHOWN} more` : '';
  return `not measured: ${missing.slice(0, MISSING_SHOWN).join(', ')}${more}`;
}
