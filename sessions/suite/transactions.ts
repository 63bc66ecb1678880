// Transactions: all or nothing, one workspace, no nesting, no calls past them.

import { expect, test } from 'vitest';
import type { SessionOperations } from '../../contract/store.ts';
import { sampleInstance, sampleMessage, sampleSession } from './sample.ts';
import type { StoreHome } from './store-home.ts';

const REFUSED = { code: 'E_TRANSACTION' };

export function transactionTests(place: StoreHome): void {
  const idsOf = async (): Promise<string[]> =>
    (await place.store.getAllSessions(place.path)).map(({ id }) => id);

  test('work sees its own writes, and all of them stay', async () => {
    const { store, path } = place;
    const answer = await store.transaction(path, async (operations) => {
      await operations.createSession(path, sampleSession('a', { instances: [sampleInstance(1)] }));
      await operations.addChatMessage(path, 'a', sampleMessage('m', { content: 'needle' }));
      await operations.updateInstanceStatus(path, 'a', 1, 'running');
      expect((await operations.searchSessions(path, { text: 'needle' })).hits).toHaveLength(1);
      expect((await operations.listSessions(path)).sessions).toHaveLength(1);
      return operations.getSession(path, 'a');
    });
    expect(answer.chatHistory).toHaveLength(1);
    expect(await store.getAllSessions(path)).toEqual([answer]);
  });

  test('work that throws leaves nothing behind, and its error comes out as it is', async () => {
    const { store, path } = place;
    await place.put(sampleSession('kept'));
    const failure = new RangeError('changed my mind');
    const attempt = store.transaction(path, async (operations) => {
      await operations.createSession(path, sampleSession('a', { task: 'needle' }));
      await operations.deleteSession(path, 'kept');
      throw failure;
    });
    await expect(attempt).rejects.toBe(failure);
    expect(await idsOf()).toEqual(['kept']);
    expect((await store.searchSessions(path, { text: 'needle' })).hits).toEqual([]);
  });

  test('a refused operation inside undoes nothing by itself', async () => {
    const { store, path } = place;
    await store.transaction(path, async (operations) => {
      await operations.createSession(path, sampleSession('a'));
      await expect(operations.getSession(path, 'b')).rejects.toThrow('Session b not found');
      await operations.createSession(path, sampleSession('c'));
    });
    expect(await idsOf()).toEqual(['a', 'c']);
  });

  test('another workspace is refused inside, another spelling of this one is not', async () => {
    const { store, path } = place;
    await store.transaction(path, async (operations) => {
      await operations.createSession(`${path}/`, sampleSession('a'));
      const foreign = operations.createSession(`${path}-other`, sampleSession('b'));
      await expect(foreign).rejects.toMatchObject(REFUSED);
      for (const read of [operations.getAllSessions(`${path}-other`), operations.listAllSessions()]) {
        await expect(read).rejects.toMatchObject(REFUSED);
      }
    });
    expect(await idsOf()).toEqual(['a']);
    expect(await store.getAllSessions(`${path}-other`)).toEqual([]);
  });

  test('the store itself, called from inside, refuses instead of waiting for ever', async () => {
    const { store, path } = place;
    await store.transaction(path, async () => {
      await expect(store.getAllSessions(path)).rejects.toMatchObject(REFUSED);
      const nested = store.transaction(path, async () => undefined);
      await expect(nested).rejects.toMatchObject(REFUSED);
    });
    expect(await idsOf()).toEqual([]);
  });

  test.each([
    ['commit', false],
    ['failure', true],
  ])('operations kept beyond its %s are refused', async (_ending, isFailing) => {
    const { store, path } = place;
    let kept: SessionOperations | undefined;
    const transaction = store.transaction(path, async (operations) => {
      kept = operations;
      if (isFailing) throw new RangeError('changed my mind');
    });
    await (isFailing ? expect(transaction).rejects.toThrow(RangeError) : transaction);
    await expect(kept!.createSession(path, sampleSession('late'))).rejects.toMatchObject(REFUSED);
    await expect(kept!.getAllSessions(path)).rejects.toMatchObject(REFUSED);
    expect(await idsOf()).toEqual([]);
  });

  test('work begun inside may use the store once the transaction is over', async () => {
    const { store, path } = place;
    const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
    let later: Promise<unknown> | undefined;
    await store.transaction(path, async (operations) => {
      later = isOver.then(() => store.createSession(path, sampleSession('later')));
      await operations.createSession(path, sampleSession('a'));
    });
    end();
    await later;
    expect(await idsOf()).toEqual(['a', 'later']);
  });

  test('other calls wait for it', async () => {
    const { store, path } = place;
    const order: string[] = [];
    const transaction = store.transaction(path, async (operations) => {
      await operations.createSession(path, sampleSession('a'));
      await new Promise((resolve) => setImmediate(resolve));
      await operations.createSession(path, sampleSession('b'));
      order.push('transaction');
    });
    const outside = store.createSession(path, sampleSession('c')).then(() => order.push('outside'));
    await Promise.all([transaction, outside]);
    expect(order).toEqual(['transaction', 'outside']);
    expect(await idsOf()).toEqual(['a', 'b', 'c']);
  });

  test('a blank path is refused before any work', async () => {
    const { store } = place;
    const attempt = store.transaction(' ', async () => expect.unreachable());
    await expect(attempt).rejects.toMatchObject({
      code: 'E_BLANK_PATH',
      message: 'Cannot start a transaction: workspace path is empty.',
    });
  });
}
