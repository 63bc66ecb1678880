// The datasets of the benchmark, by profile: sessions put into one workspace, the folder of the run.

import type { WorktreeSession } from '../../contract/session.ts';
import type { SessionStore } from '../../contract/store.ts';
import type { Dataset, DatasetDefinition } from '../../definition/bench.ts';
import { together } from '../workloads/together.ts';
import { datasetSessions } from './dataset.ts';
import { PROFILES } from './session.ts';

/** Of the large profile, at most: 1,000 are a file of 150 MB. V8 has no string above 512 MB, which 3,500 reach. */
const LARGE_MAX = 1_000;

export const datasets: Readonly<Record<string, DatasetDefinition<SessionStore>>> = Object.fromEntries(
  PROFILES.map((profile) => [
    profile,
    {
      ...(profile === 'large' && { sizeMax: LARGE_MAX }),
      fill: (store, { folder, ...dataset }) =>
        together(store, folder, async (operations) => {
          for (const session of sessionsFor(dataset)) await operations.createSession(folder, session);
        }),
    },
  ]),
);

let filledBefore = '';
let kept: readonly WorktreeSession[] = [];

/** A store that keeps nothing is filled often, from a list; the others once, so that their processes need not hold it all. */
function sessionsFor(dataset: Dataset): Iterable<WorktreeSession> {
  const name = JSON.stringify(dataset);
  if (name !== filledBefore) {
    filledBefore = name;
    kept = [];
    return datasetSessions(dataset);
  }
  if (kept.length === 0) kept = [...datasetSessions(dataset)];
  return kept;
}
