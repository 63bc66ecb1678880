// Makes session files and database equal where they differ, in the direction that the user chose. What is displaced is
// in the archive before anything changes (live/reconcile.ts does that, one workspace at a time).

import { noProgress, type ProgressListener } from '../../contract/progress.ts';
import { requireNotAborted } from '../abort.ts';
import type { ImportTarget } from '../import-target.ts';
import { legacyFileOf } from '../legacy-files.ts';
import { reconcileWorkspace } from '../live/reconcile.ts';
import type { SnapshotSource } from '../live/snapshot-plan.ts';
import { verifyHome } from '../verify-home.ts';

/** json: the files are right. sqlite: the database is. both: the database's sessions, then what only the file has. */
export const DIRECTIONS = ['json', 'sqlite', 'both'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export interface ReconcileStep {
  readonly workspace: string;
  readonly file: string;
  /** different: both sides have it. unreadable: the app cannot read the file. no-file: only the database has it. */
  readonly state: 'different' | 'unreadable' | 'no-file';
  /** Null: nothing can be done in this direction, or none is chosen. */
  readonly action: 'take the file' | 'write the file' | 'join both' | null;
}

export interface ReconcileOptions {
  readonly home: string;
  readonly store: ImportTarget & SnapshotSource;
  /** Undefined: only look. */
  readonly from?: Direction | undefined;
  /** To look for files that it lacks; absent where files are written all the time. */
  readonly archiveDir?: string | undefined;
  /** Only these hashes. Default: all. */
  readonly workspaces?: readonly string[] | undefined;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

export interface ReconcilePlan {
  readonly steps: readonly ReconcileStep[];
  /**
   * Workspaces whose file is equal to the store, and whose present bytes the archive lacks: an earlier reconciliation was
   * cut short before it kept them. None without `archiveDir`.
   */
  readonly unkept: readonly string[];
}

/** What differs, and what would be done about it. Changes nothing. Throws what verifyHome throws. */
export async function planReconciliation(options: ReconcileOptions): Promise<ReconcilePlan> {
  const { home, store, from, archiveDir, workspaces, signal } = options;
  const report = await verifyHome({
    home,
    store,
    ...(archiveDir !== undefined && { archiveDir }),
    ...(signal && { signal }),
    ...(workspaces && { workspaces }),
  });
  const filled = (await store.workspaces()).filter(({ sessions }) => sessions > 0);
  const held = new Set(filled.map(({ hash }) => hash));
  const withFile = report.files
    .filter(({ result, workspace }) => result === 'different' || (result === 'unread' && held.has(workspace)))
    .map(({ workspace, result }) => ({
      workspace,
      state: result === 'different' ? ('different' as const) : ('unreadable' as const),
    }));
  const withoutFile = report.otherWorkspaces
    .filter((hash) => held.has(hash) && (workspaces?.includes(hash) ?? true))
    .map((workspace) => ({ workspace, state: 'no-file' as const }));
  const steps = [...withFile, ...withoutFile].map(({ workspace, state }) => ({
    workspace,
    state,
    file: legacyFileOf(workspace),
    action: from === undefined ? null : actionFor(state, from),
  }));
  const unarchived = new Set(report.unarchived);
  const unkept = report.files.filter(({ file }) => unarchived.has(file)).map(({ workspace }) => workspace);
  return { steps, unkept };
}

/** Emptying a workspace of the database because its file is gone is what "erase" is for. */
function actionFor(state: ReconcileStep['state'], from: Direction): ReconcileStep['action'] {
  if (state === 'different') return ACTIONS[from];
  return from === 'json' ? null : ACTIONS.sqlite;
}

const ACTIONS = { json: 'take the file', sqlite: 'write the file', both: 'join both' } as const;
const KEEP = { 'take the file': 'file', 'write the file': 'database', 'join both': 'both' } as const;

/** Does the steps that have an action. E_CHANGED, E_FOREIGN_WRITE, E_LOCKED, E_ABORTED: what was done before stands. */
export async function reconcileHome(
  { home, store, onProgress = noProgress, signal }: ReconcileOptions,
  steps: readonly ReconcileStep[],
): Promise<ReconcileStep[]> {
  const due = steps.filter(({ action }) => action !== null);
  for (const [done, { workspace, action }] of due.entries()) {
    requireNotAborted(signal, 'reconciling', { done, total: due.length });
    onProgress({ stage: 'reconciling', done, total: due.length, unit: 'files' });
    if (action !== null) await reconcileWorkspace({ home, store, hash: workspace, keep: KEEP[action] });
  }
  return due;
}
