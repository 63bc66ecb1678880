// Whether the session files are the truth, and a guard for verbs that let them take the place of what the database holds.

import { StoreError } from '../../contract/errors.ts';
import { isDatabasePhase } from '../../migrate/live/phase.ts';
import type { PhaseState } from '../../migrate/live/phase-file.ts';

/** The phase is json or dual. What readPhase throws. */
export async function filesLead(home: string): Promise<boolean> {
  const { readPhase } = await import('../../migrate/live/phase-file.ts');
  return !isDatabasePhase(readPhase(home).phase);
}

/** To hold a verb's writes to, see writingDatabase. What readPhase throws. */
export async function phaseNow(home: string): Promise<PhaseState> {
  const { readPhase } = await import('../../migrate/live/phase-file.ts');
  return readPhase(home);
}

/**
 * Where the database answers, its sessions are the later ones: the files must not take their place by a routine import.
 * E_REFUSED then. `what` begins the message.
 */
export async function requireFilesLead(home: string, what: string): Promise<void> {
  const { readPhase } = await import('../../migrate/live/phase-file.ts');
  const { phase } = readPhase(home);
  if (!isDatabasePhase(phase)) return;
  throw new StoreError(
    'E_REFUSED',
    `In phase ${phase} the database has the later sessions, so ${what} would take them back to those of the files. Nothing was done. "ait42-migrate diff" shows where they differ, "ait42-migrate reconcile --all --from sqlite" writes the files from the database; --from json takes the files all the same, and --dry-run says first what that removes.`,
    { data: { phase } },
  );
}
