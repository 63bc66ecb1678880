// The persisted phase of a home. It is written last in every change of phase, so whatever was cut short before leaves the
// phase as it was.

import { z } from 'zod';
import { unlessFailed } from '../../contract/unless-failed.ts';
import { phaseFile } from './live-files.ts';
import { PHASES, type Phase } from './phase.ts';
import { readState, type StateFormat, writeState } from './state-file.ts';

export const PHASE_SCHEMA = 'storeproof.phase/1';

/** Older changes of phase are forgotten. */
const HISTORY_MAX = 200;

const phase = z.enum(PHASES);
const phaseStateSchema = z.object({
  schema: z.literal(PHASE_SCHEMA),
  phase,
  /** ISO 8601, UTC; null before the first change of phase. */
  since: z.string().nullable(),
  history: z.array(z.object({ from: phase, to: phase, at: z.string() })),
});
export type PhaseState = z.infer<typeof phaseStateSchema>;

const FORMAT: StateFormat<PhaseState> = {
  schema: PHASE_SCHEMA,
  shape: phaseStateSchema,
  advice:
    'Which store holds the truth cannot be told without it, so nothing is opened. Put back a copy of the file; the ' +
    'session files, the database and the archive are untouched.',
};

/** `json` where nothing was ever changed. E_CORRUPT, E_NEWER_VERSION, E_IO. */
export const readPhase = (home: string): PhaseState =>
  readState(phaseFile(home), FORMAT) ?? { schema: PHASE_SCHEMA, phase: 'json', since: null, history: [] };

/**
 * Whether the phase was never changed between the two. Its name alone does not tell: others may have gone away from it and
 * come back, with another database.
 */
export const isSamePhaseState = (left: PhaseState, right: PhaseState): boolean =>
  left.phase === right.phase && left.since === right.since && left.history.length === right.history.length;

/** Undefined where the file of the phase cannot be read, for those who can do without. */
export const readablePhase = (home: string): Phase | undefined => unlessFailed(() => readPhase(home).phase);

/** Durable when it returns. */
export function writePhase(home: string, before: PhaseState, to: Phase): PhaseState {
  const at = new Date().toISOString();
  const history = [...before.history, { from: before.phase, to, at }].slice(-HISTORY_MAX);
  const state: PhaseState = { schema: PHASE_SCHEMA, phase: to, since: at, history };
  writeState(phaseFile(home), state);
  return state;
}
