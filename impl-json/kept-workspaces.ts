// Which workspaces a home keeps session files of: the names in the sessions directory, and the file that an early version
// kept for all workspaces together. What has such a name and is no file, the app cannot have kept sessions in.

import { type Dirent, lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { onFile, systemCode } from '../files/system-error.ts';
import { GLOBAL_WORKSPACE, sessionFile } from './session-file.ts';

/** The hash in the name of a session file; none in any other name. */
export const hashInName = (name: string): string | undefined => /^([0-9a-f]{16})\.json$/.exec(name)?.[1];

/** In no order. E_IO when the directory cannot be listed; one that is not there has none. */
export function workspacesIn(home: string): string[] {
  const directory = dirname(sessionFile(home, ''));
  const found = onFile(directory, () => entriesOf(directory)).flatMap(
    (entry) => hashInName(entry.name) ?? [],
  );
  const global = sessionFile(home, GLOBAL_WORKSPACE);
  const entry = onFile(global, () => lstatSync(global, { throwIfNoEntry: false }));
  return entry !== undefined && mayBeFile(entry, global) ? [...found, GLOBAL_WORKSPACE] : found;
}

/** Also a link to nothing, or to where nobody may look: something stands under the name, so it is accounted for. */
export function mayBeFile(entry: Pick<Stats, 'isFile' | 'isSymbolicLink'>, path: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile();
  try {
    return statSync(path).isFile();
  } catch {
    return true;
  }
}

function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).filter((entry) =>
      mayBeFile(entry, `${directory}/${entry.name}`),
    );
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
