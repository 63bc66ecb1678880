// A folder of the tool's own, in the system's temporary directory unless told otherwise. Who asks for one removes it; what
// is still there when the process ends in the middle of its work goes with it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import { systemError } from '../files/system-error.ts';

/** E_IO, E_NO_SPACE or E_READ_ONLY; the message names the temporary directory and how to choose another one. */
export function makeTemporaryFolder(prefix: string, place: string = tmpdir()): string {
  try {
    const folder = mkdtempSync(join(place, prefix));
    if (made.size === 0) process.on('exit', removeAll);
    made.add(folder);
    return folder;
  } catch (cause) {
    const error = systemError(cause, place);
    if (!(error instanceof StoreError)) throw error;
    throw new StoreError(
      error.code,
      `Cannot make a temporary folder in ${place}: ${error.message}. Nothing was changed. Set TMPDIR to another directory.`,
      { cause },
    );
  }
}

const made = new Set<string>();

function removeAll(): void {
  for (const folder of made) {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Whatever keeps it, nobody can be told any more.
    }
  }
}
