// A process of the tests that writes to a database beside others: it says when it is ready, waits for a word from its
// parent, and appends messages; or it holds the write lock until that word comes.
// Arguments: file, workspace, session id, number of messages; 0 holds the lock instead.

import { once } from 'node:events';
import Database from 'better-sqlite3';

const [file = '', workspace = '', id = '', messages = '0'] = process.argv.slice(2);

async function holdLock(): Promise<void> {
  const database = new Database(file);
  database.exec('BEGIN IMMEDIATE');
  process.send?.('holding');
  await once(process, 'message');
  database.exec('COMMIT');
  database.close();
}

async function append(): Promise<void> {
  // A process that holds the lock starts without them in a fifth of the time.
  const [{ openSqliteStore }, { messageWith }] = await Promise.all([
    import('../index.ts'),
    import('./sessions.ts'),
  ]);
  const store = await openSqliteStore({ file });
  process.send?.('ready');
  await once(process, 'message');
  for (let number = 0; number < Number(messages); number++) {
    await store.addChatMessage(workspace, id, messageWith(`${process.pid}-${number}`));
  }
  await store.close();
}

await (messages === '0' ? holdLock() : append());
process.disconnect();
