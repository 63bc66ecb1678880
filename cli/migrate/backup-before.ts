// The checked copy of a database that a verb makes before it changes it. Under a name that the thinning of backups
// passes by: it must not cost the user an earlier backup of the same day.

import { join } from 'node:path';
import type { SqliteStore } from '../../impl-sqlite/index.ts';
import type { Context } from '../context.ts';

/** What the copy was made before, as its name tells. */
type Change = 'import' | 'conversion';

/** The copy's file; null when there is nothing in the database that could be lost. Throws what a backup throws. */
export async function backUpBefore(
  change: Change,
  context: Context,
  store: SqliteStore,
  folder: string,
): Promise<string | null> {
  if ((await store.workspaces()).length === 0) return null;
  const time = new Date().toISOString().replaceAll(/[-:.]/g, '').replace('T', '-').replace('Z', '');
  const file = join(folder, `before-${change}-${time}.db`);
  await store.backup(file);
  context.print(`Backup of the database before the ${change}, checked: ${file}`);
  return file;
}
