// The benchmark: fields, trials, judgement.

export { datasetsOf, type Field, type FieldChoice, fieldsOf, fullFields, isTooLarge } from './fields.ts';
export { type BenchOptions, runBench } from './run-bench.ts';
export { type BenchPlan, benchPlan } from './shared-plan.ts';
export type { BenchOutcome } from './tally.ts';
