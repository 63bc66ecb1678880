// The live migration: stores that follow each other, phases, and the way back (docs/adr/0010-phases.md).

export {
  CONDITIONS,
  type Condition,
  type ConditionName,
  conditionsOf,
  isWaivable,
  type Thresholds,
} from './conditions.ts';
export { type DatabaseOnly, databaseOnly } from './database-only.ts';
export { DualStore, type DualStoreOptions } from './dual-store.ts';
export {
  autoMigrateChannel,
  type FallbackEvent,
  fallbackChannel,
  type PhaseEvent,
  phaseChannel,
  type ShadowEvent,
  type SnapshotEvent,
  shadowChannel,
  snapshotChannel,
} from './events.ts';
export {
  type FilesAsTheyAre,
  filesAsTheyAre,
  goBackToFilesAsTheyAre,
  type TakenOver,
} from './files-as-they-are.ts';
export { forkRestored } from './fork-restored.ts';
export {
  type HeldSessions,
  type HomeStatus,
  heldIn,
  homeStatus,
  type WorkspaceStatus,
} from './home-status.ts';
export { isPhase, PHASES, type Phase, stepsBetween } from './phase.ts';
export { changePhase, type PhaseChange, type PhaseChangeOptions, rollBack } from './phase-change.ts';
export { type PhaseState, readPhase } from './phase-file.ts';
export { removeStaleGate } from './phase-gate.ts';
export { type ReconcileReport, type ReconcileRequest, reconcileWorkspace } from './reconcile.ts';
export {
  type AutoMigration,
  type ManagerStatus,
  SessionManager,
  type SessionManagerOptions,
} from './session-manager.ts';
export { type AnswerSource, SnapshotStore, type SnapshotStoreOptions } from './snapshot-store.ts';
