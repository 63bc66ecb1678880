// The last step of a durable write: what was prepared beside a file, and synced, gets the file's name, and the name survives a
// power loss as well.

import { linkSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncDirectory } from './directory.ts';

/** In the place of whatever has the name. */
export function publishOver(temporary: string, path: string): void {
  renameSync(temporary, path);
  syncDirectory(dirname(path));
}

/** Only where nothing has the name. EEXIST: a rename would silently replace a file that has just appeared, a link does not. */
export function publishNew(temporary: string, path: string): void {
  linkSync(temporary, path);
  rmSync(temporary);
  syncDirectory(dirname(path));
}
