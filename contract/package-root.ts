// Where the package lives, its version, and the programs in it that are started as children. The sources and the built
// files lie at different depths below it, and a built file may hold what many sources were.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { StoreError } from './errors.ts';

/** From this file to the package's folder: one step in a checkout, two below dist. */
const STEPS_MAX = 3;

export const PACKAGE_ROOT: string = findRoot(import.meta.dirname);

/** Whether this process runs what `npm run build` made. */
const IS_BUILT = !import.meta.filename.endsWith('.ts');

/** A published package has no sources. */
export const IS_CHECKOUT: boolean = existsSync(join(PACKAGE_ROOT, 'cli'));

/** Not so of a checkout that is started from elsewhere. */
export function isInCheckout(folder: string = process.cwd()): boolean {
  const path = relative(PACKAGE_ROOT, folder);
  return IS_CHECKOUT && path.split(/[\\/]/, 1)[0] !== '..' && !isAbsolute(path);
}

/** Whether Node finds a package of this name from there: a checkout may be installed in somebody's project. */
export function isInstalledFor(folder: string): boolean {
  if (existsSync(join(folder, 'node_modules', 'storeproof'))) return true;
  const above = dirname(folder);
  return above !== folder && isInstalledFor(above);
}

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

/** The file of a program of the package, named as its source without the extension: `load/load-child`. */
export const programFile = (name: string): string =>
  IS_BUILT ? join(PACKAGE_ROOT, 'dist', `${name}.js`) : join(PACKAGE_ROOT, `${name}.ts`);
