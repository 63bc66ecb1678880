// Reads beyond the app: lists with filter, order and pages; statistics; instances and messages by page. What they mean
// is in the contract; here it is pinned by examples, and that pages together are the whole.

import { describe, expect, test } from 'vitest';
import type { LocatedSummary, SessionPage, SessionQuery, SessionSummary } from '../../contract/query.ts';
import { compareText } from '../../contract/text-order.ts';
import { workspaceHash } from '../../contract/workspace.ts';
import { offeredBy } from '../../subjects/index.ts';
import { fullSession, sampleInstance, sampleMessage, sampleSession } from './sample.ts';
import type { StoreHome } from './store-home.ts';

const PAGES_MAX = 100;

async function allPages(
  list: (query: SessionQuery) => Promise<Pick<SessionPage, 'sessions' | 'nextCursor'>>,
  query: SessionQuery,
): Promise<SessionSummary[]> {
  const sessions: SessionSummary[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const answer = await list(cursor === undefined ? query : { ...query, cursor });
    sessions.push(...answer.sessions);
    if (answer.nextCursor === null) return sessions;
    cursor = answer.nextCursor;
  }
  throw new Error('the pages do not end');
}

const ids = (sessions: readonly { id: string }[]): string => sessions.map(({ id }) => id).join(' ');

