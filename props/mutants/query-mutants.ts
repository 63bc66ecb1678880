// Bugs in the reads beyond the app: search, pages, order, filter, statistics.

import { checkedQuery, LocatedSessions, pageOf } from '../../contract/query.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import type { Mutant } from './mutant.ts';

export const QUERY_MUTANTS: readonly Mutant[] = [
  {
    name: 'search-without-cjk',
    what: 'search finds no words outside ASCII',
    methods: (right) => ({
      searchSessions: (path, search) =>
        right.searchSessions(
          path,
          typeof search?.text === 'string' && search.text.isWellFormed()
            ? { ...search, text: search.text.replace(/[^\0-\x7f]/g, '') }
            : search,
        ),
    }),
  },
  {
    name: 'search-oldest-first',
    what: 'hits come in file order',
    methods: (right) => ({
      async searchSessions(path, search) {
        const page = await right.searchSessions(path, search);
        return page.nextCursor === null ? { ...page, hits: page.hits.toReversed() } : page;
      },
    }),
  },
  {
    name: 'search-operators',
    what: 'OR in a query is an operator and not a word',
    methods: (right) => ({
      searchSessions: (path, search) =>
        right.searchSessions(
          path,
          typeof search?.text === 'string' ? { ...search, text: search.text.split(' OR ')[0] ?? '' } : search,
        ),
    }),
  },
  {
    name: 'page-skips-tie',
    what: 'the next page starts behind all sessions with the last sort key',
    methods: (right) => ({
      async listSessions(path, query) {
        const cursor = typeof query?.cursor === 'string' ? skippingTies(query.cursor) : undefined;
        return right.listSessions(path, cursor === undefined ? query : { ...query, cursor });
      },
    }),
  },
  {
    name: 'page-without-end',
    what: 'a full last page has a cursor',
    methods: (right) => ({
      async listSessions(path, query) {
        const page = await right.listSessions(path, query);
        if (page.nextCursor !== null || page.sessions.length !== query?.limit) return page;
        return { ...page, nextCursor: 'WyJlbmQiXQ' };
      },
    }),
  },
  {
    name: 'ties-reversed',
    what: 'descending order turns equal sort keys around',
    methods: (right) => ({
      async listSessions(path, query) {
        const page = await right.listSessions(path, query);
        if (query?.direction === 'asc' || query?.limit !== undefined || query?.cursor !== undefined)
          return page;
        return pageOf((await right.getAllSessions(path)).toReversed(), checkedQuery(query));
      },
    }),
  },
  {
    name: 'order-by-text',
    what: 'timestamps are ordered as text',
    methods: (right) => ({
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
    }),
  },
  {
    name: 'filter-like',
    what: 'the text filter takes % and _ for wildcards',
    methods: (right) => ({
      listSessions: (path, query) =>
        right.listSessions(path, query?.text === '%' || query?.text === '_' ? { ...query, text: '' } : query),
    }),
  },
  {
    name: 'all-ties-reversed',
    what: 'of all workspaces, sessions with equal sort keys come by falling hash',
    methods: (_right, lists) => ({
      async listAllSessions(query) {
        const all = new LocatedSessions(checkedQuery(query));
        for (const hash of (await lists.hashes()).toSorted().toReversed())
          all.add(hash, await lists.read(hash));
        return all.page();
      },
    }),
  },
  {
    name: 'filter-session-model',
    what: 'the model filter does not look at instances',
    methods: (right) => ({
      async listSessions(path, query) {
        const page = await right.listSessions(path, query);
        const { models } = query ?? {};
        if (!Array.isArray(models)) return page;
        return { ...page, sessions: page.sessions.filter(({ model }) => models.includes(model)) };
      },
    }),
  },
  {
    name: 'statistics-rounded',
    what: 'durations are summed as doubles',
    methods: (right) => ({
      async sessionStatistics(path, filter) {
        const statistics = await right.sessionStatistics(path, filter);
        const totalDuration = Number(statistics.totals.totalDuration);
        return { ...statistics, totals: { ...statistics.totals, totalDuration } };
      },
    }),
  },
  {
    name: 'statistics-count-runtimes',
    what: 'a session with two instances of one runtime counts twice',
    methods: (right) => ({
      async sessionStatistics(path, filter) {
        const statistics = await right.sessionStatistics(path, filter);
        const byRuntime = statistics.byRuntime.map((group) => ({ ...group, sessions: group.instances }));
        return { ...statistics, byRuntime };
      },
    }),
  },
  {
    name: 'messages-page-shifted',
    what: 'pages of messages count from 1',
    methods: (right) => ({
      async listMessages(path, id, page) {
        const messages = await right.listMessages(path, id, page);
        const session: WorktreeSession = await right.getSession(path, id);
        const offset = Math.max(0, Number(page?.offset ?? 0) - 1);
        return { ...messages, items: session.chatHistory.slice(offset, offset + messages.items.length) };
      },
    }),
  },
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
