// Whose a home is: what is made in it has to belong to that user, or the user's own app cannot open it.

import { statSync } from 'node:fs';
import { join } from 'node:path';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Of `.ait42`, or of the home where there is none yet. Root's only when both are root's: a run as root by mistake may have
 * made one of them. Undefined where there are no user ids, or the home cannot be looked at.
 */
export function ownerOfHome(
  home: string,
  lookUp: (path: string) => Owner | undefined = ownerOf,
): Owner | undefined {
  if (process.platform === 'win32') return undefined;
  const owners = [join(home, '.ait42'), home].flatMap((path) => {
    const owner = lookUp(path);
    return owner === undefined ? [] : [owner];
  });
  return owners.find(({ uid }) => uid !== 0) ?? owners[0];
}

/** What cannot be looked at is for the work itself to say. */
function ownerOf(path: string): Owner | undefined {
  try {
    const { uid, gid } = statSync(path);
    return { uid, gid };
  } catch {
    return undefined;
  }
}
