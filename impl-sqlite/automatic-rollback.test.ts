// SQLite ends a whole transaction by itself when the disk is full. A page limit stands for the full disk here.

import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import type { SessionOperations } from '../contract/store.ts';
import type { Connection } from './connection.ts';
import type { SqliteStore } from './index.ts';
import { sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();
const FULL = { code: 'E_NO_SPACE', exitCode: 7 };
let store: SqliteStore;

beforeEach(async () => {
  store = await place.store();
  await store.createSession(place.workspace, sessionWith('before'));
  const { database } = (store as unknown as { connection: Connection }).connection;
  database.pragma(`max_page_count = ${Number(database.pragma('page_count', { simple: true })) + 6}`);
});

const create = (operations: SessionOperations, id: string, task = 'task') =>
  operations.createSession(place.workspace, sessionWith(id, { task }));
const createTooBig = (operations: SessionOperations) =>
  create(operations, 'big', randomBytes(300_000).toString('hex'));
const idsOf = async (operations: SessionOperations): Promise<string[]> =>
  (await operations.getAllSessions(place.workspace)).map(({ id }) => id);

/** What the disk would stay full of. */
const logBytes = (): number => statSync(`${store.file}-wal`).size;

test('a transaction whose disk fills up keeps nothing, even when its work goes on', async () => {
  const transaction = store.transaction(place.workspace, async (inside) => {
    await create(inside, 'one');
    await expect(createTooBig(inside)).rejects.toMatchObject(FULL);
    await expect(create(inside, 'two')).rejects.toMatchObject(FULL);
    await expect(inside.getAllSessions(place.workspace)).rejects.toMatchObject(FULL);
    await expect(inside.listSessions(place.workspace)).rejects.toMatchObject(FULL);
    return 'fine';
  });
  await expect(transaction).rejects.toMatchObject(FULL);
  expect(logBytes()).toBe(0);
  expect(await idsOf(store)).toEqual(['before']);
  await create(store, 'after');
  expect(await idsOf(store)).toEqual(['before', 'after']);
  expect((await store.check()).findings).toEqual([]);
});

test('a transaction that fails after it keeps the error of its work', async () => {
  const transaction = store.transaction(place.workspace, async (inside) => {
    await createTooBig(inside).catch(() => {});
    throw new RangeError('changed my mind');
  });
  await expect(transaction).rejects.toThrow(new RangeError('changed my mind'));
  expect(await idsOf(store)).toEqual(['before']);
});

test('a write of its own that fills the disk keeps nothing, and the next one goes on', async () => {
  await expect(createTooBig(store)).rejects.toMatchObject(FULL);
  expect(logBytes()).toBe(0);
  await create(store, 'after');
  expect(await idsOf(store)).toEqual(['before', 'after']);
});
