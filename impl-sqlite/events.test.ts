import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SlowStatement } from './index.ts';
import { instanceWith, messageWith, sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();
const CANARY = 'canary7f3a';
let heard: SlowStatement[] = [];
const listen = (message: unknown) => heard.push(message as SlowStatement);

beforeEach(() => {
  heard = [];
  subscribe('storeproof:sqlite:slow', listen);
});
afterEach(() => {
  unsubscribe('storeproof:sqlite:slow', listen);
});

test('slow statements are reported with name, text and duration, and never with a value', async () => {
  const store = await place.store({ slowMs: 0 });
  const { workspace } = place;
  const session = sessionWith(CANARY, {
    type: CANARY,
    status: CANARY,
    task: CANARY,
    createdAt: CANARY,
    instances: [instanceWith(1, { agentName: CANARY, output: CANARY })],
    chatHistory: [messageWith(CANARY, { content: CANARY })],
  });
  await store.createSession(workspace, session);
  await store.updateSession(workspace, session);
  await store.addChatMessage(workspace, CANARY, messageWith(CANARY, { content: CANARY }));
  await store.updateInstanceStatus(workspace, CANARY, 1, CANARY);
  await store.getSession(workspace, CANARY);
  for (let read = 0; read < 3; read++) await store.getAllSessions(workspace);
  await store.listSessions(workspace, {
    types: [CANARY],
    statuses: [CANARY, 'x'],
    text: CANARY,
    createdFrom: CANARY,
  });
  await store.sessionStatistics(workspace, { types: [CANARY] });
  await store.searchSessions(workspace, { text: `${CANARY} ${CANARY.slice(0, 4)}*` });
  await store.deleteSession(workspace, CANARY);

  const names = new Set(heard.map(({ statement }) => statement));
  const expected = [
    'begin immediate',
    'commit',
    'insert session',
    'update session',
    'page of sessions',
    'statistics of sessions',
    'search for words',
  ];
  for (const name of expected) expect(names).toContain(name);
  for (const event of heard) {
    expect(event).toEqual({
      file: place.file,
      statement: expect.stringMatching(/^[a-z0-9 ]+$/),
      sql: expect.stringMatching(/^\s*(SELECT|INSERT|UPDATE|DELETE|PRAGMA|BEGIN|COMMIT|ROLLBACK|REPLACE)/i),
      durationNs: expect.any(Number),
    });
    expect(Number.isSafeInteger(event.durationNs) && event.durationNs >= 0).toBe(true);
  }
  expect(JSON.stringify(heard)).not.toContain(CANARY);
});

test('statements below the limit are not reported', async () => {
  const store = await place.store({ slowMs: 60_000 });
  await store.createSession(place.workspace, sessionWith('a'));
  await store.getAllSessions(place.workspace);
  expect(heard).toEqual([]);
});

test('errors name ids and files, and never content', async () => {
  const store = await place.store();
  const session = sessionWith('s', { task: CANARY, chatHistory: [messageWith('m', { content: CANARY })] });
  await store.createSession(place.workspace, session);
  await store.close();
  const raw = place.raw();
  raw.exec('UPDATE sessions SET message_count = 2');
  raw.close();
  const damaged = await place.store();
  const error: unknown = await damaged.getAllSessions(place.workspace).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'E_CORRUPT' });
  expect(`${(error as Error).message}${JSON.stringify(error)}`).not.toContain(CANARY);
});
