// Where what a gate judges stands in files of the user's: for annotations, which name a file and a line of the repository.

import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { type Place, targetLine } from '../reports/index.ts';

/** Of the targets in a file, by their ids. */
export function targetPlaces(file: string | undefined): (id: string) => Place | undefined {
  if (file === undefined) return () => undefined;
  const text = textOf(file);
  return (id) => placeIn(file, targetLine(text, id));
}

/** Without a line where nothing was found. A file that cannot be read has none: it is nothing to fail for. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** As the build server names files: from the root of the checkout. Undefined of what is no part of it. */
function placeIn(file: string, line: number | undefined): Place | undefined {
  const { GITHUB_WORKSPACE, CI_PROJECT_DIR } = process.env;
  const path = relative(GITHUB_WORKSPACE ?? CI_PROJECT_DIR ?? process.cwd(), resolve(file)).replaceAll(
    '\\',
    '/',
  );
  return path.startsWith('..') ? undefined : { file: path, ...(line !== undefined && { line }) };
}
