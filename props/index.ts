// Whether stores of a definition are equivalent: generated histories, counterexamples that can be kept and played again.

export { type CorpusOptions, corpusChecks } from './corpus.ts';
export { type Counterexample, counterexampleText, type HowAgain } from './counterexample.ts';
export {
  checkEquivalence,
  type EquivalenceOptions,
  type EquivalenceVerdict,
  equivalenceCheck,
} from './equivalence.ts';
export { HistoryFolder } from './history-folder.ts';
export { historyName, type KeptHistory, keepHistory, readCorpus, readHistory } from './kept-history.ts';
export { type MigrationOptions, migrationChecks } from './migration.ts';
export type { Pair } from './pair.ts';
export { operationsAt } from './path.ts';
export { replay, replayCheck } from './replay.ts';
export type { Mismatch, OperationCount } from './sequence-run.ts';
