// A workspace that nobody knows is a mistyped one: an answer about it would look like "nothing differs".

import { StoreError } from '../../contract/errors.ts';
import type { SqliteStore } from '../../impl-sqlite/index.ts';
import { legacyFiles } from '../../migrate/legacy-files.ts';

/**
 * E_NOT_FOUND when neither a session file nor the store is of one of the chosen workspaces; without a store, when no
 * session file is. Undefined stands for all of them, which may be none.
 */
export async function requireKnownWorkspace(
  home: string,
  chosen: readonly string[] | undefined,
  store?: Pick<SqliteStore, 'workspaces'>,
): Promise<void> {
  if (chosen === undefined || legacyFiles(home, chosen).files.length > 0) return;
  const stored = (await store?.workspaces()) ?? [];
  if (stored.some(({ hash }) => chosen.includes(hash))) return;
  const what = store === undefined ? 'There is no session file' : 'Neither files nor database know anything';
  throw new StoreError('E_NOT_FOUND', `${what} of that workspace in ${home}. Nothing was done.`, {
    data: { workspaces: chosen.join() },
  });
}
