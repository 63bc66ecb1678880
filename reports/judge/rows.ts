// Finds what a run says of sizes and of single figures.

import type { Figure as FigureRow, Size } from '../../results/result.ts';
import type { TestOf } from '../../results/tests.ts';
import type { Estimate } from '../../statistics/interval.ts';
import { ascending, medianOf } from '../../statistics/quantile.ts';
import { rate, size } from '../text/figures.ts';
import { excused } from './excuse.ts';
import { absent, figuresOf, finding, gathered, itself } from './finding.ts';
import type { Finding, Findings, Missing } from './outcome.ts';
import { type Run, sidesOf } from './run.ts';

/** The median of several values with its interval; at least one. */
export function rangeOf(values: readonly number[]): Estimate {
  const sorted = ascending(values);
  const outside = outsideOf(sorted.length);
  const [low = Number.NaN, high = Number.NaN] = [sorted[outside], sorted.at(-1 - outside)];
  return { value: medianOf(values), low, high };
}

/**
 * How many values may lie outside at each end, so that what is between holds the median in 95% of cases, whatever they are like: as the
 * sign test has it. Of fewer than nine none; more than the range cannot be said of fewer than six.
 */
function outsideOf(count: number): number {
  // That exactly so many of them lie below the median, and that no more do.
  // Of more than a thousand the first term is no number of this machine; as many may lie outside then, at least.
  const values = Math.min(count, 1_000);
  let [exact, atMost, outside] = [0.5 ** values, 0.5 ** values, 0];
  while (outside < values / 2) {
    exact *= (values - outside) / (outside + 1);
    atMost += exact;
    if (2 * atMost > 0.05) break;
    outside++;
  }
  return outside;
}

export function findSizes(test: TestOf<'size' | 'size ratio'>, run: Run): Findings {
  const isRatio = test.quantity === 'size ratio';
  const { store, profile, over } = sidesOf(isRatio ? { over: run.baseline, ...test } : test, run);
  const weighed = run.results.rows.filter(
    (row): row is Size => row.row === 'size' && row.profile === profile,
  );
  const bytesOf = (name: string | null, records: number): Estimate | null => {
    const rows = weighed.filter((row) => row.store === name && row.records === records);
    return rows.length === 0 ? null : rangeOf(rows.map(({ bytes }) => bytes));
  };
  const sizes = test.records ?? [
    ...new Set(weighed.filter((row) => row.store === store).map(({ records }) => records)),
  ];
  if (sizes.length === 0) return gathered(absent(run.names.title(profile), UNWEIGHED, store, run));
  return gathered(
    ...sizes.map((records): Finding | Missing => {
      const at = run.names.records(records);
      if (isRatio && store === over) return itself(at, store, run);
      const [own, other] = [bytesOf(store, records), bytesOf(over, records)];
      if (own === null) return absent(at, UNWEIGHED, store, run);
      const figures = figuresOf('bytes', [store, own], [over, other]);
      if (!isRatio) return finding(test, own, { at, figures });
      if (other === null) return absent(at, UNWEIGHED, over ?? '', run);
      const against = apart(own.value, other.value).join(' against ');
      return finding(test, overOther(own, other), { at, figures, against });
    }),
  );
}

/** Sizes that differ read as such. */
function apart(one: number, other: number): [string, string] {
  let significant = 3;
  while (one !== other && significant < 15 && size(one, significant) === size(other, significant))
    significant++;
  return [size(one, significant), size(other, significant)];
}

const UNWEIGHED = 'was not weighed';

/** An empty file counts as one byte. */
const overOther = (own: Estimate, other: Estimate): Estimate => ({
  value: own.value / Math.max(other.value, 1),
  low: own.low / Math.max(other.high, 1),
  high: own.high / Math.max(other.low, 1),
});

export function findFigure(test: TestOf<'figure'>, run: Run): Findings {
  const { store } = sidesOf(test, run);
  const rows = figuresNamed(test.figure, store, run).filter(
    ({ profile }) => [profile, test.profile].includes(undefined) || profile === test.profile,
  );
  const judged = (at: string, taken: readonly FigureRow[]): Finding | Missing => {
    if (taken.length === 0) return { place: at, found: `the run has no "${test.figure}"`, store };
    const range = rangeOf(taken.map(({ value }) => value));
    // What every trial takes differs from process to process; what a run takes once has no second value.
    const isRepeated = test.isRepeated ?? taken.some(({ operation }) => operation !== undefined);
    const isSingle = isRepeated && taken.length < 2;
    const found = finding(test, range, {
      ...{ at, isSingle, doubts: isSingle ? ['single-trial'] : [] },
      figures: figuresOf(test.unit, [store, range]),
    });
    // More time than something else, in percent: at worst only the longer one lost any.
    return test.unit === 'percent'
      ? excused(found, [test, run], (keptShareOf) =>
          rangeOf(taken.map((row) => (100 + row.value) * keptShareOf(row) - 100)),
        )
      : found;
  };
  if (test.records === undefined) return gathered(judged(test.figure, rows));
  return gathered(
    ...test.records.map((records) =>
      judged(
        run.names.records(records),
        rows.filter((row) => row.records === records),
      ),
    ),
  );
}

export function findImport(test: TestOf<'import'>, run: Run): Findings {
  const { store } = sidesOf(test, run);
  const imports = figuresNamed(test.figure, store, run).filter(({ value }) => value > 0);
  if (imports.length === 0) return gathered({ place: 'an import', found: 'no import was timed', store });
  const nsOf = ({ value }: FigureRow): number => (test.records / value) * 1e9;
  const ns = rangeOf(imports.map(nsOf));
  const perSecond = rangeOf(imports.map(({ value }) => value)).value;
  const imported = run.names.records(Math.max(...imports.map(({ records }) => records)));
  const found = finding(test, ns, {
    at: `import of ${run.names.records(test.records)}`,
    against: `${imported} ran at ${rate(perSecond)}`,
    figures: figuresOf('ns', [store, ns]),
  });
  return gathered(
    excused(found, [test, run], (keptShareOf) => rangeOf(imports.map((row) => nsOf(row) * keptShareOf(row)))),
  );
}

function figuresNamed(name: string, store: string, { results }: Run): FigureRow[] {
  const rows = results.rows.filter(
    (row): row is FigureRow => row.row === 'figure' && row.name === name && row.store === store,
  );
  // Of a trial each figure once: a copy would make an interval narrower that no process has shown.
  return [...new Map(rows.map((row) => [row.order === undefined ? row : placeOf(row), row])).values()];
}

const placeOf = ({ order, operation, records, profile }: FigureRow): string =>
  JSON.stringify([order, operation, records, profile]);
