// What goes wrong while a load goes on.

export { FAULTS, type FaultPlan, faultPlans } from './plan.ts';
export { FaultStage, type FaultsPlayed } from './stage.ts';
