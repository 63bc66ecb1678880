// What the store is to reach, as a table tells it: one row for each test of a target, by the place that comes nearest to the
// bound or lies furthest beyond it. Apart from what was promised (reports/claims).

import type { Target } from '../../results/tests.ts';
import { askedText } from '../judge/asked.ts';
import { judge, together } from '../judge/judge.ts';
import type { Finding, Missing, Outcome, Verdict } from '../judge/outcome.ts';
import type { Run } from '../judge/run.ts';

export interface JudgedStoreTarget {
  readonly target: Target;
  readonly verdict: Verdict;
  readonly parts: readonly JudgedPart[];
}

export interface JudgedPart {
  readonly asked: string;
  /** The figure; empty when there is none. */
  readonly value: string;
  /** Where that was, and what was not measured. */
  readonly remark: string;
  readonly verdict: Verdict;
}

/** In the order of the targets. */
export const judgeStoreTargets = (targets: readonly Target[], run: Run): JudgedStoreTarget[] =>
  targets.map((target) => {
    const parts = target.tests.map((test) => partOf(judge(test, run), run));
    return { target, parts, verdict: together(parts.map(({ verdict }) => verdict)) };
  });

function partOf({ test, verdict, found, missing }: Outcome, run: Run): JudgedPart {
  const [worst] = found;
  const asked = askedText(test, run);
  if (test.quantity === 'elsewhere') return { asked, value: '', remark: test.why, verdict };
  return {
    asked,
    value: worst?.text ?? '',
    remark: [...worstPlace(found), ...missingText(missing)].join('; '),
    verdict,
  };
}

/** Where the worst of several was found. */
function worstPlace([worst, ...others]: readonly Finding[]): string[] {
  if (worst === undefined) return [];
  const place = [worst.against, worst.at].filter((text) => text !== '').join(', ');
  return [
    place +
      (worst.isSingle ? ', from a single trial' : '') +
      (others.length > 0 ? `, the worst of ${others.length + 1}` : ''),
  ];
}

/** At most so many places are named. */
const MISSING_SHOWN = 2;

function missingText(missing: readonly Missing[]): string[] {
  if (missing.length === 0) return [];
  const more = missing.length > MISSING_SHOWN ? ` and ${missing.length - MISSING_SHOWN} more` : '';
  const places = missing.slice(0, MISSING_SHOWN).map(({ place }) => place);
  return [`not measured: ${places.join(', ')}${more}`];
}
