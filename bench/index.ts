// The benchmark: datasets, workloads, trials.

export { D1K, DATASET_SEED, type DatasetSpec, dataset, datasetDigest } from './datasets/dataset.ts';
export { type PlantedWords, plantedWords } from './datasets/planted.ts';
export { PROFILES, type Profile } from './datasets/session.ts';
export {
  type Field,
  type FieldChoice,
  fieldsOf,
  fullFields,
  isTooLarge,
  LARGE_SESSIONS_MAX,
} from './fields.ts';
export { FLOOR_NAMES } from './floors/names.ts';
export { type BenchOptions, runBench } from './run-bench.ts';
export type { BenchOutcome } from './tally.ts';
export { loadPeers } from './trial/peers.ts';
export { OPERATIONS, type Operation } from './workloads/registry.ts';
