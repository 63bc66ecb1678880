// The layouts of session files that the app would have written differently (file-layout.ts), one a workspace.

import type { WorktreeSession } from '../contract/session.ts';
import { writeSessions } from '../contract/session-writer.ts';
import type { Connection, Statement } from './connection.ts';
import { rowDigest, textDigest } from './digest.ts';
import { layoutOf, withLayout } from './file-layout.ts';
import type { LayoutRow } from './tables.ts';

export class LayoutTable {
  private readonly find: Statement<[number], Pick<LayoutRow, 'text_digest' | 'body'>>;
  private readonly insert: Statement<[number, Buffer, Buffer, Buffer], never>;
  private readonly remove: Statement<[number], never>;

  constructor(connection: Connection) {
    this.find = connection.query('layout of file');
    this.insert = connection.query('insert layout');
    this.remove = connection.query('delete layout');
  }

  /** Keeps how `original` differs from what the sessions alone would give, or that it does not. */
  keep(workspaceId: number, sessions: readonly WorktreeSession[], original: string | null): void {
    this.remove.run(workspaceId);
    if (original === null) return;
    const plain = writeSessions(sessions);
    if (plain === original) return;
    const body = layoutOf(plain, original);
    const text = textDigest(plain);
    this.insert.run(workspaceId, text, body, rowDigest([workspaceId, text, body]));
  }

  /** The text of a workspace's file: as it was when the sessions still are what they were, else as the app writes it. */
  textOf(workspaceId: number, sessions: readonly WorktreeSession[]): string {
    const plain = writeSessions(sessions);
    const layout = this.find.get(workspaceId);
    const isCurrent = layout !== undefined && textDigest(plain).equals(layout.text_digest);
    return isCurrent ? withLayout(plain, layout.body) : plain;
  }
}
