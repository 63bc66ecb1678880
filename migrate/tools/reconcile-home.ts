// Makes session files and database equal where they differ, in the direction that the user chose. What is displaced is
// in the archive before anything changes (live/reconcile.ts does that, one workspace at a time).

import type { Control } from '../../contract/progress.ts';
import type { SessionList } from '../../contract/session-list.ts';
import type { ImportTarget } from '../import-target.ts';
import { itemByItem } from '../item-by-item.ts';
import { legacyFileOf, legacyFiles } from '../legacy-files.ts';
import { archiveDirectory } from '../live/live-files.ts';
import { reconcileWorkspace } from '../live/reconcile.ts';
import type { SnapshotSource } from '../live/snapshot-plan.ts';
import { requireSoundWorkspace } from '../sound-source.ts';
import { readSource } from '../source-file.ts';
import { type FileVerification, verifyHome } from '../verify-home.ts';
import { type SideCounts, sideCounts } from './reconcile-counts.ts';

/** json: the files are right. sqlite: the database is. both: the database's sessions, then what only the file has. */
export const DIRECTIONS = ['json', 'sqlite', 'both'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export interface ReconcileStep {
  readonly workspace: string;
  readonly file: string;
  /** different: both sides have it. unreadable: the app cannot read the file, and
   * the database holds other sessions than were salvaged of it, or none were salvaged. no-file: only the database has it. */
  readonly state: 'different' | 'unreadable' | 'no-file';
  readonly counts: SideCounts;
  /** Null: nothing can be done in this direction, or none is chosen. */
  readonly action: 'take the file' | 'write the file' | 'join both' | null;
}

export interface ReconcileOptions extends Control {
  readonly home: string;
  readonly store: ImportTarget & SnapshotSource;
  /** Undefined: only look. */
  readonly from?: Direction | undefined;
  /** To look for files that it lacks; absent where files are written all the time. */
  readonly archiveDir?: string | undefined;
  /** Only these hashes. Default: all. */
  readonly workspaces?: readonly string[] | undefined;
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
  const { home, store, from, archiveDir, workspaces, onProgress, signal } = options;
  const report = await verifyHome({
    home,
    store,
    salvagedIn: archiveDirectory(home),
    ...(archiveDir !== undefined && { archiveDir }),
    ...(workspaces && { workspaces }),
    onProgress,
    signal,
  });
  const filled = (await store.workspaces()).filter(({ sessions }) => sessions > 0);
  const held = new Set(filled.map(({ hash }) => hash));
  const withFile = report.files
    .filter((file) => file.result === 'different' || isDisregarded(file, held))
    .map(({ workspace, result, isSalvaged }) => ({
      workspace,
      state: result === 'different' && !isSalvaged ? ('different' as const) : ('unreadable' as const),
    }));
  const withoutFile = report.otherWorkspaces
    .filter((hash) => held.has(hash) && (workspaces?.includes(hash) ?? true))
    .map((workspace) => ({ workspace, state: 'no-file' as const }));
  // What was salvaged once is gone from the database: neither side can be written from the other.
  const isNowhere = (hash: string, state: ReconcileStep['state']): boolean =>
    state === 'unreadable' && !held.has(hash);
  const steps: ReconcileStep[] = [];
  for (const { workspace, state } of itemByItem('comparing', [...withFile, ...withoutFile], { signal })) {
    steps.push({
      workspace,
      state,
      file: legacyFileOf(workspace),
      counts: sideCounts(await sessionsInFile(home, workspace), await store.sessionsOfHash(workspace)),
      action: from === undefined || isNowhere(workspace, state) ? null : actionFor(state, from),
    });
  }
  const unarchived = new Set(report.unarchived);
  const unkept = report.files.filter(({ file }) => unarchived.has(file)).map(({ workspace }) => workspace);
  return { steps, unkept };
}

/** None where there is no file, or the app cannot read it. */
async function sessionsInFile(home: string, workspace: string): Promise<SessionList> {
  const [file] = legacyFiles(home, [workspace]).files;
  const source = file && (await readSource(file));
  return source?.state === 'readable' ? source.sessions : [];
}

/** The app cannot read it, and what the database holds is not what was salvaged of it. */
const isDisregarded = (
  { result, isSalvaged, workspace }: FileVerification,
  held: ReadonlySet<string>,
): boolean => result === 'unread' && !isSalvaged && held.has(workspace);

/** Emptying a workspace of the database because its file is gone is what "erase" is for. */
function actionFor(state: ReconcileStep['state'], from: Direction): ReconcileStep['action'] {
  if (state === 'different') return ACTIONS[from];
  return from === 'json' ? null : ACTIONS.sqlite;
}

const ACTIONS = { json: 'take the file', sqlite: 'write the file', both: 'join both' } as const;
const KEEP = { 'take the file': 'file', 'write the file': 'database', 'join both': 'both' } as const;

/** Does the steps that have an action. E_CORRUPT before the first where damage would be copied. E_CHANGED, E_FOREIGN_WRITE, E_LOCKED, E_ABORTED: what was done before stands. */
export async function reconcileHome(
  { home, store, ...control }: ReconcileOptions,
  steps: readonly ReconcileStep[],
): Promise<ReconcileStep[]> {
  const due = steps.filter(({ action }) => action !== null);
  for (const { workspace, action } of due)
    if (action !== 'take the file') await requireSoundWorkspace(store, workspace);
  for (const { workspace, action } of itemByItem('reconciling', due, control))
    if (action !== null) await reconcileWorkspace({ home, store, hash: workspace, keep: KEEP[action] });
  return due;
}
