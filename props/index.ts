// Properties of stores: equivalence on generated sequences, conformance of outside programs, and the planted bugs
// that show whether the checks see anything.

export {
  type Conformance,
  type ConformOptions,
  conform,
  conformanceChecks,
} from './conform.ts';
export { type Counterexample, counterexampleText } from './counterexample.ts';
export {
  checkEquivalence,
  type EquivalenceOptions,
  type EquivalenceVerdict,
  equivalenceCheck,
  operationsAt,
} from './equivalence.ts';
export {
  type Detection,
  type DetectionOptions,
  type DetectionTable,
  detectionCheck,
  detectMutants,
  MUTANTS,
} from './mutants/detection.ts';
export { type Mutant, mutantSubject } from './mutants/mutant.ts';
export { type Operation, readOperations } from './operation.ts';
export type { OperationVerdict } from './operation-verdict.ts';
export { replay } from './replay.ts';
export type { Mismatch, OperationCount } from './sequence-run.ts';
