// Transactions of a load, of the shapes that show what isolation is missing: each reads and appends messages of several sessions. Where
// the store runs transactions one after the other, any history of them is explained by an order.

import { setTimeout as pause } from 'node:timers/promises';
import { sessionDigest } from '../../contract/canonical.ts';
import { StoreError } from '../../contract/errors.ts';
import type { SessionOperations, SessionStore } from '../../contract/store.ts';
import type { LoadCall, LoadOperation, LoadTransaction } from '../../definition/load.ts';
import { offeredBy } from '../../subjects/index.ts';
import { initialSessionId, messageOf } from './initial-sessions.ts';

type Operation = LoadOperation<SessionStore>;

/** Inside a transaction, or with a store that has none open. */
class Calls {
  readonly records: readonly number[];
  readonly steps: LoadTransaction['steps'];
  private readonly inside: Pick<SessionOperations, 'getSession' | 'addChatMessage'>;
  private readonly load: LoadCall;

  constructor(inside: Calls['inside'], load: LoadCall) {
    const { others, steps } = load.transaction as LoadTransaction;
    this.inside = inside;
    this.load = load;
    this.records = [load.record, ...others];
    this.steps = steps;
  }

  async read(record: number) {
    const session = await this.inside.getSession(this.load.folder, initialSessionId(record));
    const ids = session.chatHistory.map(({ id }) => id);
    this.steps.read(record, ids);
    return session;
  }

  async append(record: number): Promise<void> {
    this.steps.appends(record);
    await this.inside.addChatMessage(this.load.folder, initialSessionId(record), messageOf(this.load.id));
  }
}

const transaction = (work: (calls: Calls) => Promise<unknown>): Operation => ({
  does: 'transaction',
  offeredBy: (store) => offeredBy(store).has('transaction') && offeredBy(store).has('addChatMessage'),
  call: (store, load) => store.transaction(load.folder, async (inside) => work(new Calls(inside, load))),
});

/** What ends a transaction that is to be taken back. */
class TakenBack extends Error {}

const takenBack = transaction(async (calls) => {
  for (const record of calls.records) await calls.append(record);
  await calls.read(calls.records[0] as number);
  throw new TakenBack();
});

/** Long enough for others to write meanwhile, if they can. */
const LONG_MS = 1;

export const transactions: Readonly<Record<string, Operation>> = {
  /** Reads one and writes to another one: two of them in turn, and both orders are wrong. */
  moveOn: transaction(async (calls) => {
    const [first = 0, second = first] = calls.records;
    await calls.read(first);
    await calls.append(second);
  }),
  longRead: transaction(async (calls) => {
    for (const record of calls.records) {
      await calls.read(record);
      await pause(LONG_MS);
    }
    await calls.read(calls.records[0] as number);
  }),
  blindWrites: transaction(async (calls) => {
    for (const record of calls.records) await calls.append(record);
  }),
  takenBack: {
    ...takenBack,
    call: async (store: SessionStore, load: LoadCall) => {
      try {
        await takenBack.call(store, load);
      } catch (error) {
        if (!(error instanceof TakenBack)) throw error;
        load.transaction?.steps.undone();
      }
    },
  },
  /** Without a transaction: the whole session is written again, unless somebody changed it since it was read. */
  readModifyWrite: {
    does: 'transaction',
    offeredBy: (store) => offeredBy(store).has('updateSessionIf'),
    call: async (store, load) => {
      const { record, folder, id } = load;
      const calls = new Calls(store, load);
      const session = await calls.read(record);
      const chatHistory = [...session.chatHistory, messageOf(id)];
      calls.steps.appends(record);
      try {
        await store.updateSession(
          folder,
          { ...session, chatHistory, updatedAt: new Date().toISOString() },
          { expectedRevision: sessionDigest(session) },
        );
      } catch (error) {
        if (!(error instanceof StoreError && error.code === 'E_CONFLICT')) throw error;
        calls.steps.undone();
      }
    },
  },
};
