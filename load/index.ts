// Load: several processes on one workspace.

export { loadOf, sharedStores, storesUnderLoad } from './load-of.ts';
export { type LoadOptions, PER_SECOND_MAX, PROCESSES_MAX } from './load-options.ts';
export { runLoad } from './run-load.ts';
