// What is copied out of a database is looked at first: a damaged row that takes the place of a good file, or goes into one
// that looks right, is damage that nothing finds any more.

import { StoreError } from '../contract/errors.ts';

interface Damage {
  readonly place: string;
  readonly problem: string;
}

/** A store that can tell whether it still has of a workspace what was written. */
export interface CheckedWorkspaces {
  /** Findings of damage; none for an unknown workspace. */
  damageOf(hash: string): Promise<readonly Damage[]>;
}

/** E_CORRUPT where what is stored of the workspace is not what was written. */
export async function requireSoundWorkspace(store: CheckedWorkspaces, hash: string): Promise<void> {
  const [first, ...others] = await store.damageOf(hash);
  if (first === undefined) return;
  const more = others.length === 0 ? '' : `, and ${others.length} findings more`;
  throw new StoreError(
    'E_CORRUPT',
    `The database is damaged in the workspace ${hash} (${first.place}: ${first.problem}${more}). Nothing of that workspace was copied, and its session file stays as it is. Repair the database, or restore a backup.`,
    { data: { hash } },
  );
}

interface CheckedStore {
  readonly file?: string;
  check(): Promise<{ readonly findings: readonly Damage[] }>;
}

/** E_CORRUPT, naming what was found, where the store is not sound as a whole. */
export async function requireSoundStore(store: CheckedStore): Promise<void> {
  const { findings } = await store.check();
  if (findings.length === 0) return;
  const named = findings.slice(0, NAMED_MAX).map(({ place, problem }) => `${place}: ${problem}`);
  if (findings.length > NAMED_MAX) named.push(`and ${findings.length - NAMED_MAX} more`);
  throw new StoreError(
    'E_CORRUPT',
    `The database ${store.file ?? ''} is damaged, so nothing was copied from it: ${named.join('; ')}. Repair it, or restore a backup.`,
  );
}

/** As many as fit a message; "check" lists them all. */
const NAMED_MAX = 5;
