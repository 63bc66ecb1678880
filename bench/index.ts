// The benchmark: datasets, workloads, trials.

export { D1K, DATASET_SEED, type DatasetSpec, dataset, datasetDigest } from '../sessions/datasets/dataset.ts';
export { type PlantedWords, plantedWords } from '../sessions/datasets/planted.ts';
export { PROFILES, type Profile } from '../sessions/datasets/session.ts';
export { FLOOR_NAMES } from '../sessions/floors/names.ts';
export { OPERATIONS, type Operation } from '../sessions/workloads/registry.ts';
export {
  type Field,
  type FieldChoice,
  fieldsOf,
  fullFields,
  isTooLarge,
  LARGE_SESSIONS_MAX,
} from './fields.ts';
export { type BenchOptions, runBench } from './run-bench.ts';
export type { BenchOutcome } from './tally.ts';
export { loadPeers } from './trial/peers.ts';
