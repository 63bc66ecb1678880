// `import … from 'storeproof/migrate'`: moving a home to the database and back, as an app does it (docs/in-your-app.md) or
// step by step. Each line here says what an export is for; docs/api.md has it with its declaration.

import './node-floor.ts';

export {
  /** An operating error: a stable `code` (docs/errors.md), and ids and names in `data`. */
  StoreError,
} from '../contract/errors.ts';
export type {
  /** Whom to tell how far long work is, and what ends it. */
  Control,
} from '../contract/progress.ts';
export {
  /** The home, where to, the archive, and a signal to stop. */
  type ImportOptions,
  /** One account for each file, and sums that add up. */
  type ImportReport,
  /** Imports the session files: each ends as imported, unchanged or kept aside. Rejects with E_LOCKED, E_NO_SPACE, E_ABORTED. */
  importHome,
} from '../migrate/import-home.ts';
export type {
  /** What of a workspace only the database has where the session files are the truth. */
  DatabaseOnly,
} from '../migrate/live/database-only.ts';
export {
  /** Tells that a migration in the background failed. */
  autoMigrateChannel,
  /** Since when, and why. */
  type FallbackEvent,
  /** Tells that the database failed, and that reads come from the files. */
  fallbackChannel,
  /** From which phase to which. */
  type PhaseEvent,
  /** Tells of changes of phase. */
  phaseChannel,
  /** One such write: hashes, ids and codes, never content. */
  type ShadowEvent,
  /** One such file. */
  type SnapshotEvent,
  /** Tells of writes that the database could not follow. Messages are {@link ShadowEvent}. */
  shadowChannel,
  /** Tells of session files that could not follow the database. */
  snapshotChannel,
} from '../migrate/live/events.ts';
export {
  /** Its phase, and its counts by workspace. */
  type HomeStatus,
  /** What a home holds on both sides. */
  homeStatus,
} from '../migrate/live/home-status.ts';
export {
  /** The phases in their order. */
  PHASES,
  /** Which store answers and which follows. */
  type Phase,
} from '../migrate/live/phase.ts';
export {
  /** Goes one step, when every condition is met. Rejects with E_REFUSED and names each condition that is not. */
  changePhase,
  /** What is waived, the thresholds, and a signal to stop. */
  type PhaseChangeOptions,
  /** Goes back to the session files from any phase, each step verified. */
  rollBack,
} from '../migrate/live/phase-change.ts';
export {
  /** The phase of a home, as it is on disk. */
  readPhase,
} from '../migrate/live/phase-file.ts';
export {
  /** What became of a migration in the background. */
  type AutoMigration,
  /** Phase, counts on both sides, what the database lags behind, and which store answers. */
  type ManagerStatus,
  /** What an app holds: the operations of the app on a home, whichever store answers, and the steps of the move. */
  SessionManager,
  /** The home, its stores, and how often live answers are compared. */
  type SessionManagerOptions,
} from '../migrate/live/session-manager.ts';
export {
  /** What became of one file. */
  type RestoredOriginal,
  /** From which archive to which folder. */
  type RestoreOptions,
  /** Brings the imported files back from the archive, byte for byte. */
  restoreOriginals,
} from '../migrate/restore-originals.ts';
export {
  /** From which database to which folder. */
  type RewriteOptions,
  /** What was written, file by file. */
  type RewriteReport,
  /** Writes the session files again from the database. E_REFUSED before anything is written when other files are there. */
  rewriteFiles,
} from '../migrate/rewrite-files.ts';
export {
  /** Files and sessions by state. */
  type HomeScan,
  /** Says what an import would find, without touching it. Throws E_NOT_FOUND, E_IO and E_ABORTED. */
  scanHome,
} from '../migrate/scan.ts';
export {
  /** The home, the database, and a signal to stop. */
  type VerifyOptions,
  /** Findings by file, session and JSON Pointer, and what was compared. */
  type VerifyReport,
  /** Compares every session of the files with the database, by content. Throws E_NOT_FOUND, E_IO and E_ABORTED. */
  verifyHome,
} from '../migrate/verify-home.ts';
