// Load: several processes on one workspace.

export { type LoadOptions, PROCESSES_MAX } from './load-options.ts';
export { type LoadOutcome, runLoad } from './run-load.ts';
