// What a comparison says, in words and figures that all renderings share. A figure has the digits that keep it apart from its
// floor, so that none reads as if it were within it.

import type { ComparedJudgement, Comparison } from '../../results/comparison.ts';
import type { Names } from '../names.ts';
import { count, digits, digitsBeside, percent } from '../text/figures.ts';
import { listed } from '../text/listed.ts';
import {
  type Compared,
  type ComparedRow,
  type ComparedVerdict,
  isOpenInP95,
  isOtherWork,
} from './compared.ts';

const shareOf = (ratio: number): number => 100 * (ratio - 1);

const signed = (value: number, text: string): string => (value > 0 ? `+${text}` : text);

const digitsOf = ({ ratio, floor }: ComparedJudgement): number => {
  const least = 2;
  return digitsBeside(100 * floor, [Math.abs(shareOf(ratio))], percent, least);
};

/** It is rounded already. */
const DIGITS_MAX = 15;

/** "+15.2%" */
export function effectText(judged: ComparedJudgement): string {
  const share = shareOf(judged.ratio);
  return signed(share, percent(share, digitsOf(judged)));
}

/** "(+13 to +17)" */
export function rangeText(judged: ComparedJudgement): string {
  const bounds = [judged.low, judged.high].map(shareOf);
  // As many places for both, those of the larger one.
  const whole = Math.floor(Math.log10(Math.max(...bounds.map(Math.abs), 1)));
  const places = Math.max(0, digitsOf(judged) - 1 - whole);
  const [low, high] = bounds.map((share) => {
    const shown = Number(share.toFixed(places));
    return signed(shown, digits(shown, DIGITS_MAX));
  });
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
  failed: 'FAILED',
  regressed: 'REGRESSED',
  'not compared': 'NOT COMPARED',
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
  const others = notCompared.filter(isOtherWork).length;
  const faster = of('improved').length === 0 ? '' : ` ${count(of('improved').length)} faster.`;
  if (verdict === 'regressed') {
    const [worst, ...others] = of('regressed');
    const more = others.length === 0 ? '' : ` ${count(others.length)} more of ${all} slower.`;
    const scope = commonScope(compared, names);
    return `${worst === undefined ? '' : slowerText(worst, names, scope)}.${more}${faster}`;
  }
  if (verdict === 'fine')
    return `${comparisons.length === 1 ? 'The one benchmark is not' : `None of ${all} is`} slower in head than in base by more than its floor.${faster}`;
  const [failed, regressed, open] = (['failed', 'regressed', 'cannot tell'] as const).map(
    (each) => of(each).length,
  ) as [number, number, number];
  return [
    ...(comparing === null ? ['The run did not come to its end.'] : []),
    ...(comparisons.length === 0 ? ['Nothing was compared.'] : []),
    ...(failed === 0 ? [] : [`A side fails at ${count(failed)} of ${all}.`]),
    ...(regressed === 0 ? [] : [`${count(regressed)} slower.`]),
    ...(open === 0 ? [] : [`${count(open)} of ${all} cannot be told${inP95Text(open, of('cannot tell'))}.`]),
    ...(others === 0
      ? []
      : [`The sides do other work in ${benchmarks(others)}: look whether that is meant.`]),
  ]
    .join(' ')
    .concat(faster);
}

/** What is decided is not hidden by what is not. */
function inP95Text(open: number, rows: readonly ComparedRow[]): string {
  const inP95 = rows.filter(({ row }) => isOpenInP95(row)).length;
  if (inP95 === 0) return '';
  const which = inP95 < open ? `${count(inP95)} of them` : open === 1 ? 'it' : 'all of them';
  return `, ${which} in the p95 alone: ${inP95 === 1 ? 'the median is' : 'their medians are'} not slower`;
}

/** "fine (p95 cannot tell)" */
export const verdictText = (row: Comparison): string =>
  isOpenInP95(row) ? `${row.p50?.verdict} (p95 cannot tell)` : row.verdict;

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
  const whyOf = ({ reason, detail }: Comparison): string =>
    reason === 'only base' || reason === 'only head'
      ? reason.replace('only', 'only in')
      : detail.replace(/\.$/, '');
  const first = notCompared.toSorted((left, right) => Number(isOtherWork(right)) - Number(isOtherWork(left)));
  return [...Map.groupBy(first, whyOf)].map(([name, rows]) => ({
    name,
    text: rows.map((row) => benchmarkTitle(row, names, scope)).join('; '),
  }));
}

/** Beyond this, few processes say nothing at all of it. */
const EFFECT_MAX = 10;

