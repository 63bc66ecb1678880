import { beforeEach, describe, expect, test } from 'vitest';
import type { SessionOperations } from '../contract/store.ts';
import type { SqliteStore } from './index.ts';
import { instanceWith, messageWith, sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();
let store: SqliteStore;

beforeEach(async () => {
  store = await place.store();
  await store.createSession(place.workspace, sessionWith('before', { task: 'findable' }));
});

const create = (operations: SessionOperations, id: string) =>
  operations.createSession(place.workspace, sessionWith(id));
const idsOf = async (operations: SessionOperations): Promise<string[]> =>
  (await operations.getAllSessions(place.workspace)).map(({ id }) => id);

describe('a transaction', () => {
  test('keeps all of its writes and answers what its work answers', async () => {
    const answer = await store.transaction(place.workspace, async (inside) => {
      await create(inside, 'a');
      await create(inside, 'b');
      await inside.deleteSession(place.workspace, 'before');
      return 7;
    });
    expect(answer).toBe(7);
    expect(await idsOf(store)).toEqual(['a', 'b']);
  });

  test('that throws keeps nothing, in rows, search and counts', async () => {
    const work = store.transaction(place.workspace, async (inside) => {
      await create(inside, 'a');
      await inside.addChatMessage(place.workspace, 'before', messageWith('m', { content: 'appended' }));
      await inside.updateSession(place.workspace, sessionWith('before', { task: 'other' }));
      throw new RangeError('changed my mind');
    });
    await expect(work).rejects.toThrow(new RangeError('changed my mind'));
    expect(await store.getAllSessions(place.workspace)).toEqual([
      sessionWith('before', { task: 'findable' }),
    ]);
    expect((await store.searchSessions(place.workspace, { text: 'appended' })).hits).toEqual([]);
    expect((await store.searchSessions(place.workspace, { text: 'findable' })).hits).toHaveLength(1);
    expect(await store.check()).toEqual({ sessions: 1, findings: [] });
  });

  test('sees its own writes in every kind of read', async () => {
    await store.getAllSessions(place.workspace);
    await store.transaction(place.workspace, async (inside) => {
      await inside.createSession(place.workspace, sessionWith('a', { task: 'within' }));
      expect(await idsOf(inside)).toEqual(['before', 'a']);
      expect(await inside.getSession(place.workspace, 'a')).toMatchObject({ task: 'within' });
      expect((await inside.listSessions(place.workspace)).sessions).toHaveLength(2);
      expect((await inside.searchSessions(place.workspace, { text: 'within' })).hits).toHaveLength(1);
      expect((await inside.sessionStatistics(place.workspace)).totals.sessions).toBe(2);
    });
  });

  test('goes on after an operation in it that failed, with the writes before it', async () => {
    await store.transaction(place.workspace, async (inside) => {
      await create(inside, 'a');
      const missing = inside.addChatMessage(place.workspace, 'nobody', messageWith('m'));
      await expect(missing).rejects.toMatchObject({ code: 'E_SESSION_NOT_FOUND' });
      await expect(inside.createSession(place.workspace, {} as never)).rejects.toMatchObject({
        code: 'E_ARGS',
      });
      await create(inside, 'b');
    });
    expect(await idsOf(store)).toEqual(['before', 'a', 'b']);
  });

  test('undoes what an operation had written before it failed, and no more', async () => {
    const raw = place.raw();
    raw.exec(`CREATE TRIGGER refuse_output BEFORE INSERT ON instances BEGIN SELECT RAISE(ABORT, 'no'); END`);
    const written = sessionWith('half', { instances: [instanceWith(1, { output: 'refused' })] });
    await expect(store.createSession(place.workspace, written)).rejects.toMatchObject({ code: 'E_INTERNAL' });
    await store.transaction(place.workspace, async (inside) => {
      await create(inside, 'a');
      await expect(inside.createSession(place.workspace, written)).rejects.toMatchObject({
        code: 'E_INTERNAL',
      });
      await create(inside, 'b');
    });
    raw.exec('DROP TRIGGER refuse_output');
    expect(await idsOf(store)).toEqual(['before', 'a', 'b']);
    expect(await store.check()).toEqual({ sessions: 3, findings: [] });
  });

  test('is not seen by another connection before its end', async () => {
    const other = await place.store();
    await store.transaction(place.workspace, async (inside) => {
      await create(inside, 'a');
      expect(await idsOf(other)).toEqual(['before']);
    });
    expect(await idsOf(other)).toEqual(['before', 'a']);
  });

  test('makes other calls wait for it', async () => {
    const order: string[] = [];
    const transaction = store.transaction(place.workspace, async (inside) => {
      await new Promise((resolve) => setImmediate(resolve));
      await create(inside, 'a');
      order.push('transaction');
    });
    const read = idsOf(store).then((ids) => order.push(ids.join(' ')));
    await Promise.all([transaction, read]);
    expect(order).toEqual(['transaction', 'before a']);
  });

  test('that only reads changes nothing', async () => {
    expect(await store.transaction(place.workspace, idsOf)).toEqual(['before']);
  });
});

describe('wrong use of a transaction', () => {
  const wrong = { code: 'E_TRANSACTION' };

  test('another workspace inside it is refused, and what was done stays possible', async () => {
    await store.transaction(place.workspace, async (inside) => {
      const foreign = inside.createSession(`${place.workspace}/other`, sessionWith('x'));
      await expect(foreign).rejects.toMatchObject(wrong);
      await expect(inside.getAllSessions(`${place.workspace}/other`)).rejects.toMatchObject(wrong);
      await create(inside, 'a');
    });
    expect(await idsOf(store)).toEqual(['before', 'a']);
    expect(await store.getAllSessions(`${place.workspace}/other`)).toEqual([]);
  });

  test('the store itself inside it is refused, nested transactions and closing too', async () => {
    await store.transaction(place.workspace, async (inside) => {
      await expect(store.getAllSessions(place.workspace)).rejects.toMatchObject(wrong);
      await expect(store.transaction(place.workspace, async () => 1)).rejects.toMatchObject(wrong);
      await expect(store.check()).rejects.toMatchObject(wrong);
      await expect(store.close()).rejects.toMatchObject(wrong);
      await create(inside, 'a');
    });
    expect(await idsOf(store)).toEqual(['before', 'a']);
  });

  test('its operations after its end are refused, however it ended', async () => {
    let kept: SessionOperations | undefined;
    await store.transaction(place.workspace, async (inside) => {
      kept = inside;
    });
    await expect(create(kept as SessionOperations, 'late')).rejects.toMatchObject(wrong);
    const failed = store.transaction(place.workspace, async (inside) => {
      kept = inside;
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    await expect(idsOf(kept as SessionOperations)).rejects.toMatchObject(wrong);
    expect(await idsOf(store)).toEqual(['before']);
  });

  test.each(['', ' \n'])('the blank workspace %o is refused', async (blank) => {
    await expect(store.transaction(blank, async () => 1)).rejects.toMatchObject({ code: 'E_BLANK_PATH' });
  });
});

test('what was rolled back is not answered later, from memory either', async () => {
  for (let read = 0; read < 3; read++) await store.getAllSessions(place.workspace);
  const rolledBack = store.transaction(place.workspace, async (inside) => {
    await create(inside, 'never');
    for (let read = 0; read < 3; read++) expect(await idsOf(inside)).toEqual(['before', 'never']);
    throw new Error('no');
  });
  await expect(rolledBack).rejects.toThrow('no');
  for (let read = 0; read < 3; read++) expect(await idsOf(store)).toEqual(['before']);
  await create(store, 'after');
  for (let read = 0; read < 3; read++) expect(await idsOf(store)).toEqual(['before', 'after']);
});

test('a workspace that only a rolled back transaction made is not there', async () => {
  const fresh = `${place.workspace}/fresh`;
  const work = store.transaction(fresh, async (inside) => {
    await inside.createSession(fresh, sessionWith('x'));
    throw new Error('no');
  });
  await expect(work).rejects.toThrow('no');
  expect(await store.workspaces()).toHaveLength(1);
  await store.createSession(fresh, sessionWith('y'));
  expect(await store.getAllSessions(fresh)).toEqual([sessionWith('y')]);
});

test('who may not write is told with the lock held, before anything is written, and others get their turn', async () => {
  const refusal = new Error('not now');
  let isRefused = true;
  const guarded = await place.store({
    beforeWrite: () => {
      if (isRefused) throw refusal;
    },
  });
  let hasBegun = false;
  const work = guarded.transaction(place.workspace, async () => {
    hasBegun = true;
  });
  await expect(work).rejects.toBe(refusal);
  await expect(guarded.createSession(place.workspace, sessionWith('a'))).rejects.toBe(refusal);
  await expect(guarded.replaceWorkspace('0123456789abcdef', [])).rejects.toBe(refusal);
  await expect(guarded.fillWorkspace('0123456789abcdef', [])).rejects.toBe(refusal);
  expect(hasBegun).toBe(false);
  await create(store, 'b');
  isRefused = false;
  await create(guarded, 'c');
  expect(await idsOf(guarded)).toEqual(['before', 'b', 'c']);
});

test('waiting for writers ends when the transaction that was open has', async () => {
  const other = await place.store();
  const order: string[] = [];
  await store.transaction(place.workspace, async (inside) => {
    await create(inside, 'a');
    void other.awaitWriters().then(() => order.push('waited'));
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    order.push('written');
  });
  await other.awaitWriters();
  expect(order).toEqual(['written', 'waited']);
});
