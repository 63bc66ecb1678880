// Bugs in the reads beyond the app: search, pages, order, filter, statistics.

import { checkedQuery, LocatedSessions, pageOf } from '../../contract/query.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import { doing, type Mutant } from './mutant.ts';

export const QUERY_MUTANTS: readonly Mutant[] = [
  doing('search-without-cjk', 'search finds no words outside ASCII', (right) => ({
    searchSessions: (path, search) =>
      right.searchSessions(
        path,
        typeof search?.text === 'string' && search.text.isWellFormed()
          ? { ...search, text: search.text.replace(/[^\0-\x7f]/g, '') }
          : search,
      ),
  })),
  doing('search-oldest-first', 'hits come in file order', (right) => ({
    async searchSessions(path, search) {
      const page = await right.searchSessions(path, search);
      return page.nextCursor === null ? { ...page, hits: page.hits.toReversed() } : page;
    },
  })),
  doing('search-operators', 'OR in a query is an operator and not a word', (right) => ({
    searchSessions: (path, search) =>
      right.searchSessions(
        path,
        typeof search?.text === 'string' ? { ...search, text: search.text.split(' OR ')[0] ?? '' } : search,
      ),
  })),
  doing('page-skips-tie', 'the next page starts behind all sessions with the last sort key', (right) => ({
    async listSessions(path, query) {
      const cursor = typeof query?.cursor === 'string' ? skippingTies(query.cursor) : undefined;
      return right.listSessions(path, cursor === undefined ? query : { ...query, cursor });
    },
  })),
  doing('page-without-end', 'a full last page has a cursor', (right) => ({
    async listSessions(path, query) {
      const page = await right.listSessions(path, query);
      if (page.nextCursor !== null || page.sessions.length !== query?.limit) return page;
      return { ...page, nextCursor: 'WyJlbmQiXQ' };
    },
  })),
  doing('ties-reversed', 'descending order turns equal sort keys around', (right) => ({
    async listSessions(path, query) {
      const page = await right.listSessions(path, query);
      if (query?.direction === 'asc' || query?.limit !== undefined || query?.cursor !== undefined)
        return page;
      return pageOf((await right.getAllSessions(path)).toReversed(), checkedQuery(query));
    },
  })),
  doing('order-by-text', 'timestamps are ordered as text', (right) => ({
    async listSessions(path, query) {
      const page = await right.listSessions(path, query);
      if (query?.sortBy !== 'createdAt' || page.nextCursor !== null || query.cursor !== undefined)
        return page;
      const sign = query.direction === 'asc' ? 1 : -1;
      const sessions = page.sessions.toSorted(
        (left, right) =>
          sign * (Number(left.createdAt > right.createdAt) - Number(left.createdAt < right.createdAt)),
      );
      return { ...page, sessions };
    },
  })),
  doing('filter-like', 'the text filter takes % and _ for wildcards', (right) => ({
    listSessions: (path, query) =>
      right.listSessions(path, query?.text === '%' || query?.text === '_' ? { ...query, text: '' } : query),
  })),
  doing(
    'all-ties-reversed',
    'of all workspaces, sessions with equal sort keys come by falling hash',
    (_right, lists) => ({
      async listAllSessions(query) {
        const all = new LocatedSessions(checkedQuery(query));
        for (const hash of (await lists.hashes()).toSorted().toReversed())
          all.add(hash, await lists.read(hash));
        return all.page();
      },
    }),
  ),
  doing('filter-session-model', 'the model filter does not look at instances', (right) => ({
    async listSessions(path, query) {
      const page = await right.listSessions(path, query);
      const { models } = query ?? {};
      if (!Array.isArray(models)) return page;
      return { ...page, sessions: page.sessions.filter(({ model }) => models.includes(model)) };
    },
  })),
  doing('statistics-rounded', 'durations are summed as doubles', (right) => ({
    async sessionStatistics(path, filter) {
      const statistics = await right.sessionStatistics(path, filter);
      const totalDuration = Number(statistics.totals.totalDuration);
      return { ...statistics, totals: { ...statistics.totals, totalDuration } };
    },
  })),
  doing('statistics-count-runtimes', 'a session with two instances of one runtime counts twice', (right) => ({
    async sessionStatistics(path, filter) {
      const statistics = await right.sessionStatistics(path, filter);
      const byRuntime = statistics.byRuntime.map((group) => ({ ...group, sessions: group.instances }));
      return { ...statistics, byRuntime };
    },
  })),
  doing('messages-page-shifted', 'pages of messages count from 1', (right) => ({
    async listMessages(path, id, page) {
      const messages = await right.listMessages(path, id, page);
      const session: WorktreeSession = await right.getSession(path, id);
      const offset = Math.max(0, Number(page?.offset ?? 0) - 1);
      return { ...messages, items: session.chatHistory.slice(offset, offset + messages.items.length) };
    },
  })),
];

/** A cursor with a count of ties that no list reaches; undefined when it is no cursor. */
function skippingTies(cursor: string): string | undefined {
  try {
    const [mark, key] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
    return Buffer.from(JSON.stringify([mark, key, 1_000_000])).toString('base64url');
  } catch {
    return undefined;
  }
}
