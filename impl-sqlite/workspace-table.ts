// Workspaces: the rows that session files become.

import { requireSameWorkspace } from '../contract/workspace.ts';
import type { Connection, Statement } from './connection.ts';

export type WorkspaceRow = [workspaceId: number, hash: string, path: string | null];

export interface VersionRow {
  readonly hash: string;
  readonly birth: string;
  readonly revision: number;
  readonly last: string;
}

export class WorkspaceTable {
  private readonly byHash: Statement<[string], number>;
  private readonly insert: Statement<[string, string | null, string], number>;
  private readonly pathById: Statement<[number], string | null>;
  private readonly adopt: Statement<[string, number], never>;
  private readonly remove: Statement<[number], never>;
  private readonly list: Statement<[], { hash: string; path: string | null; sessions: number | null }>;
  private readonly listByHash: Statement<[], WorkspaceRow>;
  private readonly listVersions: Statement<[], VersionRow>;

  constructor(connection: Connection) {
    this.byHash = connection.values('workspace by hash');
    this.pathById = connection.values('path of workspace');
    this.insert = connection.values('insert workspace');
    this.adopt = connection.query('adopt workspace path');
    this.remove = connection.query('delete workspace');
    this.list = connection.query('list workspaces');
    this.listByHash = connection.tuples('workspaces by hash');
    this.listVersions = connection.query('list versions');
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

  delete(workspaceId: number): void {
    this.remove.run(workspaceId);
  }

  byHashes(): WorkspaceRow[] {
    return this.listByHash.all();
  }

  versions(): VersionRow[] {
    return this.listVersions.all();
  }

  all(): { hash: string; path: string | null; sessions: number }[] {
    return this.list.all().map(({ hash, path, sessions }) => ({ hash, path, sessions: sessions ?? 0 }));
  }
}
