// The path of a workspace's session file below a home; the early version's global file is one of them.

import { basename, join } from 'node:path';
import { legacyFileOf } from '../legacy-files.ts';

/** E_CORRUPT for a key that names no session file. */
export const workspaceFile = (home: string, hash: string): string => join(home, legacyFileOf(hash));

/** The hash in the name of a session file. */
export const hashOfFile = (path: string): string => basename(path, '.json');
