// Where the package lives, and its version. The sources and the compiled files lie at different depths below it.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StoreError } from './errors.ts';

/** From this file to the package's folder: one step in a checkout, two below dist. */
const STEPS_MAX = 3;

export const PACKAGE_ROOT: string = findRoot(import.meta.dirname);

function findRoot(start: string): string {
  let folder = start;
  for (let step = 0; step < STEPS_MAX; step++) {
    folder = dirname(folder);
    if (existsSync(join(folder, 'package.json'))) return folder;
  }
  throw new StoreError('E_INTERNAL', `No package.json was found above ${start}.`);
}

export function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
