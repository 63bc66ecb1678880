// What killed restores and repairs left half made beside a database: nothing ever reads it again, and each is as large as
// the database.

import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { processInName } from '../files/temporary-file.ts';
import { translated } from './driver-errors.ts';

/** Only of processes that run no more: another one may be at work. Throws E_IO, E_READ_ONLY. */
export function removeAbandoned(file: string): void {
  try {
    for (const name of namesIn(dirname(file))) {
      if (!name.startsWith(basename(file))) continue;
      const end = name.slice(basename(file).length);
      const pid = /^\.(?:unfinished|rebuilt)-[^.]+$/.test(end) ? processInName(end) : undefined;
      if (pid !== undefined && !isRunning(pid)) rmSync(join(dirname(file), name), { force: true });
    }
  } catch (error) {
    throw translated(error, file);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** A number that another process has by now counts as running until that one ends. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
