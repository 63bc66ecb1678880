import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test, vi } from 'vitest';
import type { SessionStore } from '../../contract/store.ts';
import { sampleSession } from '../../contract/suite/samples.ts';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { sourceAt } from '../../definition/source.ts';
import { LISTED } from '../statements/listed.ts';
import { slowModule } from './slow-statement.ts';

const { root, freshFolder } = useFolder('storeproof-slow-statement');

test('the store of a slow statement answers as before, and waits behind that statement alone', async () => {
  const statement = LISTED.find(({ name }) => name === 'page of messages')!;
  const module = join(root, 'slow.mjs');
  writeFileSync(module, slowModule([{ statement, share: 40 }]));
  const { definition } = await sourceAt<SessionStore>(pathToFileURL(module).href);
  const subject = definition.subjects.sqlite;
  if (subject === undefined || !('open' in subject)) throw new Error('there is no such store');
  const store = await subject.open(freshFolder(), {});
  const session = await store.createSession(root, sampleSession('a'));
  // A clock that goes on by one with each look: one look before the statement, one behind it, and 40 to wait.
  let now = 0n;
  vi.spyOn(process.hrtime, 'bigint').mockImplementation(() => now++);
  expect(await store.getSession(root, 'a')).toEqual(session);
  expect(now).toBe(0n);
  expect(await store.listMessages(root, 'a')).toEqual({ items: session.chatHistory, total: 0 });
  expect(now).toBe(42n);
  await store.close();
});
