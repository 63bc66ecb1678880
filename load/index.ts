// Load: several processes on one store.

export { arrivalsOf } from './arrival-choice.ts';
export { FAULTS, faultPlans } from './faults/index.ts';
export { findKnee } from './knee/index.ts';
export { floorsUnderLoad, loadOf, namesUnderLoad, sharedStores, storesUnderLoad } from './load-of.ts';
export {
  DURATION_MS_MAX,
  type LoadOptions,
  PER_SECOND_MAX,
  PROCESSES_MAX,
  requireSoakTime,
} from './load-options.ts';
export { chosenMix } from './mixes.ts';
export { runLoad } from './run-load.ts';
