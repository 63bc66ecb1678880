// Before session files take the place of what a database holds from earlier: what it alone has goes to the archive.

import { StoreError } from '../../contract/errors.ts';
import type { SessionList } from '../../contract/session-list.ts';
import { Patience, readSettled } from '../../impl-json/settled-read.ts';
import type { ImportTarget } from '../import-target.ts';
import { keepWhatFileLacks } from './convergence.ts';
import { isLarge } from './settled-files.ts';
import { workspaceFile } from './workspace-file.ts';

/**
 * What the database and the archive throw. A file that cannot be read takes no place, so nothing is kept for it; for a large
 * one nothing is kept here, because the import that takes it archives all that it replaces, as a stream.
 */
export async function keepLost(home: string, store: ImportTarget): Promise<void> {
  for (const { hash, sessions } of await store.workspaces()) {
    const path = workspaceFile(home, hash);
    const list = sessions === 0 || isLarge(path) ? undefined : await listOf(path);
    if (list !== undefined) await keepWhatFileLacks(home, store, hash, list);
  }
}

const listOf = (path: string): Promise<SessionList | undefined> =>
  readSettled(path, new Patience()).then(
    ({ list }) => list,
    (error: unknown) => {
      if (error instanceof StoreError) return undefined;
      throw error;
    },
  );
