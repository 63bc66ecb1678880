// Every session file that may be one workspace's. The app has two writers that hash a path differently, and the hash
// changes when the directory goes away (legacy format, section 2), so one path stands for several files.

import { resolve } from 'node:path';
import { StoreError } from '../../contract/errors.ts';
import { hashRaw, isBlank, workspaceHash } from '../../contract/workspace.ts';

/** Hashes of the canonical path, of the path as given, and of it without trailing slashes. E_BLANK_PATH. */
export function hashesOfWorkspace(path: string): readonly string[] {
  if (isBlank(path)) throw new StoreError('E_BLANK_PATH', 'The workspace path is empty. Nothing was done.');
  // `resolve` also takes trailing slashes away, and makes a relative path what the app would have been given.
  return [...new Set([workspaceHash(path), hashRaw(path), hashRaw(resolve(path))])];
}
