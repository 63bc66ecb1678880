// Removes what a killed writer left beside a session file: a temporary file, the draft of a lock, a claim.

import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { lockFileOf, ownerIfReadable } from '../files/file-lock.ts';
import { isKnownDead } from '../files/lock-owner.ts';

/**
 * To be called with the lock of the file held. Then a temporary file has no living owner, since only the holder of
 * the lock writes one. Drafts and claims belong to processes that wait, so they go only when their owner is dead.
 * (A dead claim can go: it is on a token that the lock, being ours, will never hold again.)
 */
export function removeStrayFiles(file: string): void {
  const directory = dirname(file);
  const name = basename(file);
  const lockName = basename(lockFileOf(file));
  for (const entry of readdirSync(directory)) {
    const isTemporary = entry.startsWith(`${name}.`) && /\.[0-9a-f]{16}\.tmp$/.test(entry);
    const isOfLock = entry.startsWith(`${lockName}.`);
    const stray = join(directory, entry);
    if (isTemporary || (isOfLock && belongsToDead(stray))) rmSync(stray, { force: true });
  }
}

function belongsToDead(stray: string): boolean {
  const owner = ownerIfReadable(stray);
  return owner !== undefined && isKnownDead(owner);
}
