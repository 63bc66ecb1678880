// The reading operations of the design document.

import { PAGE_LIMIT_MAX } from '../../contract/query.ts';
import { plantedWords } from '../datasets/planted.ts';
import { targetsOf } from './targets.ts';
import type { Call, Stage, Workload } from './workload.ts';

/** The type that about a quarter of the sessions have. */
const SEARCHED_TYPE = 'debate';

/** The first read of a new connection. The system's file cache is warm; opening is not part of it. */
export const getAllCold: Workload = {
  group: 'read',
  prepare: (stage) => ({
    begin: () => stage.reopen(),
    calls: [() => stage.store.getAllSessions(stage.workspacePath)],
  }),
};

/** Reading again what has not changed. */
export const getAllRepeated: Workload = reading((stage) => [
  () => stage.store.getAllSessions(stage.workspacePath),
]);

export const getOne: Workload = reading((stage) =>
  targetsOf(stage.dataset).map(
    ({ id }) =>
      () =>
        stage.store.getSession(stage.workspacePath, id),
  ),
);

/** What an application shows first: 50 summaries, the last changed one on top. */
export const firstPage: Workload = reading((stage) => [() => stage.store.listSessions(stage.workspacePath)]);

export const byTypePage: Workload = reading((stage) => [
  () => stage.store.listSessions(stage.workspacePath, { types: [SEARCHED_TYPE] }),
]);

/** Every session of the type, as summaries. */
export const byTypeFull: Workload = reading((stage) => [
  () => stage.store.listSessions(stage.workspacePath, { types: [SEARCHED_TYPE], limit: PAGE_LIMIT_MAX }),
]);

/** The design document's complex query: counts and sums over a filter. */
export const statistics: Workload = reading((stage) => [
  () => stage.store.sessionStatistics(stage.workspacePath, { types: ['competition', 'ensemble'] }),
]);

export const searchRare: Workload = searching((stage) => plantedWords(stage.dataset.profile).rare);
export const searchCommon: Workload = searching((stage) => plantedWords(stage.dataset.profile).common);
export const searchPrefix: Workload = searching((stage) => `${plantedWords(stage.dataset.profile).prefix}*`);
export const searchJapanese: Workload = searching((stage) => plantedWords(stage.dataset.profile).japanese);

function reading(callsOn: (stage: Stage) => readonly Call[]): Workload {
  return { group: 'read', prepare: (stage) => ({ calls: callsOn(stage) }) };
}

/** The first page of hits. */
function searching(textOn: (stage: Stage) => string): Workload {
  return reading((stage) => {
    const text = textOn(stage);
    return [() => stage.store.searchSessions(stage.workspacePath, { text })];
  });
}
