// The directory of a file, made when the first write needs it.

import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

export const DIRECTORY_MODE = 0o700;

/** Makes the directory of a file with its missing parents; answers the topmost one that was made. */
export const makeDirectoryOf = (file: string): string | undefined =>
  mkdirSync(dirname(file), { recursive: true, mode: DIRECTORY_MODE });

/** Like makeDirectoryOf; afterwards the new directories survive a power loss. */
export function makeDurableDirectoryOf(file: string): void {
  const topmost = makeDirectoryOf(file);
  if (topmost === undefined) return;
  // Each new directory is an entry of its parent, up to the first parent that was there before.
  let directory = dirname(file);
  while (directory.length >= topmost.length) {
    directory = dirname(directory);
    syncDirectory(directory);
  }
}

/** Makes the entries of a directory durable. Windows has no such call, and needs none for a rename. */
export function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
