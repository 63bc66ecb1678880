// Files on their way to their names: each is made beside its target under a name that nobody can foresee, and only where
// nothing stands yet. Whoever can write to that directory can therefore plant no link for it to be written through.
//
// The name holds the process id, so that what a killed process left can be told from what a living one is writing.

import { randomBytes } from 'node:crypto';
import { closeSync, constants, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Readable by its owner only. */
export const PRIVATE_MODE = 0o600;

/** 16 hex digits; never used twice. */
export const newToken = (): string => randomBytes(8).toString('hex');

/** Where the next content of a file is prepared. */
export const temporaryOf = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${process.pid}.${newToken()}.tmp`);

/** Where a database is prepared, with its logs beside it: `sessions.db.rebuilt-4711-0123456789abcdef`. */
export const unfinishedOf = (path: string, kind: 'unfinished' | 'rebuilt' = 'unfinished'): string =>
  `${path}.${kind}-${process.pid}-${newToken()}`;

/** Earlier versions gave names without a token. */
const TEMPORARY = /^\..+?\.(\d+)(?:\.[0-9a-f]{16})?\.tmp$/;
const UNFINISHED = /\.(?:unfinished|rebuilt)-(\d+)(?:-[0-9a-f]{16})?(?:-wal|-shm|-journal)?$/;

/** The process in the name of an unfinished file; undefined for any other name. */
export function processInName(name: string): number | undefined {
  const pid = (UNFINISHED.exec(name) ?? TEMPORARY.exec(name))?.[1];
  return pid === undefined ? undefined : Number(pid);
}

/** A number that another process has by now counts as running until that one ends. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Whether a name is one of an unfinished file whose process runs no more. */
export function isAbandoned(name: string): boolean {
  const pid = processInName(name);
  return pid !== undefined && !isRunning(pid);
}

/** Whether a name is one of {@link temporaryOf}. */
export const isTemporary = (name: string): boolean => TEMPORARY.test(name);

/** Makes a file that is not there yet and closes it, whatever happens. EEXIST. */
export function withNewFile<T>(
  path: string,
  work: (descriptor: number) => T,
  mode: number = PRIVATE_MODE,
): T {
  const descriptor = openSync(path, 'wx', mode);
  try {
    return work(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

export function writeAll(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

/** Makes the content of a file durable. */
export function syncFile(path: string): void {
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** After a failure of its own kind (a full or read-only disk) this one would only hide the first. */
export function removeQuietly(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch {
    // Its name tells what it is; the next one who tidies up removes it.
  }
}
