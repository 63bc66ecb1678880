// What a comparison says, in words and figures that all renderings share. A figure has the digits that keep it apart from its
// floor, so that none reads as if it were within it.

import type { ComparedJudgement, Comparison } from '../../results/comparison.ts';
import type { Names } from '../names.ts';
import { count, digits, digitsBeside, percent } from '../text/figures.ts';
import { listed } from '../text/listed.ts';
import { type Compared, type ComparedRow, type ComparedVerdict, isOtherWork, ONLY } from './compared.ts';

const shareOf = (ratio: number): number => 100 * (ratio - 1);

const signed = (value: number, text: string): string => (value > 0 ? `+${text}` : text);

const digitsOf = ({ ratio, floor }: ComparedJudgement): number => {
  const least = 2;
  return digitsBeside(100 * floor, [Math.abs(shareOf(ratio))], percent, least);
};

/** "+15.2%" */
export function effectText(judged: ComparedJudgement): string {
  const share = shareOf(judged.ratio);
  return signed(share, percent(share, digitsOf(judged)));
}

/** "(+13 to +17)" */
export function rangeText(judged: ComparedJudgement): string {
  const [low, high] = [judged.low, judged.high]
    .map(shareOf)
    .map((share) => signed(share, digits(share, digitsOf(judged))));
  return `(${low} to ${high})`;
}

/** The dataset and the store, where comparisons differ in them. */
export function scopeText({ store, records, profile }: Comparison, names: Names): string {
  const data = profile === names.referenceProfile ? '' : `, ${names.title(profile)}`;
  return `${names.title(store)}, ${names.records(records)}${data}`;
}

/** Null when there are several. */
export function commonScope({ comparisons, notCompared }: Compared, names: Names): string | null {
  const scopes = new Set(
    [...comparisons.map(({ row }) => row), ...notCompared].map((row) => scopeText(row, names)),
  );
  const [scope = ''] = scopes;
  return scopes.size > 1 ? null : scope;
}

export function benchmarkTitle(row: Comparison, names: Names, scope: string | null = null): string {
  const title = names.title(row.operation);
  return scope === null ? `${title}: ${scopeText(row, names)}` : title;
}

const TITLES: Readonly<Record<ComparedVerdict, string>> = {
  regressed: 'REGRESSED',
  'cannot tell': 'CANNOT TELL',
  fine: 'NOT SLOWER',
};

export const comparedTitle = ({ verdict }: Compared): string => TITLES[verdict];

/** What came out, in one or two sentences. */
export function comparedText(compared: Compared, names: Names): string {
  const { comparisons, notCompared, comparing, verdict } = compared;
  const of = (wanted: Comparison['verdict']): ComparedRow[] =>
    comparisons.filter(({ row }) => row.verdict === wanted);
  const all = benchmarks(comparisons.length);
  const faster = of('improved').length === 0 ? '' : ` ${count(of('improved').length)} faster.`;
  if (verdict === 'regressed') {
    const [worst, ...others] = of('regressed');
    const more = others.length === 0 ? '' : ` ${count(others.length)} more of ${all} slower.`;
    const scope = commonScope(compared, names);
    return `${worst === undefined ? '' : slowerText(worst, names, scope)}.${more}${faster}`;
  }
  if (verdict === 'fine')
    return `None of ${all} is slower in head than in base by more than its floor.${faster}`;
  const open = of('cannot tell').length;
  return [
    ...(comparing === null ? ['The run did not come to its end.'] : []),
    ...(comparisons.length === 0 ? ['Nothing was compared.'] : []),
    ...(open === 0 ? [] : [`${count(open)} of ${all} cannot be told.`]),
    ...(notCompared.some(isOtherWork)
      ? ['Some do other work in head than in base, and cannot be compared.']
      : []),
  ]
    .join(' ')
    .concat(faster);
}

const benchmarks = (amount: number): string =>
  `${count(amount)} ${amount === 1 ? 'benchmark' : 'benchmarks'}`;

