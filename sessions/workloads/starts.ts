// What happens once: opening a store, filling it, serving a first page from a process that has just begun, the
// memory that it takes, and what phase dual costs.

import { join } from 'node:path';
import { sessionsDigest } from '../../contract/canonical.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import type { SessionStore } from '../../contract/store.ts';
import { type FreshAnswer, NotOffered, type WeighedWorkload } from '../../definition/bench.ts';
import { medianOf } from '../../statistics/quantile.ts';
import { dataset } from '../datasets/dataset.ts';
import { chosenSessions } from './chosen-sessions.ts';
import type { DualWrites } from './dual-writes.ts';
import { firstIds, type PoolMemory } from './fresh-tasks.ts';
import type { SessionStage, SessionWorkload } from './workload.ts';

/** In a process that has the code loaded. Closing is not part of it; a store may put off its work to the first call. */
export const open: SessionWorkload = {
  group: 'start',
  prepare: (stage) => ({
    begin: () => stage.close(),
    calls: [() => stage.open()],
    effects: () =>
      Promise.all(chosenSessions(stage.dataset).map(({ id }) => stage.store.getSession(stage.folder, id))),
  }),
};

/** Bulk import: all sessions in one transaction into a store that holds nothing. A sample is one session's share. */
export const importPerSession: SessionWorkload = {
  group: 'start',
  needs: ['transaction'],
  rate: 'bulkImportSessionsPerSecond',
  prepare: (stage) => {
    const sessions = dataset(stage.dataset);
    const { folder } = stage;
    return {
      begin: async () => {
        await stage.empty();
      },
      calls: [
        async () => {
          const store = await stage.empty();
          await store.transaction(folder, async (operations) => {
            for (const session of sessions) await operations.createSession(folder, session);
          });
        },
      ],
      effects: async () => sessionsDigest(await (await stage.empty()).getAllSessions(folder)),
      end: () => stage.removeEmpty(),
      unitsPerCall: sessions.length,
    };
  },
};

/** The first session of a workspace that nothing is known of. */
export const createInNew: SessionWorkload = {
  group: 'start',
  prepare: (stage) => {
    const sessions = chosenSessions(stage.dataset);
    const folderOf = ({ id }: WorktreeSession): string => join(stage.folder, `new-${id}`);
    return {
      begin: async () => {
        await stage.removeEmpty();
        await stage.empty();
      },
      calls: sessions.map(
        (session) => async () => (await stage.empty()).createSession(folderOf(session), session),
      ),
      end: () => stage.removeEmpty(),
    };
  },
};

/** From the start of a process to its end, less what a process takes that does nothing; both in turn. */
export const openFirstPage: SessionWorkload = {
  group: 'start',
  needs: ['listSessions'],
  prepare: (stage) => {
    const bareNs: number[] = [];
    return {
      begin: async () => {
        await stage.close();
        bareNs.push(stage.bareNs() ?? 0);
      },
      calls: [async () => (await stage.fresh('firstPage')).answer],
      baselineNs: () => medianOf(bareNs),
    };
  },
};

/** Pairs of processes, with and without the store. */
const MEMORY_PAIRS = 3;

/** The largest resident set of a process that serves all summaries page by page, above that of one that does nothing. */
export const memory: WeighedWorkload<SessionStore> = {
  group: 'start',
  needs: ['listSessions'],
  weigh: async (stage) => {
    await stage.close();
    const answers: FreshAnswer[] = [];
    const overBytes: number[] = [];
    for (let pair = 0; pair < MEMORY_PAIRS; pair++) {
      const bareBytes = stage.bareRssBytes();
      const served = await stage.fresh('allPages');
      answers.push(served);
      overBytes.push(served.rssBytesMax - (bareBytes ?? served.rssBytesMax));
      // A store that reads everything for each page is slow at it, and one pair shows what it needs.
      if (served.durationNs > 2e9) break;
    }
    const [first, ...others] = answers.map(({ answer }) => answer);
    if (others.some((answer) => JSON.stringify(answer) !== JSON.stringify(first))) {
      throw new Error('the pages differ from one process to the next');
    }
    return {
      answer: first,
      figures: [{ name: 'memoryOverRuntime', unit: 'bytes', value: Math.round(medianOf(overBytes)) }],
    };
  },
};

/** Of more, five connections would hold five copies. */
const POOL_SESSIONS_MAX = 1_000;

/** Of five connections that were in use. */
export const connections: WeighedWorkload<SessionStore> = {
  group: 'start',
  only: ['sqlite'],
  weigh: async (stage) => {
    requireAtMost(POOL_SESSIONS_MAX, stage);
    // The model has no memory to show: ten calls a session would take it minutes.
    if (stage.home === null) return { answer: await firstIds(stage.store, stage.folder), figures: [] };
    await stage.close();
    const { ids, bytes, bytesOfAll } = (await stage.fresh('pool')).answer as PoolMemory;
    return {
      answer: ids,
      figures: [
        { name: 'connectionMemory', unit: 'bytes', value: bytes },
        { name: 'connectionMemoryAfterGetAll', unit: 'bytes', value: bytesOfAll },
      ],
    };
  },
};

/** With more sessions a pair of writes of the whole file takes too long for many of them. */
const DUAL_SESSIONS_MAX = 300;

/** What phase dual adds to a write, in percent of the phase before it. */
export const dualWrites: WeighedWorkload<SessionStore> = {
  group: 'start',
  only: ['sqlite'],
  weigh: async (stage) => {
    requireAtMost(DUAL_SESSIONS_MAX, stage);
    const isSame = true;
    if (stage.home === null) return { answer: { isSame }, figures: [] };
    await stage.close();
    const dual = (await stage.fresh('dualWrites')).answer as DualWrites;
    return {
      answer: { isSame: dual.isSame },
      figures: [
        { name: 'dualWriteOverhead', unit: 'percent', value: dual.overhead },
        { name: 'dualWriteCpuOverhead', unit: 'percent', value: dual.cpuOverhead },
      ],
    };
  },
};

function requireAtMost(sessions: number, { dataset: { size } }: SessionStage): void {
  if (size > sessions) throw new NotOffered(`it is for up to ${sessions} sessions`);
}
