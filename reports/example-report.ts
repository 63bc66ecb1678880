// The report of a run for tests, made once however many of a file's tests look at it: the statistics are what takes long.

import type { Results } from '../results/result-file.ts';
import { buildReport, type Report } from './report.ts';

const known = new WeakMap<Results, Report>();

export function reportOf(results: Results): Report {
  const report = known.get(results) ?? buildReport(results);
  known.set(results, report);
  return report;
}
