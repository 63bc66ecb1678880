// What one connection alone never shows: every other call goes to a second store on the same files, so that whatever a store remembers,
// or has not handed over yet, is seen; and a transaction that reads first meets a writer before it writes.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionStore } from '../../contract/store.ts';
import type { SubjectDefinition } from '../../definition/subject.ts';
import { subjectFrom } from '../../definition/subjects.ts';
import { withMemoryFolder } from '../../props/memory-folder.ts';
import { type SubjectName, subjectNamed } from '../../subjects/registry.ts';
import { initialSessionId, initialSessions } from '../load/initial-sessions.ts';
import { asDefinition } from '../session-subjects.ts';
import { differenceOf } from './sequences.ts';

const OPERATIONS = 1_500;

/** The one and the other in turns. */
function inTurns(name: SubjectName): SubjectDefinition<SessionStore> {
  const one = asDefinition(subjectNamed(name));
  return {
    ...one,
    open: async (home, options) => {
      const stores = [await one.open(home, options), await one.open(home, options)] as const;
      let calls = 0;
      return new Proxy(stores[0], {
        get: (_target, key) => {
          if (key === 'close') return async () => Promise.all(stores.map((store) => store.close()));
          const store = stores[calls % 2] as SessionStore;
          const member: unknown = Reflect.get(store, key);
          if (typeof member !== 'function') return member;
          calls++;
          return member.bind(store);
        },
      });
    },
  };
}

export async function twoConnections(seed: number): Promise<string | null> {
  const [files, database] = (['json-safe', 'sqlite'] as const).map((name) =>
    subjectFrom(`${name}, twice`, inTurns(name)),
  );
  if (files === undefined || database === undefined) return 'there is no such store';
  return (
    (await readThenWrite('sqlite')) ??
    (await readThenWrite('json-safe')) ??
    (await besideTheApp()) ??
    (await differenceOf({ left: database, right: database, operations: OPERATIONS, seed })) ??
    (await differenceOf({ left: files, right: files, operations: OPERATIONS / 5, seed }))
  );
}

const messageOf = (id: string) => ({ id, role: 'user', content: id, timestamp: '2025-10-01T00:00:00Z' });

/** A transaction reads, another connection is asked to append, and then the transaction appends: nothing may be lost or fail. */
const readThenWrite = (name: SubjectName): Promise<string | null> =>
  withMemoryFolder('check', async (home) => {
    const folder = join(home, 'work');
    mkdirSync(folder);
    const subject = subjectNamed(name);
    const [one, other] = [await subject.open(home), await subject.open(home)];
    try {
      const [first] = initialSessions(1);
      if (first === undefined) return 'there is no session';
      const id = initialSessionId(0);
      await one.createSession(folder, first);
      let appended: Promise<unknown> = Promise.resolve();
      await one.transaction(folder, async (inside) => {
        await inside.getSession(folder, id);
        appended = other.addChatMessage(folder, id, messageOf('of the other'));
        // Until the other one has tried.
        for (let turn = 0; turn < 5; turn++) await new Promise((done) => setImmediate(done));
        await inside.addChatMessage(folder, id, messageOf('of the transaction'));
      });
      await appended;
      const before = first.chatHistory.length;
      for (const store of [one, other]) {
        const { chatHistory } = await store.getSession(folder, id);
        if (chatHistory.length !== before + 2)
          return `${name}: of 2 messages beside each other ${chatHistory.length - before} are there`;
      }
      return null;
    } finally {
      await one.close();
      await other.close();
    }
  });

/** The app takes no lock: what it writes while a transaction of the safe files is open is kept, and the transaction is told. */
const besideTheApp = (): Promise<string | null> =>
  withMemoryFolder('check', async (home) => {
    const folder = join(home, 'work');
    mkdirSync(folder);
    const [safe, app] = [await subjectNamed('json-safe').open(home), await subjectNamed('json').open(home)];
    const [first, second] = initialSessions(2);
    if (first === undefined || second === undefined) return 'there are no sessions';
    await safe.createSession(folder, first);
    const outcome = await safe
      .transaction(folder, async (inside) => {
        await inside.addChatMessage(folder, first.id, messageOf('of the transaction'));
        await app.createSession(folder, second);
      })
      .then(() => 'it is kept', String);
    const ids = (await safe.getAllSessions(folder)).map(({ id }) => id);
    if (!ids.includes(second.id)) return 'a transaction wrote over what the app had written';
    return outcome.includes('another program wrote it') ? null : `a write of the app in between: ${outcome}`;
  });
