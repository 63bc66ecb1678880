// Counts and sums of a home, for each workspace and in total: from the database, or computed again from the files. What
// is no name among the values by which it groups is told by its digest.

import { type SessionStatistics, statisticsOf } from '../../contract/statistics.ts';
import type { SqliteStore } from '../../impl-sqlite/index.ts';
import { itemByItem } from '../item-by-item.ts';
import { legacyFiles } from '../legacy-files.ts';
import { readSource } from '../source-file.ts';
import { withShownKeys } from './shown-keys.ts';
import { sumStatistics } from './statistics-sum.ts';

export interface WorkspaceStatistics extends SessionStatistics {
  readonly hash: string;
  /** Null where only the hash is known. */
  readonly path: string | null;
}

export interface HomeStatistics {
  readonly workspaces: readonly WorkspaceStatistics[];
  readonly total: SessionStatistics;
  /** Files that the app cannot read; not counted. None when the database was asked. */
  readonly unread: readonly string[];
}

/** `workspaces`: only these hashes. */
export async function databaseStatistics(
  store: Pick<SqliteStore, 'workspaces' | 'statisticsOfHash'>,
  workspaces?: readonly string[],
): Promise<HomeStatistics> {
  const found: WorkspaceStatistics[] = [];
  for (const { hash, path } of await store.workspaces()) {
    if (workspaces === undefined || workspaces.includes(hash))
      found.push({ hash, path, ...(await store.statisticsOfHash(hash)) });
  }
  return withTotal(found, []);
}

/** E_NOT_FOUND or E_IO for a home that cannot be listed, E_ABORTED. */
export async function fileStatistics(
  home: string,
  { workspaces, signal }: { readonly workspaces?: readonly string[]; readonly signal?: AbortSignal } = {},
): Promise<HomeStatistics> {
  const { files } = legacyFiles(home, workspaces);
  const found: WorkspaceStatistics[] = [];
  const unread: string[] = [];
  for (const file of itemByItem('counting', files, { signal })) {
    const source = await readSource(file);
    if (source.state !== 'readable') unread.push(file.file);
    else found.push({ hash: file.workspace, path: null, ...statisticsOf(source.sessions, {}) });
  }
  return withTotal(found, unread);
}

const withTotal = (
  workspaces: readonly WorkspaceStatistics[],
  unread: readonly string[],
): HomeStatistics => ({
  workspaces: workspaces.map(withShownKeys),
  total: withShownKeys(sumStatistics(workspaces)),
  unread,
});
