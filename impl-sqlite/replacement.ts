// Whole workspaces at once, as an import brings them: replaced on a condition, or given the layout of their file. To be
// called within one write transaction, so that what was looked at is what is replaced.

import { sessionsDigest } from '../contract/canonical.ts';
import { StoreError } from '../contract/errors.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { sessionRange } from './keys.ts';
import type { Tables } from './operations.ts';

export interface ReplaceOptions {
  readonly path?: string | null;
  /** The text of the file that the sessions were read from; its layout is kept for `fileText`. */
  readonly original?: string | null;
  /** `sessionsDigest` of what the workspace must hold now, null for no sessions. Absent: whatever it holds. */
  readonly expected?: string | null;
}

/** After replacing this many sessions at once the search index is merged into one piece. */
const TIDY_SESSIONS_MIN = 100;

/** Throws E_CHANGED, before any change, when the workspace does not hold what is expected. @internal */
export function replaceSessions(
  tables: Tables,
  hash: string,
  sessions: readonly WorktreeSession[],
  options: ReplaceOptions,
): void {
  const filling = new Filling(tables, hash, options);
  filling.append(sessions);
  filling.finish();
  tables.layouts.keep(filling.workspaceId, sessions, options.original ?? null);
}

/** A workspace that is being replaced batch by batch, within one write transaction. @internal */
export class Filling {
  private readonly tables: Tables;
  readonly workspaceId: number;
  private sessions = 0;

  /** Throws E_CHANGED, before any change, when the workspace does not hold what is expected. */
  constructor(tables: Tables, hash: string, { path = null, expected }: Omit<ReplaceOptions, 'original'>) {
    if (expected !== undefined) requireHeld(tables, hash, expected);
    this.tables = tables;
    this.workspaceId = tables.workspaces.findOrInsert(hash, path);
    tables.sessions.delete([sessionRange(this.workspaceId)]);
    tables.layouts.keep(this.workspaceId, [], null);
  }

  append(sessions: readonly WorktreeSession[]): void {
    this.tables.sessions.append(this.workspaceId, sessions);
    this.sessions += sessions.length;
  }

  finish(): void {
    if (this.sessions >= TIDY_SESSIONS_MIN) this.tables.search.tidy();
  }
}

/** Keeps the layout of a file whose text is `original` and holds `sessions`. E_CHANGED unless the workspace does too. @internal */
export function keepLayoutOf(
  tables: Tables,
  hash: string,
  sessions: readonly WorktreeSession[],
  original: string,
): void {
  const workspaceId = tables.workspaces.find(hash);
  if (workspaceId === undefined) throw changed(hash);
  // A layout beside other sessions than its own would bring the old ones back.
  requireHeld(tables, hash, sessionsDigest(sessions));
  tables.layouts.keep(workspaceId, sessions, original);
}

function requireHeld(tables: Tables, hash: string, expected: string | null): void {
  const workspaceId = tables.workspaces.find(hash);
  const keys = workspaceId === undefined ? [] : tables.reads.keys(workspaceId);
  const isAsExpected =
    expected === null || workspaceId === undefined
      ? expected === null && keys.length === 0
      : sessionsDigest(allOf(tables, workspaceId)) === expected;
  if (!isAsExpected) throw changed(hash);
}

function* allOf(tables: Tables, workspaceId: number): Generator<WorktreeSession> {
  for (const page of tables.reads.pages(workspaceId)) yield* page;
}

const changed = (hash: string): StoreError =>
  new StoreError(
    'E_CHANGED',
    `The workspace ${hash} holds other sessions than when it was looked at: another process has written to it. Nothing was changed. Look again, then decide again.`,
    { data: { hash } },
  );
