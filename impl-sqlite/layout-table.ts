// The layouts of session files that the app would have written differently (file-layout.ts), one a workspace.

import type { WorktreeSession } from '../contract/session.ts';
import { writeSessions } from '../contract/session-writer.ts';
import type { Connection, Statement } from './connection.ts';
import { rowDigest } from './digest.ts';
import { layoutOf, withLayout } from './file-layout.ts';
import type { LayoutRow } from './tables.ts';

export class LayoutTable {
  private readonly find: Statement<[number], Pick<LayoutRow, 'text_digest' | 'body'>>;
  private readonly insert: Statement<[number, Buffer, Buffer, Buffer], never>;
  private readonly remove: Statement<[number], never>;

  constructor(connection: Connection) {
    this.find = connection.statement(
      'layout of file',
      'SELECT text_digest, body FROM file_layouts WHERE workspace_id = ?',
    );
    this.insert = connection.statement(
      'insert layout',
      'INSERT INTO file_layouts (workspace_id, text_digest, digest, body) VALUES (?, ?, ?, ?)',
    );
    this.remove = connection.statement('delete layout', 'DELETE FROM file_layouts WHERE workspace_id = ?');
  }

  /** Keeps how `original` differs from what the sessions alone would give, or that it does not. */
  keep(workspaceId: number, sessions: readonly WorktreeSession[], original: string | null): void {
    this.remove.run(workspaceId);
    if (original === null) return;
    const plain = writeSessions(sessions);
    if (plain === original) return;
    const body = layoutOf(plain, original);
    const text = textDigest(workspaceId, plain);
    this.insert.run(workspaceId, text, layoutDigest(workspaceId, text, body), body);
  }

  /** The text of a workspace's file: as it was when the sessions still are what they were, else as the app writes it. */
  textOf(workspaceId: number, sessions: readonly WorktreeSession[]): string {
    const plain = writeSessions(sessions);
    const layout = this.find.get(workspaceId);
    const isCurrent = layout !== undefined && textDigest(workspaceId, plain).equals(layout.text_digest);
    return isCurrent ? withLayout(plain, layout.body) : plain;
  }
}

const textDigest = (workspaceId: number, plain: string): Buffer => rowDigest(`text ${workspaceId}`, plain);

/** Covers the digest of the text as well: with another one the layout would silently not be used. */
export const layoutDigest = (workspaceId: number, text: Buffer, body: Buffer): Buffer =>
  rowDigest(`layout ${workspaceId} ${text.toString('hex')}`, body.toString('latin1'));
