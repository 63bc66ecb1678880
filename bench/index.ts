// The benchmark: datasets, workloads, trials.

export { chosenDatasets, isTooLarge } from './datasets/choice.ts';
export { D1K, DATASET_SEED, type DatasetSpec, dataset, datasetDigest } from './datasets/dataset.ts';
export { type PlantedWords, plantedWords } from './datasets/planted.ts';
export { PROFILES, type Profile } from './datasets/session.ts';
export { type BenchOptions, runBench } from './run-bench.ts';
export type { BenchOutcome } from './tally.ts';
export { OPERATIONS, type Operation } from './workloads/registry.ts';
