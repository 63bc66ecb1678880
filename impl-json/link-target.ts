// Where a session file really stands, for programs that replace it: a rename onto a symbolic link would replace the link.

import { realpathSync } from 'node:fs';
import { systemCode } from './system-error.ts';

/** The file behind a symbolic link; the path itself where there is no file. Throws the system's error. */
export function targetOf(file: string): string {
  try {
    return realpathSync.native(file);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return file;
    throw error;
  }
}
