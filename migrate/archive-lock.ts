// One importer at a time per archive: two would each write a manifest without the other's rows.

import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withFileLock } from '../impl-json/file-lock.ts';
import { makeDurableDirectoryOf } from '../impl-json/session-directory.ts';
import { Archive, manifestOf, ORIGINALS } from './archive.ts';
import { attempt } from './attempt.ts';
import { isTemporary } from './durable-file.ts';

/** An import takes seconds at least: whoever finds another one running is told so rather than kept waiting. */
const LOCK_WAIT_MS = 500;

/** Makes the directory if need be and holds its lock while `work` runs. E_LOCKED, E_IO, what Archive throws. */
export async function withLockedArchive<T>(
  directory: string,
  work: (archive: Archive) => Promise<T>,
): Promise<T> {
  attempt('make', directory, () => makeDurableDirectoryOf(join(directory, ORIGINALS, '-')));
  return withFileLock(manifestOf(directory), LOCK_WAIT_MS, (origin) => {
    if (origin === 'fromTheDead') removeTemporaries(directory);
    return work(new Archive(directory));
  });
}

/** What a killed importer was writing; with the lock held nobody else is. */
function removeTemporaries(directory: string): void {
  for (const folder of [directory, join(directory, ORIGINALS)]) {
    const strays = attempt('list', folder, () => readdirSync(folder)).filter(isTemporary);
    for (const stray of strays) attempt('remove', stray, () => rmSync(join(folder, stray), { force: true }));
  }
}
