import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SessionInput } from '../contract/session.ts';
import { isSameResult, RawDriver, RecordedStore } from './floors.ts';
import { instanceWith } from './suite/sessions.ts';

let folder: string;
let recorded: RecordedStore;
let raw: RawDriver;

const session = (id: string): SessionInput => ({
  id,
  type: 'debate',
  task: 'which floor',
  status: 'running',
  createdAt: '2025-11-12T14:00:00.123Z',
  updatedAt: '2025-11-12T14:00:00.123Z',
  instances: [],
  chatHistory: [],
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'storeproof-floors-'));
  const file = join(folder, 'sessions.db');
  recorded = new RecordedStore(file);
  await recorded.store.createSession(folder, session('a'));
  raw = new RawDriver(file);
});

afterEach(async () => {
  raw.close();
  await recorded.store.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the driver reads the rows that the store read, until they are others', async () => {
  const { answer, script } = await recorded.record(() => recorded.store.getSession(folder, 'a'));
  expect(answer).toMatchObject(session('a'));
  const run = raw.ready(script);
  expect(script.steps.length).toBeGreaterThan(2);
  expect(isSameResult(script, run())).toBe(true);
  await recorded.store.updateSession(folder, { ...session('a'), task: 'another one' });
  expect(isSameResult(script, run())).toBe(false);
});

test('the driver reads rows with outputs that the store unpacks', async () => {
  const output = Array.from({ length: 2_000 }, (_, line) => `line ${line}`).join('\n');
  const instances = [instanceWith(1, { output })];
  await recorded.store.createSession(folder, { ...session('long'), instances });
  // One that has nothing in memory.
  await recorded.store.close();
  recorded = new RecordedStore(join(folder, 'sessions.db'));
  const { script } = await recorded.record(() => recorded.store.getAllSessions(folder));
  expect(isSameResult(script, raw.ready(script)())).toBe(true);
});

test('the driver writes what the store wrote', async () => {
  const { script } = await recorded.record(() => recorded.store.createSession(folder, session('b')));
  await recorded.store.deleteSession(folder, 'b');
  expect(isSameResult(script, raw.ready(script)())).toBe(true);
  expect(await recorded.store.getSession(folder, 'b')).toMatchObject(session('b'));
  expect((await recorded.store.check()).findings).toEqual([]);
});

test('a new connection needs its statements made ready again', async () => {
  const { script } = await recorded.record(() => recorded.store.getSession(folder, 'a'));
  raw.reopen();
  expect(isSameResult(script, raw.ready(script)())).toBe(true);
});

test('the driver is as it was once the recording is over', async () => {
  const { prepare } = Database.prototype as unknown as { prepare: unknown };
  await expect(recorded.record(() => recorded.store.getSession(folder, 'none'))).rejects.toThrow('not found');
  expect((Database.prototype as unknown as { prepare: unknown }).prepare).toBe(prepare);
});
