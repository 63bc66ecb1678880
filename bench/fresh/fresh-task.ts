// What a process of its own does with a store that it opens: in a real process, and on the model to show the work.

import { createHash } from 'node:crypto';
import { PAGE_LIMIT_DEFAULT, type SessionPage } from '../../contract/query.ts';
import type { SessionStore } from '../../contract/store.ts';

/** firstPage: the 50 summaries that an application shows first. allPages: every summary, in pages, none kept. */
export type FreshTask = 'firstPage' | 'allPages';

/** A store that takes longer for the first page reads everything for each: it is asked for fewer, larger ones. */
const SLOW_PAGE_MS = 50;
const LARGE_PAGES = 20;

/** Summaries that were served, and the digest of their ids: a small answer, so that telling it costs no memory. */
export interface Served {
  readonly seen: number;
  readonly ids: string;
}

/** `sessions` is how many the store holds. */
export async function doFreshTask(
  store: SessionStore,
  workspacePath: string,
  { task, sessions }: { readonly task: FreshTask; readonly sessions: number },
): Promise<SessionPage | Served> {
  if (task === 'firstPage') return store.listSessions(workspacePath);
  const hash = createHash('sha256');
  const startedMs = performance.now();
  let limit = PAGE_LIMIT_DEFAULT;
  let seen = 0;
  let next: { cursor?: string } | null = {};
  // At the latest when every session has had a page of its own.
  for (let page = 0; page <= sessions && next !== null; page++) {
    const answer: SessionPage = await store.listSessions(workspacePath, { limit, ...next });
    for (const { id } of answer.sessions) hash.update(`${id}\n`);
    seen += answer.sessions.length;
    next = answer.nextCursor === null ? null : { cursor: answer.nextCursor };
    if (page === 0 && performance.now() - startedMs > SLOW_PAGE_MS) {
      limit = Math.max(limit, Math.ceil(sessions / LARGE_PAGES));
    }
  }
  return { seen, ids: hash.digest('hex') };
}