/** "get one: median +15.2% (+13 to +17) in head, confirmed by fresh processes" */
export function slowerText({ row }: ComparedRow, names: Names, scope: string | null = null): string {
  const parts = (
    [
      ['median', row.p50],
      ['p95', row.p95],
    ] as const
  ).flatMap(([quantile, judged]) =>
    judged?.verdict === 'regressed' ? [`${quantile} ${effectText(judged)} ${rangeText(judged)}`] : [],
  );
  const isConfirmed = row.processes.some(({ pass }) => pass === 2);
  return `${benchmarkTitle(row, names, scope)}: ${listed(parts)} in head${isConfirmed ? ', confirmed by fresh processes' : ''}`;
}

/** What was not compared, by why: each with its benchmarks. */
export function notComparedLines(
  { notCompared }: Compared,
  names: Names,
  scope: string | null,
): { readonly name: string; readonly text: string }[] {
  const groups: readonly (readonly [string, (row: Comparison) => boolean])[] = [
    ['other work', isOtherWork],
    ['only in base', ({ detail }) => ONLY.exec(detail)?.[1] === 'base'],
    ['only in head', ({ detail }) => ONLY.exec(detail)?.[1] === 'head'],
  ];
  return groups.flatMap(([name, isOf]) => {
    const own = notCompared.filter(isOf).map((row) => benchmarkTitle(row, names, scope));
    return own.length === 0 ? [] : [{ name, text: own.join('; ') }];
  });
}

/** How often it was measured, how seldom it is wrong, and what it could have seen: one sentence each. */
export function sureText(compared: Compared): string[] {
  const { comparisons, itself, comparing } = compared;
  const pairs = comparisons.reduce((sum, one) => sum + one.pairs, 0);
  const found = comparing?.smallestEffect;
  const effects = (
    [
      ['median', found?.p50],
      ['p95', found?.p95],
    ] as const
  ).flatMap(([quantile, effect]) =>
    effect == null ? [] : [`${percent(100 * effect, 2)} of any ${quantile}`],
  );
  const apart = itself.flatMap(({ row: { p50 } }) => (p50 === null ? [] : [Math.abs(shareOf(p50.ratio))]));
  const processes =
    comparing === null
      ? ''
      : ` in ${count(comparing.processes)} processes; ${alarmText(comparing.familyAlarmRate)} of such gates give a false alarm`;
  return [
    `${count(pairs)} pairs${processes}.`,
    ...(effects.length === 0 ? [] : [`Here and now it would find ${effects.join(', ')}.`]),
    ...(apart.length === 0
      ? []
      : [
          `Head against itself: at most ${percent(Math.max(...apart), 2)} apart, ${benchmarks(apart.length)}.`,
        ]),
  ];
}

const ALARMS_MIN = 0.0001;

/** Nobody can say of any method that it is never wrong. */
const alarmText = (rate: number): string =>
  rate < ALARMS_MIN ? 'fewer than 1 in 10,000' : `at most ${percent(100 * rate, 2)}`;

/** Beyond this many the whole comparison is as well made again. */
const AGAIN_MAX = 6;

/** What to do about what cannot be told; empty where all is. */
export function nextStep({ comparisons }: Compared, isBusy: boolean): string[] {
  const open = comparisons.filter(({ row }) => row.verdict === 'cannot tell');
  if (open.length === 0) return [];
  const names = [...new Set(open.map(({ row }) => row.operation))];
  const alone = names.length > AGAIN_MAX ? '' : `, these alone: --ops ${names.join(',')}`;
  return [`Measure again${isBusy ? ' when the machine is quieter' : ''}${alone}.`];
}

/** Why some cannot be told, each reason once, and what to do. */
export function openReasons({ comparisons }: Compared): string[] {
  const open = comparisons.filter(({ row }) => row.verdict === 'cannot tell');
  const reasons = new Map<string, number>();
  for (const { row } of open) {
    if (row.detail !== '') reasons.set(row.detail, (reasons.get(row.detail) ?? 0) + 1);
  }
  return [...reasons]
    .toSorted(([, left], [, right]) => right - left)
    .map(([reason, amount]) => (amount === 1 ? reason : `${count(amount)} of them: ${reason}`));
}
