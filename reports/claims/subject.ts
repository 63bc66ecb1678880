// What a claim is about, in a few words for a table.

import { operationTitle } from '../operations.ts';
import { count, digits, duration, rate, size, times } from '../text/figures.ts';
import type { Claim, Figure, Unit } from './claim.ts';

export function claimSubject({ measure }: Claim): string {
  switch (measure.kind) {
    case 'timing':
      return `${operationTitle(measure.operation)}, ${count(measure.sessions)} sessions`;
    case 'growth':
      return `growth from ${count(measure.sessionsFew)} to ${count(measure.sessionsMany)} sessions`;
    case 'load':
      return measure.does === 'read' ? 'concurrent reads' : 'concurrent writes';
    case 'size':
      return `size, ${count(measure.sessions)} sessions`;
    case 'import':
      return `import of ${count(measure.sessions)} sessions`;
    case 'agreement':
      return 'differences after import';
    case 'figure':
      return FIGURE_SUBJECTS[measure.name] ?? measure.name;
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
      return `Bench trials of "${operationTitle(measure.operation)}" on the reference dataset with ${count(measure.sessions)} sessions; the limit is about ${measure.quantile === 'p50' ? 'the median' : `the ${measure.quantile}`}, the ratio about medians.`;
    case 'growth':
      return `Ratio of medians between ${count(measure.sessionsMany)} and ${count(measure.sessionsFew)} sessions; at most ${times(measure.growthMax)}.`;
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

const UNIT_TEXT: Record<Unit, (value: number) => string> = {
  ns: duration,
  bytes: size,
  'per second': rate,
  percent: (value) => `${digits(value)}%`,
  times,
  differences: (value) => (value === 0 ? 'none' : count(value)),
};

/** A value in the unit of a figure. */
export const figureText = (unit: Figure['unit'], value: number): string => UNIT_TEXT[unit](value);
