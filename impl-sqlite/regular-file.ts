// Only regular files are opened as a database or its logs: a FIFO would hold the process inside the operating system's
// open for ever, with no timer or signal handler running, and a device can be read without end.

import { type Stats, statSync } from 'node:fs';
import { StoreError } from '../contract/errors.ts';

/** Of the file and the logs beside it, links followed. Throws E_IO. What is not there, or hidden, is for the opening to say. */
export function requireRegularFiles(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    const stats = statsOf(file + suffix);
    if (stats !== undefined && !stats.isFile()) throw notAFile(file + suffix, stats);
  }
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

const notAFile = (path: string, stats: Stats): StoreError =>
  new StoreError(
    'E_IO',
    `The database ${path} is ${stats.isDirectory() ? 'a directory' : 'not a regular file (a pipe, a socket or a device)'}. It was not opened, and nothing was changed. Move it away or name a file.`,
    { data: { file: path } },
  );
