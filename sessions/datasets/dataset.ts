// The datasets of benchmarks: named by profile, number of sessions and seed, the same on every machine.
// D1k, the reference dataset of the design document, is `small` with 1,000 sessions.

import { sessionsDigest } from '../../contract/canonical.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import type { Dataset } from '../../definition/bench.ts';
import { sessionAt } from './session.ts';

/** 1,000 sessions, 5,000 instances, 10,000 messages. */
export const D1K: Dataset = { profile: 'small', size: 1_000, seed: 42 };

/** The sessions one by one, so that a large dataset need not be in memory at once. */
export function* datasetSessions(spec: Dataset): Generator<WorktreeSession> {
  for (let index = 0; index < spec.size; index++) yield sessionAt(spec, index);
}

export const dataset = (spec: Dataset): WorktreeSession[] => [...datasetSessions(spec)];

/** SHA-256 of the canonical forms in order: what a store that holds exactly the dataset must answer. */
export const datasetDigest = (spec: Dataset): string => sessionsDigest(datasetSessions(spec));
