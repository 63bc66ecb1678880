// The live migration: stores that follow each other, phases, and the way back (docs/adr/0010-phases.md).

export { type Condition, type ConditionName, conditionsOf } from './conditions.ts';
export { type DatabaseOnly, databaseOnly } from './database-only.ts';
export { DualStore } from './dual-store.ts';
export { filesAsTheyAre, goBackToFilesAsTheyAre } from './files-as-they-are.ts';
export { forkRestored } from './fork-restored.ts';
export {
  type HeldSessions,
  type HomeStatus,
  heldIn,
  homeStatus,
  type WorkspaceStatus,
} from './home-status.ts';
export { PHASES, type Phase, stepsBetween } from './phase.ts';
export { changePhase, type PhaseChangeOptions, rollBack } from './phase-change.ts';
export { readPhase } from './phase-file.ts';
export { removeStaleGate } from './phase-gate.ts';
export { SessionManager } from './session-manager.ts';
