// Properties of stores: equivalence on generated sequences, conformance of outside programs, and the planted bugs
// that show whether the checks see anything.

export {
  type Conformance,
  type ConformOptions,
  conform,
  conformanceChecks,
} from './conform.ts';
export {
  type Counterexample,
  checkEquivalence,
  counterexampleText,
  type EquivalenceOptions,
  type EquivalenceVerdict,
  equivalenceCheck,
  replay,
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
export { generateSequence, type SequenceOptions } from './sequence-generator.ts';
export type { Mismatch, OperationCount } from './sequence-run.ts';
