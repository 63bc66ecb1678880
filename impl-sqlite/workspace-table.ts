// Workspaces: the rows that session files become.

import { requireSameWorkspace } from '../contract/workspace.ts';
import type { Connection } from './connection.ts';
import type { RowOf, Tuples } from './queries.ts';

export type WorkspaceRow = Tuples['workspaces by hash'];

export class WorkspaceTable {
  private readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /** The id, or undefined for a workspace that was never written. */
  find(hash: string): number | undefined {
    return this.state(hash)?.[0];
  }

  /** What tells whether anything of it has changed, and its path. */
  state(hash: string): Tuples['workspace by hash'] | undefined {
    return this.connection.tuples('workspace by hash').get(hash);
  }

  /** The id, of a new row if need be; a path given now is kept when none was known. E_HASH_COLLISION. */
  findOrInsert(hash: string, path: string | null): number {
    const found = this.state(hash);
    if (found === undefined) {
      const now = new Date().toISOString();
      return this.connection.values('insert workspace').get(hash, path, now) as number;
    }
    const [id, known] = found;
    if (path === null || path === known) return id;
    if (known === null) this.connection.query('adopt workspace path').run(path, id);
    else requireSameWorkspace(hash, known, path);
    return id;
  }

  delete(workspaceId: number): void {
    this.connection.query('delete workspace').run(workspaceId);
  }

  byHashes(): WorkspaceRow[] {
    return this.connection.tuples('workspaces by hash').all();
  }

  versions(): RowOf<'list versions'>[] {
    return this.connection.query('list versions').all();
  }

  all(): { hash: string; path: string | null; sessions: number }[] {
    const rows = this.connection.query('list workspaces').all();
    return rows.map(({ sessions, ...workspace }) => ({ ...workspace, sessions: sessions ?? 0 }));
  }
}
