// Whether one side is only behind the other: then the next step of the phase brings it up to date, and nobody has to say
// which side is right. So it is where the session files are the truth, as long as none is missing; and where the database
// is, for files that nobody but us wrote.

import type { FileVerification, VerifyReport } from '../../migrate/index.ts';
import { isDatabasePhase, type Phase } from '../../migrate/live/phase.ts';
import type { ForkSource } from '../../migrate/live/unseen-forks.ts';
import { counted } from '../counted.ts';
import type { NextVerb } from './last-screen.ts';

/** Null where somebody has to decide, or where both sides are equal. */
export type Behind = 'files' | 'database' | null;

/** What reading the state files and the store throws. */
export async function sideBehind(
  home: string,
  store: ForkSource,
  { phase, files, counts }: Pick<VerifyReport, 'files' | 'counts'> & { readonly phase: Phase },
): Promise<Behind> {
  const different = files.filter(({ result }) => result === 'different');
  // A damaged database gives nothing to bring anything up to date with.
  if (different.length === 0 || counts.store > 0) return null;
  if (isDatabasePhase(phase)) return (await areOurs(home, store, different)) ? 'files' : null;
  const { missingFiles } = await import('../../migrate/missing-files.ts');
  return missingFiles(home, await store.workspaces()).length === 0 ? 'database' : null;
}

/** The database knows each, and whatever stands in them was written from it. */
async function areOurs(
  home: string,
  store: ForkSource,
  files: readonly FileVerification[],
): Promise<boolean> {
  const { unseenForks } = await import('../../migrate/live/unseen-forks.ts');
  const { forkedIn, readStamps } = await import('../../migrate/live/snapshot-stamps.ts');
  const known = new Set((await store.workspaces()).map(({ hash }) => hash));
  const forked = new Set([...forkedIn(readStamps(home)), ...(await unseenForks(home, store))]);
  return files.every(({ workspace }) => known.has(workspace) && !forked.has(workspace));
}

/** `onlyInDatabase`: sessions that a database "behind" has more, and will not have. */
export function behindText(phase: Phase, behind: Exclude<Behind, null>, onlyInDatabase: number): string {
  if (behind === 'database') {
    const of =
      onlyInDatabase === 0
        ? 'and the database is behind'
        : `and the database has ${counted(onlyInDatabase, 'session')} that they do not have`;
    return `In phase ${phase} the session files are the truth, ${of}.`;
  }
  return phase === 'sqlite'
    ? 'In phase sqlite the session files stay behind with every write; no session is missing.'
    : `In phase ${phase} the session files are only behind: the next step, or the app, writes them.`;
}

export function nextWhenBehind(phase: Phase, behind: Exclude<Behind, null>): NextVerb {
  if (behind === 'database') return ['Bring it up to date', 'reconcile --all --from json --dry-run'];
  return phase === 'sqlite'
    ? ['Write the files', 'reconcile --all --from sqlite --dry-run']
    : ['Next step', 'phase --explain'];
}
