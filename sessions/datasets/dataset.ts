// The datasets of benchmarks: named by profile, number of sessions and seed, the same on every machine.
// D1k, the reference dataset of the design document, is `small` with 1,000 sessions.

import { sessionsDigest } from '../../contract/canonical.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import { type SessionSource, sessionAt } from './session.ts';

export interface DatasetSpec extends SessionSource {
  readonly sessions: number;
}

/** The seed of published figures. */
export const DATASET_SEED = 42;

/** 1,000 sessions, 5,000 instances, 10,000 messages. */
export const D1K: DatasetSpec = { profile: 'small', sessions: 1_000, seed: DATASET_SEED };

/** The sessions one by one, so that a large dataset need not be in memory at once. */
export function* datasetSessions(spec: DatasetSpec): Generator<WorktreeSession> {
  for (let index = 0; index < spec.sessions; index++) yield sessionAt(spec, index);
}

export const dataset = (spec: DatasetSpec): WorktreeSession[] => [...datasetSessions(spec)];

/** SHA-256 of the canonical forms in order: what a store that holds exactly the dataset must answer. */
export const datasetDigest = (spec: DatasetSpec): string => sessionsDigest(datasetSessions(spec));

/** Short and unique: `small-1000`. */
export const nameOf = ({ profile, sessions }: DatasetSpec): string => `${profile}-${sessions}`;
