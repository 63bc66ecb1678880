// Base against head.

import { StoreError } from '../contract/errors.ts';
import type { Comparing, Comparison } from '../results/comparison.ts';
import type { CompareOptions, Sides } from './options.ts';

export interface ComparisonOutcome {
  readonly comparisons: readonly Comparison[];
  readonly comparing: Comparing;
}

/** Rejects with E_USAGE for what neither side has; with E_ABORTED; with E_SUBJECT when a side cannot be loaded or filled. Nothing stays behind on disk. */
export async function runComparison(_sides: Sides, _options: CompareOptions): Promise<ComparisonOutcome> {
  throw new StoreError('E_USAGE', 'There is no comparison yet; nothing was done.');
}