/** How often it was measured, how seldom it is wrong, and what it could have seen: one sentence each; nothing where nothing was measured. */
export function sureText(compared: Compared): string[] {
  const { comparisons, itself, comparing } = compared;
  const pairs = comparisons.reduce((sum, one) => sum + one.pairs, 0);
  if (pairs === 0) return [];
  const found = comparing?.smallestEffect;
  const effects = (
    [
      ['median', found?.p50],
      ['p95', found?.p95],
    ] as const
  ).flatMap(([quantile, effect]) =>
    effect == null
      ? []
      : [
          effect > EFFECT_MAX
            ? `no slowdown of every ${quantile}`
            : `${percent(100 * effect, 2)} of any ${quantile}`,
        ],
  );
  const short = comparisons.filter(({ row }) => row.p50 !== null && row.p95 === null).length;
  const no = short === 0 ? '' : ` (${benchmarks(short)} without a p95: too few calls in a block)`;
  const apart = itself.flatMap(({ row: { p50 } }) => (p50 === null ? [] : [Math.abs(shareOf(p50.ratio))]));
  const processes =
    comparing === null
      ? ''
      : ` in ${processesText(comparing.processes)}; ${alarmText(comparing.familyAlarmRate)} of such gates give a false alarm`;
  return [
    `${count(pairs)} pairs${processes}.`,
    ...(effects.length === 0 ? [] : [`Here and now it would find ${effects.join(', ')}${no}.`]),
    ...(apart.length === 0
      ? []
      : [
          `Head against itself: at most ${percent(Math.max(...apart), 2)} apart, ${benchmarks(apart.length)}.`,
        ]),
  ];
}

const ALARMS_MIN = 0.0001;

export const processesText = (amount: number): string =>
  `${count(amount)} ${amount === 1 ? 'process' : 'processes'}`;

/** Of what people read as two sides; null where there are two, or where something is not committed. */
export function sameCommitText(base: unknown, head: unknown): string | null {
  const [one, other] = [base, head].map((title) => COMMIT.exec(String(title))?.[1]);
  return one !== undefined && one === other
    ? 'Both sides are the same commit: what differs between them is noise.'
    : null;
}

/** At the end of a side's title, so that nothing is changed there. */
const COMMIT = /\b([0-9a-f]{12})\)?$/;

/** Nobody can say of any method that it is never wrong. */
const alarmText = (rate: number): string =>
  rate < ALARMS_MIN ? 'fewer than 1 in 10,000' : `at most ${percent(100 * rate, 2)}`;

/** Beyond this many the whole comparison is as well made again. */
const AGAIN_MAX = 6;

/** What to do about what cannot be told; empty where all is. `budgetSeconds`: what it had. */
export function nextStep({ comparisons }: Compared, isBusy: boolean, budgetSeconds: unknown): string[] {
  const open = comparisons.filter(({ row }) => row.verdict === 'cannot tell');
  if (open.length === 0) return [];
  const names = [...new Set(open.map(({ row }) => row.operation))];
  const isOver = open.some(({ row }) => row.reason === 'time over') && typeof budgetSeconds === 'number';
  const options = [
    ...(names.length > AGAIN_MAX ? [] : [`--ops ${names.join(',')}`]),
    ...(isOver ? [`--budget ${Math.max(BUDGET_MIN, 2 * budgetSeconds)}`] : []),
  ];
  const how = [...(isOver ? ['longer'] : []), ...(isBusy ? ['when the machine is quieter'] : [])].join(
    ', and ',
  );
  return [
    `Measure again${how === '' ? '' : ` ${how}`}${options.length === 0 ? '' : `: ${options.join(' ')}`}.`,
  ];
}

/** With less, few benchmarks get the processes that decide. */
const BUDGET_MIN = 180;

/** Why some failed or cannot be told: each reason once, with what it is about. */
export function openReasons({ comparisons }: Compared, names: Names): string[] {
  const open = comparisons.filter(({ row }) => row.verdict === 'failed' || row.verdict === 'cannot tell');
  const reasons = Map.groupBy(
    open.map(({ row }) => row).filter(({ detail }) => detail !== ''),
    ({ detail }) => detail,
  );
  return [...reasons]
    .toSorted(
      ([, [left, ...lefts]], [, [right, ...rights]]) =>
        Number(right?.verdict === 'failed') - Number(left?.verdict === 'failed') ||
        rights.length - lefts.length,
    )
    .map(([reason, rows]) => {
      const titles = [...new Set(rows.map(({ operation }) => names.title(operation)))];
      return `${titles.length > NAMED_MAX ? `${count(rows.length)} of them` : titles.join(', ')}: ${reason}`;
    });
}

/** Beyond these the reason would be out of sight. */
const NAMED_MAX = 3;
