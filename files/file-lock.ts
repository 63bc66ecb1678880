// A lock that processes share: the file `<file>.lock`, which holds its owner. Only programs that ask for it are kept
// out; the app does not (compare-before-write in safe-files.ts is for that).
//
// Taking it: the owner is written to a draft, and the draft is linked under the lock's name. Linking fails when the
// name exists, as creating with O_EXCL does, but the lock never exists without its content, whatever dies when.
//
// Taking over from a dead owner with token T: whoever finds T dead first locks `<lock>.T`, the claim on T, in the same
// way. Under the claim he looks again; if the lock still holds T he renames his draft over it. Only the holder of the
// claim on T ever replaces T, and no token comes twice, so one who read T long ago and gets the claim later finds
// another token and gives up. A claim of a dead owner is taken over like a lock.

import { type Channel, channel } from 'node:diagnostics_channel';
import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { StoreError } from '../contract/errors.ts';
import { letGo } from './let-go.ts';
import { isKnownDead, type LockOwner, newOwner, parseOwner } from './lock-owner.ts';
import { readRegularFile } from './regular-file.ts';
import { systemCode, systemError } from './system-error.ts';
import { PRIVATE_MODE, removeQuietly } from './temporary-file.ts';

export interface LockWait {
  readonly file: string;
  /** Tries so far. */
  readonly attempt: number;
}

/** Another process held the lock. Messages are {@link LockWait}. */
export const lockWaitChannel: Channel = channel('storeproof:file-lock:busy');

export const lockFileOf = (file: string): string => `${file}.lock`;

/** Free: nobody had the lock. From the dead: its owner died with it, perhaps in the middle of a write. */
export type LockOrigin = 'free' | 'fromTheDead';

/** Runs work while this process holds the lock of a file, whose directory must exist. E_LOCKED, E_IO. */
export async function withFileLock<T>(
  file: string,
  waitMs: number,
  work: (origin: LockOrigin) => Promise<T>,
): Promise<T> {
  const lockFile = lockFileOf(file);
  const owner = newOwner();
  const origin = await acquire(file, owner, waitMs);
  try {
    return await work(origin);
  } finally {
    // Somebody may have deleted the lock by hand and another process have taken it: that one is not ours.
    letGo(owner.token, () => removeIfOwned(lockFile, owner));
  }
}

async function acquire(file: string, owner: LockOwner, waitMs: number): Promise<LockOrigin> {
  const lockFile = lockFileOf(file);
  const draft = `${lockFile}.${owner.token}.draft`;
  const deadline = performance.now() + waitMs;
  try {
    const text = JSON.stringify(owner);
    about('lock', file, UNTOUCHED, () => writeFileSync(draft, text, { flag: 'wx', mode: PRIVATE_MODE }));
    for (let attempt = 0; ; attempt++) {
      const origin = about('lock', file, UNTOUCHED, () => tryLock(lockFile, draft, CLAIM_DEPTH_MAX));
      if (origin !== undefined) return origin;
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) throw lockedBy(ownerIfReadable(lockFile), file, waitMs);
      if (lockWaitChannel.hasSubscribers) lockWaitChannel.publish({ file, attempt: attempt + 1 });
      await delay(Math.min(leftMs, pauseMs(attempt)));
    }
  } finally {
    removeQuietly(draft);
  }
}

const UNTOUCHED = 'It was not changed.';

/** Says what failed, on what, why, and in what state the file is. */
function about<T>(action: string, file: string, state: string, calls: () => T): T {
  try {
    return calls();
  } catch (error) {
    const known = systemError(error, lockFileOf(file));
    if (!(known instanceof StoreError) || known === error) throw error;
    const message = `Cannot ${action} ${file}: ${known.message}. ${state}`;
    throw new StoreError(known.code, message, { data: known.data, cause: error });
  }
}

const PAUSE_MS_MAX = 32;

/** Doubles from 1 ms; the jitter keeps waiters from coming back together. */
const pauseMs = (attempt: number): number =>
  Math.min(PAUSE_MS_MAX, 2 ** Math.min(attempt, 10)) * (0.5 + Math.random() / 2);

/** A claim on a claim needs a death within the few instructions of a takeover; more than this many do not happen. */
const CLAIM_DEPTH_MAX = 4;

/** One attempt; undefined when somebody else has the lock. The draft holds the owner and may be moved away. */
function tryLock(lockFile: string, draft: string, claimsLeft: number): LockOrigin | undefined {
  if (linkUnlessExists(draft, lockFile)) return 'free';
  const holder = readOwner(lockFile);
  if (holder === undefined || claimsLeft === 0 || !isKnownDead(holder)) return undefined;
  const claim = `${lockFile}.${holder.token}`;
  const claimant = newOwner();
  const claimDraft = `${claim}.${claimant.token}.draft`;
  try {
    writeFileSync(claimDraft, JSON.stringify(claimant), { flag: 'wx', mode: PRIVATE_MODE });
    if (tryLock(claim, claimDraft, claimsLeft - 1) === undefined) return undefined;
    try {
      return replaceDead(lockFile, holder, draft) ? 'fromTheDead' : undefined;
    } finally {
      letGo(claimant.token, () => removeIfOwned(claim, claimant));
    }
  } finally {
    removeQuietly(claimDraft);
  }
}

/** Under the claim on the dead holder: puts the draft in the place of its lock, if it still is its lock. */
function replaceDead(lockFile: string, dead: LockOwner, draft: string): boolean {
  if (readOwner(lockFile)?.token !== dead.token) return false;
  renameSync(draft, lockFile);
  return true;
}

function linkUnlessExists(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** An owner takes about 150 bytes. */
const OWNER_BYTES_MAX = 64 * 1024;

/** Undefined when the file does not exist or holds no owner. */
export function readOwner(lockFile: string): LockOwner | undefined {
  try {
    return parseOwner(readRegularFile(lockFile, OWNER_BYTES_MAX).toString('utf8'));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** For those to whom a file that cannot be read tells as little as one without an owner. */
export function ownerIfReadable(lockFile: string): LockOwner | undefined {
  try {
    return readOwner(lockFile);
  } catch {
    return undefined;
  }
}

function removeIfOwned(lockFile: string, owner: LockOwner): void {
  if (readOwner(lockFile)?.token === owner.token) rmSync(lockFile, { force: true });
}

function lockedBy(holder: LockOwner | undefined, file: string, waitMs: number): StoreError {
  const lockFile = lockFileOf(file);
  const who = holder === undefined ? 'an unknown owner' : `process ${holder.pid} on ${holder.host}`;
  return new StoreError(
    'E_LOCKED',
    `Cannot write ${file}: it stayed locked for ${waitMs} ms by ${who}. Nothing was changed. ` +
      `Try again; if no such process runs any more, delete ${lockFile} first.`,
    { data: { file, lockFile, waitMs, ...(holder === undefined ? {} : { pid: holder.pid }) } },
  );
}
