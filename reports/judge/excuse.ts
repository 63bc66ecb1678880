// What a busy machine explains of a figure that misses its bound. Only the share of time that the run lost to other programs is
// excused: what misses without that, too, fails. The machine is that of the row, for parts of a run have machines of their own.

import { type Origin, originOf } from '../../results/origins.ts';
import type { BodyRow } from '../../results/result.ts';
import type { Results } from '../../results/result-file.ts';
import type { Test } from '../../results/tests.ts';
import type { Estimate } from '../../statistics/interval.ts';
import { lostShare } from '../machine.ts';
import { boundOf } from './asked.ts';
import { keeps } from './bound.ts';
import type { Finding } from './outcome.ts';
import type { Run } from './run.ts';

/** `estimated`: what would have been found, had the run kept all of its time. It gets the share that it kept while a row was made. */
export function excused(
  found: Finding,
  [test, { results }]: readonly [test: Test, run: Run],
  estimated: (keptShareOf: (row: BodyRow) => number) => Estimate,
): Finding {
  if (found.verdict !== 'fails') return found;
  const lost = new Map<Origin['header'], number>();
  const estimate = estimated((row) => {
    const origin = originOf(row, results);
    const share = lost.get(origin.header) ?? lostShare(ofOrigin(origin, results));
    lost.set(origin.header, share);
    return 1 - share;
  });
  const isLost = [...lost.values()].some((share) => share > 0);
  return isLost && keeps(estimate, boundOf(test)) !== 'fails' ? disturbed(found) : found;
}

export const disturbed = (found: Finding): Finding => ({
  ...found,
  verdict: 'undecided',
  doubts: [...found.doubts, 'disturbed'],
});

const ofOrigin = ({ header, footer }: Origin, results: Results): Results => ({
  ...results,
  ...{ header, footer },
  rows: results.rows.filter((row) => originOf(row, results).header === header),
});
