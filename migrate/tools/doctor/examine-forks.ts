// Session files that may hold what the database lacks, in the phases in which it answers: those that a store has noticed, and
// those that another program wrote while none was open.

import { unlessRejected } from '../../../contract/unless-failed.ts';
import { legacyFileOf } from '../../legacy-files.ts';
import { isDatabasePhase } from '../../live/phase.ts';
import { readablePhase } from '../../live/phase-file.ts';
import { forkedIn, readStamps } from '../../live/snapshot-stamps.ts';
import { type ForkSource, unseenForks } from '../../live/unseen-forks.ts';
import { type HealthFinding, warning } from './health.ts';

/** Notes that cannot be read are a finding; what the store throws goes on. */
export async function examineForks(home: string, store: ForkSource): Promise<HealthFinding[]> {
  const phase = readablePhase(home);
  if (phase === undefined || !isDatabasePhase(phase)) return [];
  return unlessRejected(
    async () => [...forkedIn(readStamps(home)), ...(await unseenForks(home, store))].map(forked),
    ({ message }) => [warning('files', `whether one is forked cannot be told: ${message}`, FORKS_UNKNOWN)],
  );
}

const forked = (hash: string): HealthFinding =>
  warning(
    'files',
    `${legacyFileOf(hash)} is forked: it may hold what the database lacks, because another program wrote it, a backup was put back, or the database was copied without its log (sessions.db-wal)`,
    `"ait42-migrate reconcile --hash ${hash}" says what differs, and ends it in the direction that you name.`,
  );

const FORKS_UNKNOWN = 'Without those notes, files that differ from the database count as forked.';
