// What a process of its own does with a store of sessions that it has opened.

import { createHash } from 'node:crypto';
import { PAGE_LIMIT_DEFAULT, type SessionPage } from '../../contract/query.ts';
import type { SessionStore } from '../../contract/store.ts';
import type { FreshTask } from '../../definition/bench.ts';

export const tasks: Readonly<Record<string, FreshTask<SessionStore>>> = {
  /** The 50 summaries that an application shows first. */
  firstPage: { run: (store, { folder }) => store.listSessions(folder) },
  /** Every summary, in pages, none kept. */
  allPages: { run: (store, { folder, size }) => allPages(store, folder, size) },
  /** What a pool of connections holds that was used for ten calls a session. */
  pool: { run: (_store, { folder, size, openAnother }) => usedPool(openAnother, folder, 10 * size) },
  dualWrites: {
    run: async (store, { folder }) => {
      const { dualWrites } = await import('./dual-writes.ts');
      return dualWrites(await store.getAllSessions(folder), folder);
    },
  },
};

/** The design document's pool. */
const POOL_SIZE = 5;

/** Of the resident set, above that of the process before the first of them was opened. */
export interface PoolMemory {
  /** Behind pages and single sessions, asked of each connection in turn. */
  readonly bytes: number;
  /** And behind reading everything on each, twice: a store may keep it. */
  readonly bytesOfAll: number;
  /** Of the sessions on the first page. */
  readonly ids: readonly string[];
}

async function usedPool(
  open: () => Promise<SessionStore>,
  folder: string,
  calls: number,
): Promise<PoolMemory> {
  const bytesBefore = process.memoryUsage.rss();
  const pool: SessionStore[] = [];
  while (pool.length < POOL_SIZE) pool.push(await open());
  let ids: readonly string[] = [];
  for (let call = 0; call < calls; call++) {
    const store = pool[call % pool.length] as SessionStore;
    const turn = Math.floor(call / pool.length);
    if (turn % 10 === 0) ids = await firstIds(store, folder);
    else await store.getSession(folder, ids[turn % ids.length] ?? '');
  }
  const bytes = process.memoryUsage.rss() - bytesBefore;
  for (const store of [...pool, ...pool]) await store.getAllSessions(folder);
  return { bytes, bytesOfAll: process.memoryUsage.rss() - bytesBefore, ids };
}

export const firstIds = async (store: SessionStore, folder: string): Promise<string[]> =>
  (await store.listSessions(folder)).sessions.map(({ id }) => id);

/** A store that takes longer for the first page reads everything for each: it is asked for fewer, larger ones. */
const SLOW_PAGE_MS = 50;
const LARGE_PAGES = 20;

/** Summaries that were served, and the digest of their ids: a small answer, so that telling it costs no memory. */
interface Served {
  readonly seen: number;
  readonly ids: string;
}

/** `sessions` is how many the store holds. */
async function allPages(store: SessionStore, folder: string, sessions: number): Promise<Served> {
  const hash = createHash('sha256');
  const startedMs = performance.now();
  let limit = PAGE_LIMIT_DEFAULT;
  let seen = 0;
  let next: { cursor?: string } | null = {};
  // At the latest when every session has had a page of its own.
  for (let page = 0; page <= sessions && next !== null; page++) {
    const answer: SessionPage = await store.listSessions(folder, { limit, ...next });
    for (const { id } of answer.sessions) hash.update(`${id}\n`);
    seen += answer.sessions.length;
    next = answer.nextCursor === null ? null : { cursor: answer.nextCursor };
    if (page === 0 && performance.now() - startedMs > SLOW_PAGE_MS) {
      limit = Math.max(limit, Math.ceil(sessions / LARGE_PAGES));
    }
  }
  return { seen, ids: hash.digest('hex') };
}
