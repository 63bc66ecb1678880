// Updates that hold only for the session as it was read: two editors of one session do not overwrite each other in silence.

import { describe, expect, test } from 'vitest';
import { sessionDigest } from '../../contract/canonical.ts';
import { offeredBy } from '../../subjects/index.ts';
import { fullSession, sampleMessage, sampleSession } from './sample.ts';
import type { StoreHome } from './store-home.ts';

const CONFLICT = {
  code: 'E_CONFLICT',
  message: expect.stringMatching(/^Session a was changed since it was read\. Nothing was written\. /),
};

export function revisionTests(place: StoreHome): void {
  describe('updateSession with an expected revision', () => {
    test('of two editors of one session the first is heard, and the second is told', async (context) => {
      const { store, path } = place;
      if (!offeredBy(store).has('updateSessionIf')) return context.skip();
      const other = place.subject.isPersistent ? await place.open() : store;
      await place.put(fullSession('a'));
      const [mine, theirs] = [await store.getSession(path, 'a'), await other.getSession(path, 'a')];
      const [my, their] = [mine, theirs].map((read) => ({ expectedRevision: sessionDigest(read) }));
      const saved = await store.updateSession(path, { ...mine, task: 'mine' }, my);
      await expect(other.updateSession(path, { ...theirs, task: 'theirs' }, their)).rejects.toMatchObject(
        CONFLICT,
      );
      expect(await other.getSession(path, 'a')).toEqual(saved);
      const again = { expectedRevision: sessionDigest(saved) };
      expect(await other.updateSession(path, { ...saved, task: 'both' }, again)).toMatchObject({
        task: 'both',
      });
      if (other !== store) await other.close();
    });

    test('of two updates at the same time exactly one takes effect', async (context) => {
      const { store, path } = place;
      if (!offeredBy(store).has('updateSessionIf')) return context.skip();
      const read = await store.createSession(path, sampleSession('a'));
      const expected = { expectedRevision: sessionDigest(read) };
      const [first, second] = await Promise.allSettled(
        ['1', '2'].map((task) => store.updateSession(path, { ...read, task }, expected)),
      );
      expect([first?.status, second?.status]).toEqual(['fulfilled', 'rejected']);
      expect(await store.getSession(path, 'a')).toMatchObject({ task: '1' });
    });

    test('a message, another record with the id and a missing one are told apart', async (context) => {
      const { store, path } = place;
      if (!offeredBy(store).has('updateSessionIf')) return context.skip();
      const first = await store.createSession(path, sampleSession('a'));
      const second = await store.createSession(path, sampleSession('a', { task: 'of another writer' }));
      const update = (revision: string, id = 'a') =>
        store.updateSession(path, { ...first, id, task: 'new' }, { expectedRevision: revision });
      await expect(update(sessionDigest(second))).rejects.toMatchObject(CONFLICT);
      await expect(update(sessionDigest(first), 'b')).rejects.toMatchObject({ code: 'E_SESSION_NOT_FOUND' });
      await expect(update('x')).rejects.toMatchObject({
        code: 'E_ARGS',
        message: expect.stringContaining('`expectedRevision`'),
      });
      const longer = await store.addChatMessage(path, 'a', sampleMessage('m'));
      await expect(update(sessionDigest(first))).rejects.toMatchObject(CONFLICT);
      expect(await store.getAllSessions(path)).toEqual([longer, second]);
      expect(await update(sessionDigest(longer))).toMatchObject({ task: 'new' });
    });
  });
}
