// The sessions that point operations act on: few, and spread over the file, so that a store gains nothing from their
// position and one round does not take long on a store that rewrites everything.

import type { WorktreeSession } from '../../contract/session.ts';
import type { DatasetSpec } from '../datasets/dataset.ts';
import { sessionAt } from '../datasets/session.ts';

/** Point operations in one round; fewer where a store that rewrites everything takes long for each. */
const callsPerRound = ({ sessions }: DatasetSpec): number => (sessions < 1_000 ? 4 : 2);

export function targetsOf(dataset: DatasetSpec): WorktreeSession[] {
  const count = Math.min(callsPerRound(dataset), dataset.sessions);
  return Array.from({ length: count }, (_, at) =>
    sessionAt(dataset, Math.floor(((at + 0.5) * dataset.sessions) / count)),
  );
}

/** Sessions like those of the dataset that are not in it: the ones that would come next. */
export const furtherSessions = (dataset: DatasetSpec): WorktreeSession[] =>
  Array.from({ length: callsPerRound(dataset) }, (_, at) => sessionAt(dataset, dataset.sessions + at));
