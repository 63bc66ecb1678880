// The reading operations of the design document.

import type { Call, Stage, TimedWorkload } from '../../bench/workloads/workload.ts';
import { PAGE_LIMIT_MAX } from '../../contract/query.ts';
import type { StoreMethod } from '../../subjects/index.ts';
import { plantedWords } from '../datasets/planted.ts';
import { targetsOf } from './targets.ts';

/** The type that about a quarter of the sessions have. */
const SEARCHED_TYPE = 'debate';

/** The first read of a new connection. The system's file cache is warm; opening is not part of it. */
export const getAllCold: TimedWorkload = {
  group: 'read',
  needs: [],
  prepare: (stage) => ({
    begin: () => stage.reopen(),
    calls: [() => stage.store.getAllSessions(stage.workspacePath)],
  }),
};

/**
 * Reading again what has not changed. A store may keep what it read only at the second read: it is read twice before,
 * so that every round is one of many that follow.
 */
export const getAllRepeated: TimedWorkload = {
  group: 'read',
  needs: [],
  prepare: async (stage) => {
    await readTwice(stage);
    return { calls: [() => stage.store.getAllSessions(stage.workspacePath)] };
  },
};

/** Gives a store that keeps what it reads the occasion to do so. */
export async function readTwice({ store, workspacePath }: Stage): Promise<void> {
  for (let read = 0; read < 2; read++) await store.getAllSessions(workspacePath);
}

export const getOne: TimedWorkload = reading((stage) =>
  targetsOf(stage.dataset).map(
    ({ id }) =>
      () =>
        stage.store.getSession(stage.workspacePath, id),
  ),
);

/** What an application shows first: 50 summaries, the last changed one on top. */
export const firstPage: TimedWorkload = reading(
  (stage) => [() => stage.store.listSessions(stage.workspacePath)],
  ['listSessions'],
);

/** The summaries of every session at once. */
export const allSummaries: TimedWorkload = reading(
  (stage) => [() => stage.store.listSessions(stage.workspacePath, { limit: PAGE_LIMIT_MAX })],
  ['listSessions'],
);

export const byTypePage: TimedWorkload = reading(
  (stage) => [() => stage.store.listSessions(stage.workspacePath, { types: [SEARCHED_TYPE] })],
  ['listSessions'],
);

/** Every session of the type, as summaries. */
export const byTypeFull: TimedWorkload = reading(
  (stage) => [
    () => stage.store.listSessions(stage.workspacePath, { types: [SEARCHED_TYPE], limit: PAGE_LIMIT_MAX }),
  ],
  ['listSessions'],
);

/** The design document's complex query: counts and sums over a filter. */
export const statistics: TimedWorkload = reading(
  (stage) => [
    () => stage.store.sessionStatistics(stage.workspacePath, { types: ['competition', 'ensemble'] }),
  ],
  ['sessionStatistics'],
);

export const searchRare: TimedWorkload = searching((stage) => plantedWords(stage.dataset.profile).rare);
export const searchCommon: TimedWorkload = searching((stage) => plantedWords(stage.dataset.profile).common);
export const searchPrefix: TimedWorkload = searching(
  (stage) => `${plantedWords(stage.dataset.profile).prefix}*`,
);
export const searchJapanese: TimedWorkload = searching(
  (stage) => plantedWords(stage.dataset.profile).japanese,
);

function reading(
  callsOn: (stage: Stage) => readonly Call[],
  needs: readonly StoreMethod[] = [],
): TimedWorkload {
  return { group: 'read', needs, prepare: (stage) => ({ calls: callsOn(stage) }) };
}

/** The first page of hits. */
function searching(textOn: (stage: Stage) => string): TimedWorkload {
  return reading(
    (stage) => {
      const text = textOn(stage);
      return [() => stage.store.searchSessions(stage.workspacePath, { text })];
    },
    ['searchSessions'],
  );
}
