// The reading operations of the design document.

import { PAGE_LIMIT_MAX } from '../../contract/query.ts';
import type { Call } from '../../definition/bench.ts';
import type { StoreMethod } from '../../subjects/index.ts';
import { plantedWords } from '../datasets/planted.ts';
import { chosenSessions } from './chosen-sessions.ts';
import type { SessionStage, SessionWorkload } from './workload.ts';

/** The type that about a quarter of the sessions have. */
const SEARCHED_TYPE = 'debate';

/** The first read of a new connection. The system's file cache is warm; opening is not part of it. */
export const getAllCold: SessionWorkload = {
  group: 'read',
  prepare: (stage) => ({
    begin: () => stage.reopen(),
    calls: [() => stage.store.getAllSessions(stage.folder)],
  }),
};

/**
 * Reading again what has not changed. A store may keep what it read only at the second read: it is read twice before,
 * so that every round is one of many that follow.
 */
export const getAllRepeated: SessionWorkload = {
  group: 'read',
  prepare: async (stage) => {
    await readTwice(stage);
    return { calls: [() => stage.store.getAllSessions(stage.folder)] };
  },
};

/** Gives a store that keeps what it reads the occasion to do so. */
export async function readTwice({ store, folder }: SessionStage): Promise<void> {
  for (let read = 0; read < 2; read++) await store.getAllSessions(folder);
}

export const getOne: SessionWorkload = reading((stage) =>
  chosenSessions(stage.dataset).map(
    ({ id }) =>
      () =>
        stage.store.getSession(stage.folder, id),
  ),
);

/** What an application shows first: 50 summaries, the last changed one on top. */
export const firstPage: SessionWorkload = reading(
  (stage) => [() => stage.store.listSessions(stage.folder)],
  ['listSessions'],
);

/** The summaries of every session at once. */
export const allSummaries: SessionWorkload = reading(
  (stage) => [() => stage.store.listSessions(stage.folder, { limit: PAGE_LIMIT_MAX })],
  ['listSessions'],
);

export const byTypePage: SessionWorkload = reading(
  (stage) => [() => stage.store.listSessions(stage.folder, { types: [SEARCHED_TYPE] })],
  ['listSessions'],
);

/** Every session of the type, as summaries. */
export const byTypeFull: SessionWorkload = reading(
  (stage) => [
    () => stage.store.listSessions(stage.folder, { types: [SEARCHED_TYPE], limit: PAGE_LIMIT_MAX }),
  ],
  ['listSessions'],
);

/** The design document's complex query: counts and sums over a filter. */
export const statistics: SessionWorkload = reading(
  (stage) => [() => stage.store.sessionStatistics(stage.folder, { types: ['competition', 'ensemble'] })],
  ['sessionStatistics'],
);

export const searchRare: SessionWorkload = searching((stage) => plantedWords(stage.dataset.profile).rare);
export const searchCommon: SessionWorkload = searching((stage) => plantedWords(stage.dataset.profile).common);
export const searchPrefix: SessionWorkload = searching(
  (stage) => `${plantedWords(stage.dataset.profile).prefix}*`,
);
export const searchJapanese: SessionWorkload = searching(
  (stage) => plantedWords(stage.dataset.profile).japanese,
);

function reading(
  callsOn: (stage: SessionStage) => readonly Call[],
  needs: readonly StoreMethod[] = [],
): SessionWorkload {
  return { group: 'read', needs, prepare: (stage) => ({ calls: callsOn(stage) }) };
}

/** The first page of hits. */
function searching(textOn: (stage: SessionStage) => string): SessionWorkload {
  return reading(
    (stage) => {
      const text = textOn(stage);
      return [() => stage.store.searchSessions(stage.folder, { text })];
    },
    ['searchSessions'],
  );
}
