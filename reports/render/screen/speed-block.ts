// The speed that was promised beside what was measured: one row for each operation at the largest size that promises
// speak of, with the worst verdict of its promises.

import type { Estimate } from '../../../statistics/interval.ts';
import type { JudgedClaim } from '../../claims/claims.ts';
import type { Comparison } from '../../comparisons.ts';
import type { Verdict } from '../../judge/outcome.ts';
import { type Names, namesIn } from '../../names.ts';
import type { Report } from '../../report.ts';
import { asked, beside, count, digits, duration, times, timesDigits } from '../../text/figures.ts';
import type { Block, Mark, ScreenRow } from './screen.ts';

export const CLAIM_MARKS: Readonly<Record<Verdict, Mark | undefined>> = {
  holds: 'good',
  fails: 'bad',
  undecided: 'open',
  unmeasured: undefined,
};

/** So many operations have a row each; of more, those that something was promised of. */
const ROWS_ALL_MAX = 10;

/** Empty when nothing was timed. */
export function speedBlock(report: Report): Block[] {
  const names = namesIn(report);
  const { referenceProfile, baseline, candidate } = names;
  const compared = report.timings.comparisons.filter(({ workload }) => workload.profile === referenceProfile);
  const records = Math.max(...compared.map(({ workload }) => workload.records));
  const promised = compared
    .filter(({ workload }) => workload.records === records)
    .map((comparison) => ({ comparison, claims: promisesOn(report, comparison) }));
  if (promised.length === 0) return [];
  const hasPromises = promised.some(({ claims }) => claims.length > 0);
  const areFew = promised.length <= ROWS_ALL_MAX;
  const shown = promised.filter(({ claims }) => areFew || claims.length > 0 || !hasPromises);
  const rows = shown.map(({ comparison, claims }) => rowOf(comparison, claims, names));
  return [
    {
      title: 'SPEED',
      text: names.records(records),
      table: {
        columns: [
          { title: '', align: 'left' },
          { title: names.title(baseline), align: 'right' },
          { title: names.title(candidate), align: 'right' },
          { title: 'faster', align: 'right' },
          ...(hasPromises ? [{ title: 'promised', align: 'right' } as const] : []),
        ],
        rows,
      },
      foot: [
        ...rareNote(shown.map(({ claims }) => deciding(claims))),
        ...promisesText(report),
        ...missedElsewhere(
          report,
          promised.flatMap(({ claims }) => claims),
        ),
      ],
    },
  ];
}

/** What is promised of the operation at that size, the most telling first. */
const promisesOn = ({ claims }: Report, { workload }: Comparison): JudgedClaim[] =>
  claims
    .filter(({ verdict }) => verdict !== 'unmeasured')
    .filter(
      ({ workload: own }) =>
        own !== null && own.operation === workload.operation && own.records === workload.records,
    )
    .toSorted((left, right) => (right.ratioAsked ?? 0) - (left.ratioAsked ?? 0));

const WORST_FIRST: readonly Verdict[] = ['fails', 'undecided', 'holds'];

/** The promise that gives a row its mark, so that it stands beside it: the most telling of those that hold worst. */
function deciding(claims: readonly JudgedClaim[]): JudgedClaim | undefined {
  const worst = WORST_FIRST.find((verdict) => claims.some((claim) => claim.verdict === verdict));
  return claims.find(({ verdict }) => verdict === worst);
}

function rowOf(
  { workload, measured, ratio }: Comparison,
  claims: readonly JudgedClaim[],
  names: Names,
): ScreenRow {
  const claim = deciding(claims);
  const mark = claim === undefined ? undefined : CLAIM_MARKS[claim.verdict];
  // A median stands beside a limit only where that is one for medians.
  const limitNs = claim?.quantile === 'p50' ? claim.limit : null;
  const median = (store: string): string => {
    const found = measured.get(store)?.p50.value;
    if (found === undefined) return '';
    return store === names.candidate && limitNs !== null ? beside(found, limitNs, duration) : duration(found);
  };
  return {
    ...(mark !== undefined && { mark }),
    cells: [
      names.title(workload.operation),
      median(names.baseline),
      median(names.candidate),
      ratio === null ? '' : factorText(ratio, claim?.ratioAsked ?? 1),
      promiseText(claim),
    ],
  };
}

/** "18 ms, 29x": the limit and the factor, of whatever it has. */
function promiseText(claim: JudgedClaim | undefined): string {
  if (claim === undefined) return '';
  const { limit: limitNs, quantile, ratioAsked } = claim;
  const limit =
    limitNs === null ? [] : [`${quantile === 'p50' ? '' : `${quantile} `}${asked(limitNs / 1e6, digits)} ms`];
  const factor = ratioAsked === null || ratioAsked <= 1 ? [] : [asked(ratioAsked, times, 2)];
  return [...limit, ...factor].join(', ');
}

/** The columns show medians, which keep a limit for the slowest calls more easily than those do. */
function rareNote(shown: readonly (JudgedClaim | undefined)[]): string[] {
  const isRare = shown.some((judged) => judged?.quantile === 'p95');
  return isRare ? ['times are medians; "p95" promises that 95 of 100 calls take no longer'] : [];
}

/** Within this share of the value an interval is told by its half; beyond, by its ends. */
const NARROW = 0.25;
/** An interval whose ends lie further apart tells nothing. */
const TELLING_FACTOR_MAX = 1_000;

/** "2.1x ± 0.2", "37x 22 to 58"; near what was asked, with the digits that keep value and ends apart from it. */
export function factorText(ratio: Estimate, limit = 1): string {
  const { value, low, high } = ratio;
  const significant = timesDigits(ratio, limit);
  const text = times(value, significant);
  if (low === high) return text;
  if (high > low * TELLING_FACTOR_MAX) return `${text}, unsure`;
  const half = Math.max(value - low, high - value);
  return half <= NARROW * value && significant === 2
    ? `${text} ± ${digits(half, value >= 10 ? 2 : 1)}`
    : `${text} ${digits(low, significant)} to ${digits(high, significant)}`;
}

function promisesText({ claims, tallies }: Report): string[] {
  if (claims.length === 0) return [];
  const judged = tallies.holds + tallies.fails + tallies.undecided;
  if (judged === 0) return ['None of the promised figures was measured.'];
  return [
    `${count(judged)} ${judged === 1 ? 'promise' : 'promises'}: ` +
      `${count(tallies.holds)} ${tallies.holds === 1 ? 'holds' : 'hold'}, ` +
      `${count(tallies.fails)} ${tallies.fails === 1 ? 'does' : 'do'} not, ` +
      `${count(tallies.undecided)} unclear`,
  ];
}

const NAMED_MAX = 6;

/** What does not hold and has no row: a screen that leaves it out would look better than the run was. */
function missedElsewhere({ claims }: Report, shown: readonly JudgedClaim[]): string[] {
  const missed = claims.filter((claim) => claim.verdict === 'fails' && !shown.includes(claim));
  if (missed.length === 0) return [];
  // One operation may break several promises.
  const subjects = [...new Set(missed.map(({ subject }) => subject))];
  const rest = subjects.length - NAMED_MAX;
  const more = rest > 0 ? `; and ${count(rest)} more` : '';
  return [`not held either: ${subjects.slice(0, NAMED_MAX).join('; ')}${more}`];
}
