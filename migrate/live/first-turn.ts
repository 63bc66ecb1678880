// Who goes first at a lock that some take again and again, as those who let one side follow the other do for as long as
// there are writes. Who waits for a lock looks at it more rarely the longer that takes (file-lock.ts), so two of them can
// pass it on to each other for ever. What is done once, a change of phase above all, must not depend on luck beside them.
//
// Who goes first holds a second lock, `<file>-first`, until the work is done. The others look at that one before they wait,
// and once more when they have the lock: then they give it back at once, with nothing done. So all that comes before is
// what is under way. A dead owner of the second lock keeps nobody back.

import { existsSync } from 'node:fs';
import { lockFileOf, ownerIfReadable, withFileLock } from '../../files/file-lock.ts';
import { isKnownDead } from '../../files/lock-owner.ts';

/** For both locks together, but for who goes first: for each. */
const LOCK_WAIT_MS = 10_000;

/** Work that is done once, with the lock of a file held. E_LOCKED, E_IO. */
export const withFirstTurn = <T>(file: string, work: () => Promise<T>): Promise<T> =>
  withFileLock(firstOf(file), LOCK_WAIT_MS, () => withFileLock(file, LOCK_WAIT_MS, work));

/** Work that comes again and again, with the lock of a file held: behind all who go first. E_LOCKED, E_IO. */
export async function withLaterTurn<T>(file: string, work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + LOCK_WAIT_MS;
  const leftMs = (): number => Math.max(0, deadline - performance.now());
  for (;;) {
    // At the deadline it is this that ends the loop.
    if (isSomebodyFirst(file)) await withFileLock(firstOf(file), leftMs(), async () => {});
    const done = await withFileLock(file, leftMs(), async () =>
      isSomebodyFirst(file) ? undefined : { answer: await work() },
    );
    if (done !== undefined) return done.answer;
  }
}

const firstOf = (file: string): string => `${file}-first`;

function isSomebodyFirst(file: string): boolean {
  const lockFile = lockFileOf(firstOf(file));
  const owner = existsSync(lockFile) ? ownerIfReadable(lockFile) : undefined;
  return owner !== undefined && !isKnownDead(owner);
}
