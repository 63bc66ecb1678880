// Workspaces: the rows that session files become.

import { requireSameWorkspace } from '../contract/workspace.ts';
import type { Connection, Statement } from './connection.ts';
import type { WorkspaceRow } from './tables.ts';

export class WorkspaceTable {
  private readonly byHash: Statement<[string], number>;
  private readonly insert: Statement<[string, string | null, string], number>;
  private readonly pathById: Statement<[number], string | null>;
  private readonly adopt: Statement<[string, number], never>;
  private readonly countSessions: Statement<[number, number], never>;
  private readonly noteDeletion: Statement<[number, number], never>;
  private readonly remove: Statement<[number], never>;
  private readonly list: Statement<[], Pick<WorkspaceRow, 'hash' | 'path' | 'session_count'>>;

  private readonly listVersions: Statement<
    [],
    { hash: string; birth: string; revision: number; last: string }
  >;

  constructor(connection: Connection) {
    this.byHash = connection.statement(
      'workspace by hash',
      'SELECT workspace_id FROM workspaces WHERE hash = ?',
      'value',
    );
    this.pathById = connection.statement(
      'path of workspace',
      'SELECT path FROM workspaces WHERE workspace_id = ?',
      'value',
    );
    this.insert = connection.statement(
      'insert workspace',
      'INSERT INTO workspaces (hash, path, last_accessed) VALUES (?, ?, ?) RETURNING workspace_id',
      'value',
    );
    this.adopt = connection.statement(
      'adopt workspace path',
      'UPDATE workspaces SET path = ? WHERE workspace_id = ? AND path IS NULL',
    );
    this.countSessions = connection.statement(
      'count sessions',
      'UPDATE workspaces SET session_count = session_count + ? WHERE workspace_id = ?',
    );
    this.noteDeletion = connection.statement(
      'note deletion',
      'UPDATE workspaces SET deleted_revision = ? WHERE workspace_id = ?',
    );
    this.remove = connection.statement('delete workspace', 'DELETE FROM workspaces WHERE workspace_id = ?');
    this.list = connection.statement(
      'list workspaces',
      'SELECT hash, path, session_count FROM workspaces ORDER BY workspace_id',
    );
    this.listVersions = connection.statement(
      'list versions',
      `SELECT hash, workspaces.workspace_id || ' ' || last_accessed AS birth,
         max(deleted_revision, ifnull(revision, 0)) AS revision, ifnull(lower(hex(digest)), '') AS last
       FROM workspaces LEFT JOIN sessions ON session_key = (
         SELECT newest.session_key FROM sessions AS newest WHERE newest.workspace_id = +workspaces.workspace_id
         ORDER BY newest.revision DESC, newest.session_key DESC LIMIT 1)
       ORDER BY workspaces.workspace_id`,
    );
  }

  /** The id, or undefined for a workspace that was never written. */
  find(hash: string): number | undefined {
    return this.byHash.get(hash);
  }

  /** The id, of a new row if need be; a path given now is kept when none was known. E_HASH_COLLISION. */
  findOrInsert(hash: string, path: string | null): number {
    const found = this.find(hash);
    if (found === undefined) return this.insert.get(hash, path, new Date().toISOString()) as number;
    if (path === null) return found;
    const known = this.pathById.get(found) ?? null;
    if (known === null) this.adopt.run(path, found);
    else if (known !== path) requireSameWorkspace(hash, known, path);
    return found;
  }

  addToCount(workspaceId: number, sessions: number): void {
    this.countSessions.run(sessions, workspaceId);
  }

  setDeletedRevision(workspaceId: number, revision: number): void {
    this.noteDeletion.run(revision, workspaceId);
  }

  delete(workspaceId: number): void {
    this.remove.run(workspaceId);
  }

  versions(): { hash: string; birth: string; revision: number; last: string }[] {
    return this.listVersions.all();
  }

  all(): { hash: string; path: string | null; sessions: number }[] {
    return this.list.all().map(({ hash, path, session_count }) => ({ hash, path, sessions: session_count }));
  }
}
