// Which datasets a run uses: every chosen profile at every chosen size, but for what no whole-file store can hold.

import { DATASET_SEED, type DatasetSpec } from './dataset.ts';
import type { Profile } from './session.ts';

/**
 * Sessions of the large profile, at most: 1,000 are a file of 150 MB. V8 has no string above 512 MB, which 3,500 reach,
 * and a run would be spent on copying files.
 */
const LARGE_SESSIONS_MAX = 1_000;

export const isTooLarge = (profile: Profile, sessions: number): boolean =>
  profile === 'large' && sessions > LARGE_SESSIONS_MAX;

/** In the order given, by profile and then by size; each once. */
export const chosenDatasets = (profiles: readonly Profile[], sizes: readonly number[]): DatasetSpec[] =>
  [...new Set(profiles)].flatMap((profile) =>
    [...new Set(sizes)]
      .filter((sessions) => !isTooLarge(profile, sessions))
      .map((sessions) => ({ profile, sessions, seed: DATASET_SEED })),
  );
