// The JSON of benchmark-action/github-action-benchmark: a list of `name`, `unit`, `value` and, where there is one,
// `range` and `extra`. The action takes one direction at a time, so there are two lists, for its tools
// customSmallerIsBetter and customBiggerIsBetter.

import type { Report } from '../report.ts';
import { digits } from '../text/figures.ts';
import { isBiggerBetter, type Series, seriesOf } from './series.ts';

export const renderSmallerIsBetter = (report: Report): string =>
  entries(seriesOf(report).filter((series) => !isBiggerBetter(series)));

export const renderBiggerIsBetter = (report: Report): string =>
  entries(seriesOf(report).filter(isBiggerBetter));

/** Ends with a line end. */
const entries = (series: readonly Series[]): string => `${JSON.stringify(series.map(entryOf), null, 2)}\n`;

function entryOf({ name, unit, estimate, remark }: Series): Record<string, string | number> {
  const { value, low, high } = estimate;
  return {
    name,
    unit,
    value,
    ...(low === high ? {} : { range: `${digits(low)} to ${digits(high)}` }),
    ...(remark === '' ? {} : { extra: remark }),
  };
}