export function queryTests(place: StoreHome): void {
  const listed = async (query: SessionQuery = {}): Promise<string> =>
    ids((await place.store.listSessions(place.path, query)).sessions);

  describe('listSessions', () => {
    test('answers summaries: everything but outputs and chat', async () => {
      const { store, path } = place;
      const { chatHistory, instances, ...rest } = fullSession('a');
      await place.put({ ...rest, chatHistory, instances });
      const { sessions } = await store.listSessions(path);
      expect(sessions).toEqual([
        { ...rest, instances: instances.map(({ output: _output, ...summary }) => summary), messageCount: 2 },
      ]);
    });

    test('orders by instant and not by text, newest first, unknown instants last', async () => {
      const stamps = {
        utc: '2025-11-12T14:00:00Z',
        tokyo: '2025-11-12T23:00:01+09:00',
        micro: '2025-11-12T14:00:00.000001+00:00',
        none: 'yesterday',
        old: '1969-12-31T23:59:59Z',
      };
      for (const [id, updatedAt] of Object.entries(stamps)) {
        await place.put(sampleSession(id, { updatedAt }));
      }
      expect(await listed()).toBe('tokyo micro utc old none');
      expect(await listed({ direction: 'asc' })).toBe('none old utc micro tokyo');
    });

    test('keeps file order among equal keys in both directions', async () => {
      for (const id of ['a', 'b', 'c']) {
        await place.put(sampleSession(id, { createdAt: '2025-11-12T10:00:00Z' }));
      }
      await place.put(sampleSession('d', { createdAt: '2025-11-12T19:00:00.000+09:00' }));
      expect(await listed({ sortBy: 'createdAt' })).toBe('a b c d');
      expect(await listed({ sortBy: 'createdAt', direction: 'asc' })).toBe('a b c d');
    });

    test('orders numbers with absent ones first and takes all above 2^53 for equal', async () => {
      const durations = {
        none: null,
        zero: 0,
        max: 18_446_744_073_709_551_615n,
        big: 9_007_199_254_740_993n,
        one: 1,
      };
      for (const [id, totalDuration] of Object.entries(durations)) {
        await place.put(sampleSession(id, { totalDuration }));
      }
      expect(await listed({ sortBy: 'totalDuration', direction: 'asc' })).toBe('none zero one max big');
      expect(await listed({ sortBy: 'totalDuration' })).toBe('max big one zero none');
      expect(await listed({ sortBy: 'totalFilesChanged' })).toBe('none zero max big one');
    });

    test('filters by type, status, createdAt as text, and text as the app’s UI does', async () => {
      await place.put(
        sampleSession('a', { type: 'debate', status: 'round_1', createdAt: '2025-01' }),
        sampleSession('b', { task: 'Straße 100% \u212a\0End', createdAt: '2025-02' }),
        sampleSession('c', { instances: [sampleInstance(1, { agentName: 'ΟΔΟΣ' })], createdAt: '2025-03' }),
      );
      expect(await listed({ types: ['debate', 'ensemble'] })).toBe('a');
      expect(await listed({ types: [] })).toBe('');
      expect(await listed({ statuses: ['running'] })).toBe('b c');
      expect(await listed({ createdFrom: '2025-02', createdTo: '2025-02' })).toBe('b');
      expect(await listed({ createdTo: '2025-02T' })).toBe('a b');
      expect(await listed({ text: 'STRAßE' })).toBe('b');
      expect(await listed({ text: '%' })).toBe('b');
      expect(await listed({ text: '% k\0eND' })).toBe('b');
      expect(await listed({ text: '_' })).toBe('');
      expect(await listed({ text: 'οδος' })).toBe('c');
      expect(await listed({ text: 'TASK OF' })).toBe('a c');
      expect(await listed({ text: 'agent', statuses: ['running'] })).toBe('');
      expect(await listed({ text: '' })).toBe('a b c');
    });

    test('filters by the models and runtimes that were used, and by updatedAt as instant', async () => {
      const { store, path } = place;
      const used = (model: string | null, runtime: string | null) => [sampleInstance(1, { model, runtime })];
      const odd = '"\0’ OR 1';
      const sessions = {
        a: { model: 'opus', instances: used(null, 'codex'), updatedAt: '2025-11-12T23:00:00+09:00' },
        b: { model: 'sonnet', instances: used('opus', null), updatedAt: '2025-11-12T14:00:00.000001Z' },
        c: { runtimeMix: ['codex', odd], updatedAt: 'no instant' },
      };
      for (const [id, more] of Object.entries(sessions)) {
        await place.put(sampleSession(id, more));
      }
      const found = async (query: SessionQuery) =>
        [...(await listed({ ...query, sortBy: 'totalFilesChanged' }))].join('').replaceAll(' ', '');
      expect(await found({ models: ['opus'] })).toBe('ab');
      expect(await found({ models: ['sonnet', 'nothing'], types: ['competition', 'debate', 'x'] })).toBe('b');
      expect(await found({ models: [] })).toBe('');
      expect(await found({ runtimes: ['codex'] })).toBe('ac');
      expect(await found({ runtimes: [odd] })).toBe('c');
      expect(await found({ updatedTo: '2025-11-12T14:00:00Z' })).toBe('a');
      expect(await found({ updatedFrom: '2025-11-12T14:00:00Z' })).toBe('ab');
      expect(
        await found({ updatedFrom: '2025-11-12T14:00:00.000001Z', updatedTo: '9999-01-01T00:00:00Z' }),
      ).toBe('b');
      expect((await store.sessionStatistics(path, { models: ['opus'] })).totals.sessions).toBe(2);
      expect((await store.sessionStatistics(path, { runtimes: ['codex'] })).totals.sessions).toBe(2);
    });

    test('gives every session exactly once over all pages, ties included, whatever the page size', async () => {
      const { store, path } = place;
      for (let index = 0; index < 17; index++) {
        const totalDuration = [null, 0, 5, 9_007_199_254_740_993n][index % 4] ?? null;
        await place.put(sampleSession(`s${index}`, { totalDuration }));
      }
      for (const sortBy of ['totalDuration', 'updatedAt'] as const) {
        const whole = await listed({ sortBy });
        for (const limit of [1, 2, 3, 7, 16, 17, 18]) {
          const pages = await allPages((query) => store.listSessions(path, query), { sortBy, limit });
          expect(ids(pages)).toBe(whole);
        }
      }
      expect((await store.listSessions(path, { limit: 17 })).nextCursor).toBeNull();
      expect((await store.listSessions(path, { limit: 16 })).nextCursor).not.toBeNull();
    });

    test('goes on after writes between pages, by sort key', async () => {
      const { store, path } = place;
      const key = (id: string, totalFilesChanged: number) => sampleSession(id, { totalFilesChanged });
      for (const id of ['a', 'b', 'c', 'd']) await store.createSession(path, key(id, 5));
      await place.put(key('e', 4));
      const query = { sortBy: 'totalFilesChanged', limit: 3 } as const;
      const { nextCursor } = await store.listSessions(path, query);
      for (const id of ['a', 'b', 'c']) await store.deleteSession(path, id);
      const next = await store.listSessions(path, { ...query, cursor: nextCursor as string });
      expect(ids(next.sessions)).toBe('e');
    });

    test('refuses a cursor of another query and one that is none', async () => {
      const { store, path } = place;
      await place.put(...['a', 'b'].map((id) => sampleSession(id)));
      const { nextCursor } = await store.listSessions(path, { limit: 1 });
      const cursor = nextCursor as string;
      expect(ids((await store.listSessions(path, { limit: 9, cursor })).sessions)).toBe('b');
      const refused = { code: 'E_CURSOR', message: expect.stringMatching(/^The cursor /) };
      await expect(store.listSessions(path, { limit: 1, cursor, direction: 'asc' })).rejects.toMatchObject(
        refused,
      );
      await expect(store.listSessions(path, { limit: 1, cursor, text: 'a' })).rejects.toMatchObject(refused);
      await expect(store.listSessions(path, { cursor: 'nonsense' })).rejects.toMatchObject(refused);
    });

    test('has nothing to show of an unknown or blank workspace', async () => {
      expect(await place.store.listSessions(place.path)).toEqual({ sessions: [], nextCursor: null });
      expect(await place.store.listSessions(' ')).toEqual({ sessions: [], nextCursor: null });
    });
  });

  describe('listAllSessions', () => {
    test('lists all workspaces as one list, ties by the hash of the workspace, page by page', async (context) => {
      const { store, path } = place;
      if (!offeredBy(store).has('listAllSessions')) return context.skip();
      const [first, second] = [`${path}/a`, `${path}/b`].toSorted((left, right) =>
        compareText(workspaceHash(left), workspaceHash(right)),
      ) as [string, string];
      // Filters keep the sessions of other tests out.
      const own = (id: string, totalFilesChanged: number | null) =>
        sampleSession(id, { status: `of ${path}`, totalFilesChanged });
      // The workspace that sorts last is written first.
      for (const one of [own('e', 5), own('f', null), own('g', 5)]) await store.createSession(second, one);
      for (const one of [own('a', null), own('b', 5), own('c', 7)]) await store.createSession(first, one);
      const query = { statuses: [`of ${path}`], sortBy: 'totalFilesChanged' } as const;
      const whole = await store.listAllSessions(query);
      expect(ids(whole.sessions)).toBe('c b e g a f');
      expect(ids((await store.listAllSessions({ ...query, direction: 'asc' })).sessions)).toBe('a f b e g c');
      expect(whole).toMatchObject({ nextCursor: null, unreadable: [] });
      for (const limit of [1, 2, 3, 5]) {
        const pages = await allPages((each) => store.listAllSessions(each), { ...query, limit });
        expect(ids(pages)).toBe('c b e g a f');
      }
      const [{ workspacePath, ...summary }] = whole.sessions as [LocatedSummary];
      const [listed] = (await store.listSessions(first, query)).sessions;
      expect(summary).toEqual({ ...listed, workspaceHash: workspaceHash(first) });
      expect([null, first]).toContain(workspacePath);
      expect(ids((await store.listAllSessions({ ...query, text: 'task of e' })).sessions)).toBe('e');
      await expect(store.listAllSessions({ limit: 0 })).rejects.toMatchObject({ code: 'E_ARGS' });
    });
  });

  describe('sessionStatistics', () => {
    test('counts and sums exactly, groups in code point order with the absent key first', async () => {
      const { store, path } = place;
      const max = 18_446_744_073_709_551_615n;
      await place.put(
        sampleSession('a', {
          totalDuration: max,
          totalFilesChanged: 4_294_967_295,
          instances: [
            sampleInstance(1, { runtime: 'codex', linesAdded: 4_294_967_295 }),
            sampleInstance(2, { runtime: 'codex', linesAdded: 1 }),
            sampleInstance(3),
          ],
          chatHistory: [sampleMessage('m'), sampleMessage('m')],
        }),
        sampleSession('b', { totalDuration: max, model: '', totalFilesChanged: 1 }),
        sampleSession('c', { type: 'Debate', model: '😀' }),
        sampleSession('d', { type: 'debate', model: '\uff5e' }),
      );
      const { totals, byType, byModel, byRuntime } = await store.sessionStatistics(path);
      expect(totals).toEqual({
        sessions: 4,
        instances: 3,
        messages: 2,
        totalDuration: 2n * max,
        totalFilesChanged: 4_294_967_296,
        totalLinesAdded: 0,
        totalLinesDeleted: 0,
      });
      expect(byType.map(({ key, sessions }) => `${key} ${sessions}`)).toEqual([
        'Debate 1',
        'competition 2',
        'debate 1',
      ]);
      expect(byModel.map(({ key }) => key)).toEqual([null, '', '\uff5e', '😀']);
      expect(byRuntime).toEqual([
        { key: null, sessions: 1, instances: 1, filesChanged: 0, linesAdded: 0, linesDeleted: 0 },
        {
          key: 'codex',
          sessions: 1,
          instances: 2,
          filesChanged: 0,
          linesAdded: 4_294_967_296,
          linesDeleted: 0,
        },
      ]);
    });

    test('applies the filter', async () => {
      const { store, path } = place;
      await place.put(sampleSession('a', { status: 'failed' }), sampleSession('b'));
      const { totals, byStatus } = await store.sessionStatistics(path, { statuses: ['failed'] });
      expect(totals.sessions).toBe(1);
      expect(byStatus.map(({ key }) => key)).toEqual(['failed']);
      expect((await store.sessionStatistics('')).totals.sessions).toBe(0);
    });
  });

  describe('listInstances and listMessages', () => {
    test('give a window and the total of the first record with the id', async () => {
      const { store, path } = place;
      const instances = [1, 0, 0].map((id) => sampleInstance(id, { output: 'x'.repeat(5_000) }));
      const chatHistory = ['m', 'm', 'n'].map((id) => sampleMessage(id));
      await place.put(sampleSession('a', { instances, chatHistory }), sampleSession('a'));
      expect(await store.listInstances(path, 'a')).toEqual({ items: instances, total: 3 });
      expect(await store.listInstances(path, 'a', { offset: 2, limit: 5 })).toEqual({
        items: instances.slice(2),
        total: 3,
      });
      expect(await store.listMessages(path, 'a', { offset: 1, limit: 1 })).toEqual({
        items: chatHistory.slice(1, 2),
        total: 3,
      });
      expect(await store.listMessages(path, 'a', { offset: 9 })).toEqual({ items: [], total: 3 });
    });

    test('refuse a session that is not there and a blank path', async () => {
      const { store, path } = place;
      await expect(store.listInstances(path, 'a')).rejects.toThrow('Session a not found');
      await expect(store.listMessages(path, 'a')).rejects.toThrow('Session a not found');
      await expect(store.listMessages('', 'a')).rejects.toMatchObject({ code: 'E_BLANK_PATH' });
    });
  });
}
