import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MessageInput } from '../contract/session.ts';
import { BareDriver } from './bare-driver.ts';
import { RecordedStore, type Step, whileWatched } from './floors.ts';
import { SEARCH_TAIL_MAX } from './search-index.ts';
import { SqliteStore } from './store.ts';
import { instanceWith, sessionWith } from './suite/sessions.ts';

let folder: string;
let recorded: RecordedStore;
let bare: BareDriver;
let steps: Step[] = [];

const message = (id: string): MessageInput => ({
  id,
  role: 'assistant',
  content: `${id} was here`,
  timestamp: '2025-10-01T00:00:00.000Z',
});
const sqlOf = (all: readonly Step[]): string[] => all.map(({ sql }) => sql);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'storeproof-bare-driver-'));
  const file = join(folder, 'sessions.db');
  recorded = new RecordedStore(file);
  await recorded.store.createSession(folder, sessionWith('a', { instances: [instanceWith(1)] }));
  bare = whileWatched(
    (step) => steps.push(step),
    () => new BareDriver(file, { durability: 'normal', waitMs: 1_000 }),
  );
});

afterEach(async () => {
  bare.close();
  await recorded.store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As another process would, so that the store has to read the session again. */
async function changedByAnother(id: string): Promise<void> {
  const other = new SqliteStore(join(folder, 'sessions.db'));
  await other.addChatMessage(folder, 'a', message(id));
  await other.close();
}

test('the driver alone appends and reads with the statements of the store', async () => {
  await changedByAnother('m1');
  const { script: appended } = await recorded.record(() =>
    recorded.store.addChatMessage(folder, 'a', message('m2')),
  );
  await changedByAnother('m3');
  const { script: read } = await recorded.record(() => recorded.store.getSession(folder, 'a'));
  steps = [];
  bare.append(folder, 'a', message('m4'));
  expect(sqlOf(steps).toSorted()).toEqual(sqlOf(appended.steps).toSorted());
  steps = [];
  const messages = bare.read(folder, 'a');
  // The store looks first whether it may answer from memory.
  expect(sqlOf(read.steps)).toEqual(expect.arrayContaining(sqlOf(steps)));
  expect(read.steps.length - steps.length).toBeLessThanOrEqual(1);
  expect(messages.map(({ id }) => id)).toEqual(['m1', 'm2', 'm3', 'm4']);
});

test('what the driver alone appended is there for the store, and searched for it is found', async () => {
  const ids = Array.from({ length: SEARCH_TAIL_MAX + 3 }, (_, at) => `word${at}`);
  for (const id of ids) bare.append(folder, 'a', message(id));
  const { chatHistory } = await recorded.store.getSession(folder, 'a');
  expect(chatHistory.map(({ id }) => id)).toEqual(ids);
  for (const text of ['word0', `word${SEARCH_TAIL_MAX}`, `word${SEARCH_TAIL_MAX + 2}`]) {
    expect((await recorded.store.searchSessions(folder, { text })).hits).toHaveLength(1);
  }
});
