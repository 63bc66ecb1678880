// The two phases of a migration in which one store answers and another follows, as subjects: what an app holds then, which is
// the manager. A home that is in an earlier phase is brought there first.

import type { SessionStore } from '../contract/store.ts';
import type { OpenOptions, SubjectDefinition } from '../definition/subject.ts';
import type { Phase } from '../migrate/live/phase.ts';
import { offeredBy } from '../subjects/subject.ts';

export const phaseSubjects: Readonly<Record<string, SubjectDefinition<SessionStore>>> = Object.fromEntries(
  (['dual', 'sqlite+json'] as const).map((phase) => [
    phase,
    { open: (home: string, options: OpenOptions) => openInPhase(phase, home, options), offered: offeredBy },
  ]),
);

async function openInPhase(phase: Phase, home: string, { clock }: OpenOptions): Promise<SessionStore> {
  const { changePhase, readPhase, SessionManager, stepsBetween } = await import('../migrate/live/index.ts');
  for (const step of stepsBetween(readPhase(home).phase, phase))
    await changePhase(home, step, { waived: EVIDENCE });
  return SessionManager.open({ home, seed: SEED, ...(clock !== undefined && { clock }) });
}

/** What only a home in use has. */
const EVIDENCE = ['comparisons', 'certificate', 'backup'] as const;

/** Of the reads that phase dual repeats on the database: the same ones in every run. */
const SEED = 1;
