// A path as the user would type it.

import { relative } from 'node:path';

/** Relative to where the user is, when it lies below. */
export function shownPath(path: string): string {
  const shown = relative(process.cwd(), path);
  return shown === '' || shown.startsWith('..') ? path : shown;
}
