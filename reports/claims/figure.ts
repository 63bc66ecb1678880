// Judges promises about single figures: the size of the store, the time of an import, a named figure of the run.

import type { BodyRow, Figure as FigureRow, Size } from '../../contract/result.ts';
import { BASELINE, CANDIDATE, REFERENCE_PROFILE } from '../operations.ts';
import { asked, beside, count, duration, percent, rate, size, times } from '../text/figures.ts';
import type { FigureMeasure, ImportMeasure, SizeMeasure } from './claim.ts';
import { atMost, exactly, figure, type Judgement, judgement, notMeasured, rangeOf } from './judgement.ts';

export function judgeSize(measure: SizeMeasure, rows: readonly BodyRow[]): Judgement {
  const bytes = sizesOf(measure, rows, CANDIDATE);
  if (bytes.length === 0) {
    return notMeasured(`This run did not weigh a SQLite store of ${count(measure.records)} sessions.`);
  }
  const own = rangeOf(bytes);
  const files = sizesOf(measure, rows, BASELINE);
  const json = files.length === 0 ? null : rangeOf(files);
  const comparison = json === null ? '' : `, ${times(own.value / json.value)} the size of the JSON file`;
  return judgement({
    measured: figure('bytes', own),
    baseline: json === null ? null : figure('bytes', json),
    ratio: json === null ? null : exactly(json.value / own.value),
    verdict: atMost(own, measure.bytesMax - 1),
    sentence: `With its search index the database has ${beside(own.value, measure.bytesMax, size)}${comparison}; promised are less than ${asked(measure.bytesMax, size)}.`,
  });
}

const sizesOf = (measure: SizeMeasure, rows: readonly BodyRow[], store: string): number[] =>
  rows
    .filter((row): row is Size => row.row === 'size' && row.store === store)
    .filter((row) => row.records === measure.records && row.profile === REFERENCE_PROFILE)
    .map((row) => row.bytes);

/** The figure of an import: sessions a second. */
export const IMPORT_RATE = 'importSessionsPerSecond';

export function judgeImport(measure: ImportMeasure, rows: readonly BodyRow[]): Judgement {
  const imports = figuresOf(IMPORT_RATE, rows).filter((row) => row.value > 0);
  if (imports.length === 0) return notMeasured('This run did not time an import.');
  const perSecond = rangeOf(imports.map((row) => row.value));
  const ns = rangeOf(imports.map((row) => (measure.records / row.value) * 1e9));
  const imported = Math.max(...imports.map((row) => row.records));
  return judgement({
    measured: figure('ns', ns),
    verdict: atMost(ns, measure.secondsMax * 1e9),
    sentence:
      `An import of ${count(imported)} sessions ran at ${rate(perSecond.value)}, at which ${count(measure.records)} ` +
      `take ${beside(ns.value, measure.secondsMax * 1e9, duration)}; promised are ${asked(measure.secondsMax * 1e9, duration)}.`,
  });
}

export function judgeFigure(measure: FigureMeasure, rows: readonly BodyRow[]): Judgement {
  const values = figuresOf(measure.name, rows).map((row) => row.value);
  if (values.length === 0) return notMeasured(`This run has no figure "${measure.name}".`);
  const found = rangeOf(values);
  const text = measure.unit === 'bytes' ? size : percent;
  return judgement({
    measured: figure(measure.unit, found),
    verdict: atMost(found, measure.max),
    sentence: `Measured are ${beside(found.value, measure.max, text)}; promised are at most ${asked(measure.max, text)}.`,
  });
}

const figuresOf = (name: string, rows: readonly BodyRow[]): FigureRow[] =>
  rows.filter((row) => row.row === 'figure').filter((row) => row.name === name && row.store === CANDIDATE);
