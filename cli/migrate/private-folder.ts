// Folders for copies of databases in the system's temporary directory. A killed run leaves its folder with sessions in it,
// so each tells who made it, and the next run removes those of the dead.

import { lstatSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attempt } from '../../files/attempt.ts';
import { ownerIfReadable } from '../../files/file-lock.ts';
import { isKnownDead, newOwner } from '../../files/lock-owner.ts';
import { makeTemporaryFolder } from '../temporary-folder.ts';

const PREFIX = 'ait42-migrate-';
const OWNER = 'owner.json';

let hasLooked = false;

/** Empty but for its owner's name. What {@link makeTemporaryFolder} throws. */
export function makePrivateFolder(): string {
  if (!hasLooked) removeAbandonedFolders();
  hasLooked = true;
  const folder = makeTemporaryFolder(PREFIX);
  try {
    // Before any content: a folder without an owner is empty.
    attempt('write', folder, () => writeFileSync(join(folder, OWNER), JSON.stringify(newOwner())));
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

/** Removes what killed runs of this user left in the temporary directory `place`; what cannot be removed stays. */
export function removeAbandonedFolders(place: string = tmpdir()): void {
  for (const name of namesIn(place).filter((each) => each.startsWith(PREFIX))) {
    const folder = join(place, name);
    try {
      if (isAbandoned(folder)) rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another run removes it at the same time, or it is not ours after all.
    }
  }
}

function isAbandoned(folder: string): boolean {
  const stats = lstatSync(folder);
  // Where there are no user ids, every directory in the user's own temporary directory is the user's.
  if (!stats.isDirectory() || stats.uid !== (process.getuid?.() ?? stats.uid)) return false;
  const owner = ownerIfReadable(join(folder, OWNER));
  return owner !== undefined && isKnownDead(owner);
}

function namesIn(place: string): string[] {
  try {
    return readdirSync(place);
  } catch {
    return [];
  }
}
