// Bencher Metric Format (bencher.dev/docs/reference/bencher-metric-format): benchmark name, then measure, then `value`
// with `lower_value` and `upper_value` where there is an interval. Names may have 1,024 characters.

import type { Report } from '../report.ts';
import { seriesOf } from './series.ts';

interface Metric {
  readonly value: number;
  readonly lower_value?: number;
  readonly upper_value?: number;
}

const NAME_LENGTH_MAX = 1_024;

/** Ends with a line end. */
export function renderBencher(report: Report): string {
  const metrics = new Map<string, Map<string, Metric>>();
  for (const { name, measure, estimate } of seriesOf(report)) {
    const key = name.slice(0, NAME_LENGTH_MAX);
    const measures = metrics.get(key) ?? new Map<string, Metric>();
    const { value, low, high } = estimate;
    measures.set(measure, low === high ? { value } : { value, lower_value: low, upper_value: high });
    metrics.set(key, measures);
  }
  // Entries, not assignments: a name from a result file may be "__proto__".
  const plain = Object.fromEntries(
    [...metrics].map(([name, measures]) => [name, Object.fromEntries(measures)]),
  );
  return `${JSON.stringify(plain, null, 2)}\n`;
}
