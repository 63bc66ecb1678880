// Where a verb writes what a user asked for. Never among the files that the app and the migration keep: a copy there would
// be taken for one of them, or for a home in a home.

import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { StoreError } from '../../contract/errors.ts';
import { attempt, unlessAbsent } from '../../files/attempt.ts';

/**
 * E_REFUSED for a target in the home's `.ait42`, links followed, unless it lies below one of the `allowed` folders. Makes
 * nothing.
 */
export function requireOwnPlace(home: string, target: string, allowed: readonly string[] = []): void {
  const kept = join(home, '.ait42');
  const place = realPlaceOf(target);
  const isAllowed = allowed.some((folder) => isWithin(realPlaceOf(folder), place));
  if (isAllowed || !isWithin(realPlaceOf(kept), place)) return;
  throw new StoreError(
    'E_REFUSED',
    `${target} lies in ${kept}, among what the app and the migration keep. Nothing was written. Name a place outside it.`,
    { data: { target } },
  );
}

/** Of what may not exist yet: the real path of the first directory above that does, with the rest. E_IO. */
function realPlaceOf(path: string): string {
  const whole = resolve(path);
  const real = attempt('look for', whole, () => unlessAbsent(() => realpathSync.native(whole)));
  if (real !== undefined || dirname(whole) === whole) return real ?? whole;
  return join(realPlaceOf(dirname(whole)), basename(whole));
}

function isWithin(folder: string, place: string): boolean {
  const way = relative(folder, place);
  return way !== '..' && !way.startsWith(`..${sep}`) && resolve(folder, way) === place;
}
