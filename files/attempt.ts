// File system calls with an error that says what was attempted, on what, and why it failed.

import { type BigIntStats, readdirSync, statSync } from 'node:fs';
import { StoreError } from '../contract/errors.ts';
import { onFile, systemCode, systemError } from './system-error.ts';

/** Runs `calls`; a failure comes out as E_IO, E_NO_SPACE or E_READ_ONLY: "Cannot <action> <path>: <reason>". */
export function attempt<T>(action: string, path: string, calls: () => T): T {
  try {
    return calls();
  } catch (error) {
    throw failedAttempt(action, path, error);
  }
}

/** The error of a failed attempt; one that did not come from a file system call is answered as it is. */
export function failedAttempt(action: string, path: string, error: unknown): unknown {
  const known = systemError(error, path);
  if (!(known instanceof StoreError) || known === error) return error;
  return new StoreError(known.code, `Cannot ${action} ${path}: ${known.message}`, {
    data: known.data,
    cause: error,
  });
}

/** What `calls` answer; undefined when the file or directory that they name does not exist. */
export function unlessAbsent<T>(calls: () => T): T | undefined {
  try {
    return calls();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Names in a directory; none where there is no such directory. E_IO. */
export const namesIn = (directory: string): string[] =>
  attempt('list', directory, () => unlessAbsent(() => readdirSync(directory)) ?? []);

/** What stands under the path; undefined for nothing. E_IO. */
export const statsAt = (path: string): BigIntStats | undefined =>
  onFile(path, () => statSync(path, { bigint: true, throwIfNoEntry: false }));
