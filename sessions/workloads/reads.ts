// The reading operations, each with other sessions or another question where the statements behind it are others. A call that is
// repeated shows what a store makes of what it has read before; `firstRead` is the same call where it has read nothing.

import {
  PAGE_LIMIT_DEFAULT,
  PAGE_LIMIT_MAX,
  type SessionPage,
  type SessionQuery,
  type SessionSummary,
} from '../../contract/query.ts';
import type { Call } from '../../definition/bench.ts';
import type { StoreMethod } from '../../subjects/index.ts';
import { plantedWords } from '../datasets/planted.ts';
import { sessionAt } from '../datasets/session.ts';
import { chosenSessions } from './chosen-sessions.ts';
import type { SessionStage, SessionWorkload } from './workload.ts';

/** The type that about a quarter of the sessions have. */
const SEARCHED_TYPE = 'debate';

/**
 * The first read of a new connection, which makes its statements ready and reads what none has read: one call a round, because
 * those behind it find the statements ready, three times as fast. The system's file cache is warm; opening is not part of it.
 */
export const firstRead = (read: SessionWorkload): SessionWorkload => ({
  ...read,
  prepare: async (stage) => {
    const round = await read.prepare(stage);
    return { ...round, calls: round.calls.slice(0, 1), begin: () => stage.reopen() };
  },
});

export const getAllCold: SessionWorkload = firstRead(
  reading((stage) => [() => stage.store.getAllSessions(stage.folder)]),
);

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

/** The page behind the first one. */
export const nextPage: SessionWorkload = {
  group: 'read',
  needs: ['listSessions'],
  prepare: async (stage) => {
    const query = { limit: pageLimit(stage) };
    const { nextCursor } = await stage.store.listSessions(stage.folder, query);
    const next = { ...query, ...(nextCursor !== null && { cursor: nextCursor }) };
    return { calls: [() => stage.store.listSessions(stage.folder, next)] };
  },
};

/** Two pages of the sessions of all workspaces. Which workspaces they are of, a store of files may not know. */
export const allWorkspaces: SessionWorkload = {
  group: 'read',
  needs: ['listAllSessions'],
  prepare: (stage) => {
    const query = { limit: pageLimit(stage) };
    return {
      calls: [
        async () => {
          const { sessions, nextCursor } = await stage.store.listAllSessions(query);
          const next = nextCursor === null ? {} : { cursor: nextCursor };
          return [sessions, (await stage.store.listAllSessions({ ...query, ...next })).sessions];
        },
      ],
      reveal: (pages) => (pages as SessionSummary[][]).flat().map(({ id }) => id),
    };
  },
};

/** A page in each other order. */
export const sorted: SessionWorkload = listing(() => [
  { sortBy: 'createdAt', direction: 'asc' },
  { sortBy: 'totalDuration' },
  { sortBy: 'totalFilesChanged' },
]);

/** A page of what columns of the session choose. */
export const filtered: SessionWorkload = listing(({ dataset }) => {
  const from = sessionAt(dataset, Math.floor(0.2 * dataset.size));
  const to = sessionAt(dataset, Math.floor(0.8 * dataset.size));
  return [
    {
      statuses: ['completed', 'failed', 'running'],
      ...{ createdFrom: from.createdAt, createdTo: to.createdAt },
      ...{ updatedFrom: from.updatedAt, updatedTo: to.updatedAt },
    },
  ];
});

/** A page of what the instances choose. */
export const filteredByInstances: SessionWorkload = listing(() => [
  { models: ['opus', 'gemini-large'], runtimes: ['codex'] },
]);

/** A page of what a piece of text chooses. */
export const filteredByText: SessionWorkload = listing(() => [{ text: 'an' }]);

/** The instances and the messages of a session, by page. */
export const instances: SessionWorkload = reading(
  (stage) =>
    chosenSessions(stage.dataset).map(
      ({ id }) =>
        () =>
          stage.store.listInstances(stage.folder, id),
    ),
  ['listInstances'],
);

export const messages: SessionWorkload = reading(
  (stage) =>
    chosenSessions(stage.dataset).map(
      ({ id }) =>
        () =>
          stage.store.listMessages(stage.folder, id),
    ),
  ['listMessages'],
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

export const statisticsOfAll: SessionWorkload = reading(
  (stage) => [() => stage.store.sessionStatistics(stage.folder)],
  ['sessionStatistics'],
);

export const searchRare: SessionWorkload = searching((stage) => plantedWords(stage.dataset.profile).rare);
export const searchCommon: SessionWorkload = searching((stage) => plantedWords(stage.dataset.profile).common);
export const searchPrefix: SessionWorkload = searching(
  (stage) => `${plantedWords(stage.dataset.profile).prefix}*`,
);
/** Of several tokens. */
export const searchJapanese: SessionWorkload = searching(
  (stage) => plantedWords(stage.dataset.profile).japanese,
);

/** So that there is another page behind the first one, of few sessions too. */
const pageLimit = ({ dataset: { size } }: SessionStage): number =>
  Math.min(PAGE_LIMIT_DEFAULT, Math.ceil(size / 3));

/** A page of each query; with few summaries, because reading them is what pages have in common. */
function listing(queriesOn: (stage: SessionStage) => readonly SessionQuery[]): SessionWorkload {
  return reading(
    (stage) => {
      const queries = queriesOn(stage).map((query) => ({ ...query, limit: 10 }));
      return [
        async () => {
          const pages: SessionPage[] = [];
          for (const query of queries) pages.push(await stage.store.listSessions(stage.folder, query));
          return pages;
        },
      ];
    },
    ['listSessions'],
  );
}

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
