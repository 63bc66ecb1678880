// Load: several processes on one store.

export { arrivalsOf } from './arrival-choice.ts';
export { floorsUnderLoad, loadOf, namesUnderLoad, sharedStores, storesUnderLoad } from './load-of.ts';
export { DURATION_MS_MAX, type LoadOptions, PROCESSES_MAX } from './load-options.ts';
export { chosenMix } from './mixes.ts';
export { runLoad } from './run-load.ts';
