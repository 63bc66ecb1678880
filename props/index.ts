// Properties of stores: equivalence on generated sequences, conformance of outside programs, and the planted bugs
// that show whether the checks see anything.

export {
  type Conformance,
  type ConformOptions,
  conform,
  conformanceChecks,
} from '../sessions/conform/conform.ts';
export type { OperationVerdict } from '../sessions/conform/operation-verdict.ts';
export {
  type Detection,
  type DetectionOptions,
  type DetectionTable,
  detectionCheck,
  detectMutants,
  MUTANTS,
} from '../sessions/mutants/detection.ts';
export { type Mutant, mutantSubject } from '../sessions/mutants/mutant.ts';
export { type CorpusOptions, corpusChecks } from './corpus.ts';
export { type Counterexample, counterexampleText, type HowAgain } from './counterexample.ts';
export {
  checkEquivalence,
  type EquivalenceOptions,
  type EquivalenceVerdict,
  equivalenceCheck,
} from './equivalence.ts';
export { historyName, type KeptHistory, keepHistory, readCorpus, readHistory } from './kept-history.ts';
export { type Operation, readOperations } from './operation.ts';
export type { Pair } from './pair.ts';
export { operationsAt } from './path.ts';
export { replay, replayCheck } from './replay.ts';
export type { Mismatch, OperationCount } from './sequence-run.ts';
export { World } from './world.ts';
