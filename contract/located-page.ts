// One page of the sessions of all workspaces together: the filters, orders and cursors of one workspace's list. Sessions
// with equal keys come by the hash of their workspace, then in file order: the only order that every store knows.

import type { ErrorCode } from './errors.ts';
import type { WorktreeSession } from './session.ts';
import { keyed, partOf } from './session-page.ts';
import type { CheckedQuery } from './session-query.ts';
import { type SessionSummary, summaryOf } from './session-summary.ts';

/** A summary that says where its session is kept. */
export interface LocatedSummary extends SessionSummary {
  /** Name of the session file without .json; `global` for the file of an early version. */
  readonly workspaceHash: string;
  /** Null where the store does not know it: a session file does not hold its workspace's path. */
  readonly workspacePath: string | null;
}

/** A workspace whose sessions are not in the answer, because its file could not be read. */
export interface UnreadableWorkspace {
  readonly workspaceHash: string;
  readonly code: ErrorCode;
  readonly message: string;
}

export interface LocatedPage {
  readonly sessions: readonly LocatedSummary[];
  /** Pass it to get the next page; null at the end. */
  readonly nextCursor: string | null;
  /** By hash; each page names all of them. Empty for stores other than those of files. */
  readonly unreadable: readonly UnreadableWorkspace[];
}

/** Gathers workspaces, which come by their hashes, and gives the page of a query over all of them. */
export class LocatedSessions {
  private readonly query: CheckedQuery;
  private readonly found: { key: number; summary: LocatedSummary }[] = [];
  private readonly unreadable: UnreadableWorkspace[] = [];

  constructor(query: CheckedQuery) {
    this.query = query;
  }

  add(workspaceHash: string, sessions: readonly WorktreeSession[]): void {
    for (const { session, key } of keyed(sessions, this.query)) {
      // Not the session: outputs and chats of all workspaces together are more than memory should hold.
      this.found.push({ key, summary: { ...summaryOf(session), workspaceHash, workspacePath: null } });
    }
  }

  addUnreadable(workspace: UnreadableWorkspace): void {
    this.unreadable.push(workspace);
  }

  page(): LocatedPage {
    const { page, nextCursor } = partOf(this.found, this.query);
    return { sessions: page.map(({ summary }) => summary), nextCursor, unreadable: this.unreadable };
  }
}
