// Base against head: two revisions of a definition, compared side by side.

export { Calibration, calibratedRule, PLANTS } from './calibration.ts';
export { type Block, DEFAULT_RULE, type Pair, type ProcessPairs, type Rule } from './decision.ts';
export type {
  Benchmark,
  CompareOptions,
  ComparisonChoice,
  Plant,
  Side,
  Sides,
} from './options.ts';
export { type ComparisonOutcome, runComparison } from './run-comparison.ts';
