// What a comparison leaves in the result file.

import type { ComparedJudgement, ComparedPair, Comparing, Comparison } from '../results/comparison.ts';
import { spreadOf } from './calibration.ts';
import {
  confirmed,
  type Decision,
  familyAlarmRate,
  type Pair,
  type Rule,
  smallestEffect,
} from './decision.ts';
import type { Entry } from './entry.ts';
import type { Plant, Sides } from './options.ts';
import type { Apart } from './survey.ts';

export const apartRow = ({ benchmark, ...why }: Apart): Comparison => ({
  row: 'comparison',
  kind: 'base against head',
  ...benchmark,
  manner: 'two processes',
  processes: [],
  p50: null,
  p95: null,
  ...why,
});

/** `decisions`: of the first pass, and of the second where there was one. */
export function comparisonRow(entry: Entry, decisions: readonly Decision[], isOver: boolean): Comparison {
  const { operation, store, records, profile } = entry.benchmark;
  const last = decisions.at(-1);
  return {
    row: 'comparison',
    kind: entry.kind,
    ...{ operation, store, records, profile },
    manner: entry.manner,
    processes: entry.processes.map(({ first, pass, pairs }) => ({
      first,
      pass,
      pairs: pairs.map(numbersOf),
    })),
    ...(entry.durationNs > 0 && { durationNs: entry.durationNs }),
    p50: last?.p50 ?? null,
    p95: last?.p95 ?? null,
    ...verdictOf(entry, decisions, isOver),
  };
}

/** Where there was time for fewer processes than the rule has, less can be found. */
const allowing = (
  judgement: ComparedJudgement,
  processes: { readonly played: number; readonly allowed: number },
): ComparedJudgement => ({
  ...judgement,
  smallestEffect: Math.max(judgement.smallestEffect, smallestEffect(judgement, processes)),
});

const numbersOf = ({ base, head }: Pair): ComparedPair => [
  ...([base.p50Ns, base.p95Ns, base.calls] as const),
  ...([head.p50Ns, head.p95Ns, head.calls] as const),
];

function verdictOf(
  entry: Entry,
  [first, second]: readonly Decision[],
  isOver: boolean,
): Pick<Comparison, 'verdict' | 'reason' | 'detail'> {
  if (entry.end !== null) return entry.end;
  const apart = entry.whyApart === '' ? '' : ` In two processes, because ${entry.whyApart}.`;
  const told = (verdict: Comparison['verdict'], detail: string) => ({
    verdict,
    detail: `${detail}${apart}`.trim(),
  });
  const over = (detail: string) => ({ ...told('cannot tell', detail), reason: 'time over' as const });
  if (first === undefined || (first.verdict === 'cannot tell' && isOver)) {
    return over('The time was over before it was decided.');
  }
  if (first.verdict !== 'regressed') {
    return told(first.verdict, first.verdict === 'cannot tell' ? UNDECIDED : '');
  }
  if (second === undefined) return over('It seems slower, and the time was over before that was confirmed.');
  const verdict = confirmed(first, second);
  if (verdict === 'regressed') return told(verdict, 'Confirmed by fresh processes.');
  const outcome = verdict === 'fine' ? 'did not confirm it' : 'did not decide whether it is';
  return told(verdict, `It seemed slower, and fresh processes ${outcome}.`);
}

const UNDECIDED = 'All processes together did not decide it.';

export function comparingRow(
  { base, head }: Sides,
  rows: readonly Comparison[],
  run: { readonly processes: number; readonly rules: readonly Rule[]; readonly plant: Plant | undefined },
): Comparing {
  const compared = rows.filter(({ kind, p50 }) => kind === 'base against head' && p50 !== null);
  // What is decided early would have had no more processes than what the time cut off.
  const cutAt = Math.min(...compared.filter(isCut).map(lastPlayed));
  const isBelowLooks = run.rules.some(({ looks }) => cutAt < Math.min(...looks));
  const looksMax = Math.max(...run.rules.flatMap(({ looks }) => looks));
  const largest = (quantile: 'p50' | 'p95'): number | null => {
    if (isBelowLooks) return null;
    const effects = compared.flatMap((row) => {
      const judgement = row[quantile];
      if (judgement === null) return [];
      const processes = { played: lastPlayed(row), allowed: cutAt };
      return (cutAt < looksMax ? allowing(judgement, processes) : judgement).smallestEffect;
    });
    const itself = rows.filter(({ kind }) => kind === 'head against itself');
    // No effect is surely found that is as small as what equal sides differ by.
    const noise = spreadOf(itself.flatMap((row) => row[quantile]?.ratio ?? []));
    return effects.length === 0 ? null : Math.max(...effects, noise);
  };
  return {
    row: 'comparing',
    base: base.title,
    head: head.title,
    comparisons: compared.length,
    processes: run.processes,
    familyAlarmRate: familyAlarmRate(run.rules),
    smallestEffect: { p50: largest('p50'), p95: largest('p95') },
    ...(run.plant !== undefined && { planted: run.plant }),
  };
}

/** Of the last pass that it was in. */
function lastPlayed({ processes }: Comparison): number {
  const last = Math.max(...processes.map(({ pass }) => pass));
  return processes.filter(({ pass }) => pass === last).length;
}

/** Open, and not because two passes contradict each other. */
const isCut = ({ verdict, p50, p95 }: Comparison): boolean =>
  verdict === 'cannot tell' &&
  [p50, p95].some((judged) => judged?.verdict === 'cannot tell' || judged?.verdict === 'regressed');
