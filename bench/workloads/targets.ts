// The sessions that point operations act on: few, and spread over the file, so that a store gains nothing from their
// position and one round does not take long on a store that rewrites everything.

import type { WorktreeSession } from '../../contract/session.ts';
import type { DatasetSpec } from '../datasets/dataset.ts';
import { sessionAt } from '../datasets/session.ts';

/** Point operations in one round. */
export const CALLS_PER_ROUND = 4;

export function targetsOf(dataset: DatasetSpec): WorktreeSession[] {
  const count = Math.min(CALLS_PER_ROUND, dataset.sessions);
  return Array.from({ length: count }, (_, at) =>
    sessionAt(dataset, Math.floor(((at + 0.5) * dataset.sessions) / count)),
  );
}

/** Sessions like those of the dataset that are not in it: the ones that would come next. */
export const furtherSessions = (dataset: DatasetSpec): WorktreeSession[] =>
  Array.from({ length: CALLS_PER_ROUND }, (_, at) => sessionAt(dataset, dataset.sessions + at));
