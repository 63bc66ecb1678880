// The layouts of session files that the app would have written differently (file-layout.ts), one a workspace.

import type { WorktreeSession } from '../contract/session.ts';
import { writeSessions } from '../contract/session-writer.ts';
import type { Connection } from './connection.ts';
import { rowDigest, textDigest } from './digest.ts';
import { layoutOf, withLayout } from './file-layout.ts';

export class LayoutTable {
  private readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /** Keeps how `original` differs from what the sessions alone would give, or that it does not. */
  keep(workspaceId: number, sessions: readonly WorktreeSession[], original: string | null): void {
    this.connection.query('delete layout').run(workspaceId);
    if (original === null) return;
    const plain = writeSessions(sessions);
    if (plain === original) return;
    const body = layoutOf(plain, original);
    const text = textDigest(plain);
    const digest = rowDigest([workspaceId, text, body]);
    this.connection.query('insert layout').run(workspaceId, text, body, digest);
  }

  /** The text of a workspace's file: as it was when the sessions still are what they were, else as the app writes it. */
  textOf(workspaceId: number, sessions: readonly WorktreeSession[]): string {
    const plain = writeSessions(sessions);
    const layout = this.connection.query('layout of file').get(workspaceId);
    const isCurrent = layout !== undefined && textDigest(plain).equals(layout.text_digest);
    return isCurrent ? withLayout(plain, layout.body) : plain;
  }
}
