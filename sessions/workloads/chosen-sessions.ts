// The sessions that point operations act on: few, and spread over the file, so that a store gains nothing from their
// position and one round does not take long on a store that rewrites everything.

import type { WorktreeSession } from '../../contract/session.ts';
import type { Dataset } from '../../definition/bench.ts';
import { sessionAt } from '../datasets/session.ts';

/** Point operations in one round; fewer where a store that rewrites everything takes long for each. */
const callsPerRound = ({ size }: Dataset): number => (size < 1_000 ? 4 : 2);

export function chosenSessions(dataset: Dataset): WorktreeSession[] {
  const count = Math.min(callsPerRound(dataset), dataset.size);
  return Array.from({ length: count }, (_, at) =>
    sessionAt(dataset, Math.floor(((at + 0.5) * dataset.size) / count)),
  );
}

/** Sessions like those of the dataset that are not in it: the ones that would come next. */
export const furtherSessions = (dataset: Dataset): WorktreeSession[] =>
  Array.from({ length: callsPerRound(dataset) }, (_, at) => sessionAt(dataset, dataset.size + at));
