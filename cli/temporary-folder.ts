// A folder of the tool's own, in the system's temporary directory unless told otherwise. Who asks for one removes it.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import { systemError } from '../impl-json/system-error.ts';

/** E_IO, E_NO_SPACE or E_READ_ONLY; the message names the temporary directory and how to choose another one. */
export function makeTemporaryFolder(prefix: string, place: string = tmpdir()): string {
  try {
    return mkdtempSync(join(place, prefix));
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
