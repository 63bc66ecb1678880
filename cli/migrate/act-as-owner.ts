// Run as root in another user's home, a verb acts as that user: whatever it makes (database, logs, archive, backups, state,
// temporary files) belongs to the owner, and a link that the owner planted leads it nowhere that the owner could not go.

import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { StoreError } from '../../contract/errors.ts';
import { type Owner, ownerOfHome } from '../../migrate/home-owner.ts';
import type { Context } from '../context.ts';

/** Who this process is, and becomes; not there on Windows. */
export type Identity = Pick<Partial<NodeJS.Process>, 'setgroups' | 'setgid' | 'setuid'>;

interface Circumstances {
  readonly owner?: Owner | undefined;
  readonly identity?: Identity;
  /** A file that the owner has to be able to read. */
  readonly program?: string;
}

/** As root. For good: there is no way back in this process. E_REFUSED when the owner could not run this program. */
export function actAsOwner(
  context: Pick<Context, 'warn'>,
  home: string,
  { owner = ownerOfHome(home), identity = process, program = OF_PROGRAM }: Circumstances = {},
): void {
  if (owner === undefined || owner.uid === 0) return;
  const { uid, gid } = owner;
  try {
    identity.setgroups?.([gid]);
    identity.setgid?.(gid);
    identity.setuid?.(uid);
  } catch {
    // A container may not know the user at all.
    throw new StoreError(
      'E_REFUSED',
      `${home} belongs to user ${uid}, and root cannot act as that user here. Nothing was done. Run this as user ${uid}.`,
      { data: { home, uid } },
    );
  }
  requireReadable(program, home, uid);
  context.warn(
    `${home} belongs to user ${uid}, so this runs as that user and not as root: what it makes has to be theirs.`,
  );
}

/** Parts of it are loaded later. */
const OF_PROGRAM = fileURLToPath(import.meta.url);

function requireReadable(program: string, home: string, uid: number): void {
  try {
    closeSync(openSync(program, 'r'));
  } catch (cause) {
    throw new StoreError(
      'E_REFUSED',
      `${home} belongs to user ${uid}, who may not read this program. Nothing was done. Install it where that user can read it, and run it as user ${uid}.`,
      { data: { home, uid }, cause },
    );
  }
}
