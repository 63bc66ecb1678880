// What migrate needs of the store that it fills: whole workspaces in and out, keyed by file hash. The SQLite store
// offers it. Not the contract, because the path behind a session file is unknown (legacy format, section 1).

import type { WorktreeSession } from '../contract/session.ts';

export interface TargetWorkspace {
  /** 16 hex digits, or GLOBAL_WORKSPACE. */
  readonly hash: string;
  readonly path: string | null;
  readonly sessions: number;
}

export interface Replacement {
  /** The text of the file that the sessions come from. */
  readonly original?: string | null;
  /**
   * What the workspace must hold at the moment of the change: sessionsDigest of it, or null for no sessions. Where it
   * holds anything else, E_CHANGED is thrown and nothing changes. Absent: whatever it holds.
   */
  readonly expected?: string | null;
}

export interface ImportTarget {
  /** The file that it keeps its sessions in, to count the room that it will need. */
  readonly file?: string;
  /** Every workspace that the store knows, those without sessions included. */
  workspaces(): Promise<readonly TargetWorkspace[]>;
  /**
   * All sessions of a workspace in order, a few at a time, as of one moment. Answers whether the workspace is known.
   * `visit` must not use the store.
   */
  visitSessions(
    hash: string,
    visit: (page: readonly WorktreeSession[]) => void | Promise<void>,
  ): Promise<boolean>;
  /** As replaceWorkspace, batch by batch; keeps no text. What `batches` throws undoes the change and comes out. */
  fillWorkspace(
    hash: string,
    batches: Iterable<readonly WorktreeSession[]>,
    replacement?: Omit<Replacement, 'original'>,
  ): Promise<void>;
  /** In order; none for an unknown hash. */
  sessionsOfHash(hash: string): Promise<readonly WorktreeSession[]>;
  /** One atomic change: afterwards the workspace holds exactly these, in order. E_CHANGED: see {@link Replacement}. */
  replaceWorkspace(
    hash: string,
    sessions: Iterable<WorktreeSession>,
    replacement?: Replacement,
  ): Promise<void>;
  /**
   * Keeps the text of the workspace's file for {@link fileText}. E_CHANGED, with nothing kept, when the sessions of the
   * text are not those that the workspace holds.
   */
  keepLayout(hash: string, original: string): Promise<void>;
  /**
   * The text of a workspace's file, made from what the store holds alone: the original while its sessions are what they
   * were, else what the app would write. Undefined for an unknown workspace.
   */
  fileText(hash: string): Promise<string | undefined>;
  /** The store's own check of its integrity. */
  check(): Promise<{
    readonly findings: readonly { readonly place: string; readonly problem: string }[];
    readonly sessions: number;
  }>;
}
