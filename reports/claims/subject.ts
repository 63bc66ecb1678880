// What a claim is about, in a few words for a table.

import { operationTitle, storeTitle } from '../operations.ts';
import {
  count,
  digitsBeside,
  duration,
  exponent,
  type FigureText,
  percent,
  rate,
  size,
} from '../text/figures.ts';
import { titleIn } from '../text/titles.ts';
import type { Claim, Unit } from './claim.ts';

export function claimSubject({ measure }: Claim): string {
  switch (measure.kind) {
    case 'timing':
      return `${operationTitle(measure.operation)}, ${count(measure.records)} sessions`;
    case 'before':
      return `JSON: ${operationTitle(measure.operation)}, ${count(measure.records)}`;
    case 'availability':
      return 'calls answered under load';
    case 'growth':
      return `${storeTitle(measure.store)}: growth, ${count(measure.sessionsFew)} to ${count(measure.sessionsMany)}`;
    case 'load':
      return measure.does === 'read' ? 'concurrent reads' : 'concurrent writes';
    case 'size':
      return `size, ${count(measure.records)} sessions`;
    case 'import':
      return `import of ${count(measure.records)} sessions`;
    case 'agreement':
      return 'differences after import';
    case 'figure':
      return titleIn(FIGURE_SUBJECTS, measure.name) ?? measure.name;
  }
}

const FIGURE_SUBJECTS: Readonly<Record<string, string>> = {
  connectionMemory: 'memory of the connections',
  dualWriteOverhead: 'overhead in the dual phase',
};

/** How the claim is measured, in one sentence. */
export function claimMethod({ measure }: Claim): string {
  switch (measure.kind) {
    case 'timing':
      return `Bench trials of "${operationTitle(measure.operation)}" on the reference dataset with ${count(measure.records)} sessions; the limit is about ${measure.quantile === 'p50' ? 'the median' : `the ${measure.quantile}`}, the ratio about medians.`;
    case 'before':
      return `Bench trials of "${operationTitle(measure.operation)}" on JSON files with ${count(measure.records)} sessions; from half to twice the figure counts as about.`;
    case 'availability':
      return 'Calls of the load runs on SQLite, retries included; with Wilson’s interval.';
    case 'growth':
      return `Exponents fitted to the medians of the trials of ${measure.operations.map(operationTitle).join(', ')}.`;
    case 'load':
      return 'Several processes on one workspace; no acknowledged write may be lost and no call may fail.';
    case 'size':
      return 'Bytes of the closed store, search index included, on the reference dataset.';
    case 'import':
      return 'From the rate of an import of real files into a new database.';
    case 'agreement':
      return 'Every check of import, verification and rewriting; one difference is too many.';
    case 'figure':
      return `The figure "${measure.name}" of the run.`;
  }
}

const UNIT_TEXT: Record<Unit, { readonly text: FigureText; readonly least: number }> = {
  ns: { text: duration, least: 3 },
  bytes: { text: size, least: 3 },
  'per second': { text: rate, least: 3 },
  percent: { text: percent, least: 4 },
  exponent: { text: exponent, least: 2 },
  differences: { text: (value) => (value === 0 ? 'none' : count(value)), least: 3 },
};

/** Texts of values in the unit of a figure, with the digits that keep them apart from what was promised of it. */
export function figureTexts(unit: Unit, values: readonly number[], limit: number | null): string[] {
  const { text, least } = UNIT_TEXT[unit];
  const significant = limit === null ? least : digitsBeside(limit, values, text, least);
  return values.map((value) => text(value, significant));
}

/** The promised bound of the figure that is judged, in its unit; null where there is none. */
export function limitOf({ measure }: Claim): number | null {
  switch (measure.kind) {
    case 'timing':
      return measure.limitMs === null ? null : measure.limitMs * 1e6;
    case 'load':
      return measure.perSecondMin;
    case 'availability':
      return measure.percentMin;
    case 'size':
      return measure.bytesMax;
    case 'import':
      return measure.secondsMax * 1e9;
    case 'growth':
      return measure.exponentMax ?? measure.exponentMin;
    case 'figure':
      return measure.max;
    case 'before':
    case 'agreement':
      return null;
  }
}
