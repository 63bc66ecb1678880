// What a process of its own does with a store that it opens: in a real process, and on the model to show the work.

import { createHash } from 'node:crypto';
import type { SessionPage } from '../../contract/query.ts';
import type { SessionStore } from '../../contract/store.ts';

/** firstPage: the 50 summaries that an application shows first. allPages: every summary, in pages, none kept. */
export type FreshTask = 'firstPage' | 'allPages';

/** All pages together; few, so that a store that reads everything for each page is done in seconds. */
const PAGES = 20;

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
  const limit = Math.max(1, Math.ceil(sessions / PAGES));
  let seen = 0;
  let next: { cursor?: string } | null = {};
  for (let page = 0; page <= PAGES && next !== null; page++) {
    const answer: SessionPage = await store.listSessions(workspacePath, { limit, ...next });
    for (const { id } of answer.sessions) hash.update(`${id}\n`);
    seen += answer.sessions.length;
    next = answer.nextCursor === null ? null : { cursor: answer.nextCursor };
  }
  return { seen, ids: hash.digest('hex') };
}
