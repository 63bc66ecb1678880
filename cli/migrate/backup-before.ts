// The checked copy of a database that a verb makes before it changes it. Under a name that the thinning of backups
// passes by: it must not cost the user an earlier backup of the same day.

import { join } from 'node:path';
import type { SqliteStore } from '../../impl-sqlite/index.ts';
import type { Context } from '../context.ts';
import { readingUpToDate } from './databases.ts';
import { databaseOf, isPresent } from './places.ts';

/** What the copy was made before, as its name tells. */
type Change = 'import' | 'conversion';

/**
 * The copy's file; null when there is no database, or nothing in it that could be lost. It has the present schema even
 * where the database has not yet. Throws what a backup throws.
 */
export async function backUpBefore(
  change: Change,
  context: Context,
  home: string,
  folder: string,
): Promise<string | null> {
  if (!isPresent(databaseOf(home))) return null;
  const time = new Date().toISOString().replaceAll(/[-:.]/g, '').replace('T', '-').replace('Z', '');
  const file = join(folder, `before-${change}-${time}.db`);
  const backUp = async (store: SqliteStore): Promise<boolean> => {
    if ((await store.workspaces()).length === 0) return false;
    await store.backup(file);
    return true;
  };
  context.progress.begin('copying the database');
  if (!(await readingUpToDate(home, backUp)).answer) return null;
  context.print(`Backup of the database before the ${change}, checked: ${file}`);
  return file;
}
