import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { SessionStore } from '../contract/store.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import type { LoadOperation } from '../definition/load.ts';
import { type LoadOptions, runLoad } from '../load/index.ts';
import { loadSchema } from '../results/load.ts';
import { checkSchema } from '../results/result.ts';
import { serveCommand } from '../subjects/index.ts';
import { contentOf } from './content.ts';
import { load as definition } from './load.ts';
import { ModelStore } from './model.ts';
import { sessionSource } from './source.ts';

const { freshFolder } = useFolder('sessions-load');
const SMOKE = { processes: 2, records: 3, operationsPerProcess: 20, seed: 1 };

async function outcomeOf(options: Partial<LoadOptions> & { store: string }) {
  const outcome = await runLoad(await sessionSource(), { ...SMOKE, ...options });
  checkSchema.parse(outcome.check);
  if (outcome.load !== null) loadSchema.parse(outcome.load);
  return outcome;
}

test.each(['json-safe', 'sqlite', 'sqlite-full', 'dual', 'sqlite+json'])(
  '%s keeps every acknowledged write of two processes',
  async (store) => {
    const { load, check } = await outcomeOf({ store });
    expect(check.verdict).toBe('ok');
    expect(load?.acknowledged).toBeGreaterThan(5);
    expect(load).toMatchObject({ store, processes: 2, records: 3, found: load?.acknowledged, lost: 0 });
    const counts = load?.operations.map(({ operation, count, failed }) => ({ operation, count, failed }));
    expect(counts?.reduce((sum, { count }) => sum + count, 0)).toBe(40);
    expect(counts?.find(({ operation }) => operation === 'appendMessage')?.count).toBe(load?.acknowledged);
  },
);

test('what the file store of the app loses is a finding that was expected', async () => {
  const { load, check } = await outcomeOf({
    store: 'json',
    processes: 3,
    operationsPerProcess: 60,
    mix: 'appends',
  });
  const { lost, duplicated, disordered, damaged, failedOperations } = check.counts;
  const isFlawless = [lost, duplicated, disordered, damaged, failedOperations].every((n) => n === 0);
  expect(check.verdict).toBe(isFlawless ? 'ok' : 'expected-fail');
  expect(load?.acknowledged).toBe((load?.found ?? 0) + (load?.lost ?? 0));
});

test('a run of reads alone says that sessions stay as they were', async () => {
  const { check } = await outcomeOf({ store: 'sqlite', mix: 'getOne=1' });
  expect(check).toMatchObject({ verdict: 'ok', name: 'sessions stay as they were' });
});

test('a program is under load like any other store, without transactions', async () => {
  const { load, check } = await outcomeOf({ store: 'mine', programs: { mine: serveCommand('sqlite') } });
  expect(check).toMatchObject({ verdict: 'ok', subject: 'mine', detail: '' });
  expect(load?.acknowledged).toBeGreaterThan(5);
});

test('a rate that nothing can keep makes the run unknown, and its row says what was achieved', async () => {
  const { load, check } = await outcomeOf({
    store: 'sqlite',
    operationsPerProcess: 200_000,
    durationMs: 100,
    perSecond: 100_000,
  });
  expect(check).toMatchObject({ verdict: 'unknown', counts: { lost: 0 } });
  expect(load?.arrival).toMatchObject({ askedPerSecond: 100_000 });
});

test('without what a load appended, sessions are as they were; everything else that changed shows', async () => {
  const store = new ModelStore();
  const folder = freshFolder();
  const append = definition.operations.appendMessage?.call as LoadOperation<SessionStore>['call'];
  await definition.fill(store, { folder, records: 2 });
  const content = () => contentOf(store, { folder });
  const left = async () =>
    definition.without(await content(), {
      entry: (id) => id === 'load-0-1',
      record: (record) => record > 1,
    });
  const before = await left();
  await append(store, { folder, record: 1, id: 'load-0-1' });
  expect(await left()).toEqual(before);
  const ids = Object.fromEntries(definition.entries(await content()));
  expect(ids[0]).toHaveLength(10);
  expect(ids[1]?.slice(-2)).toEqual(['load-session-1-message-9', 'load-0-1']);
  await append(store, { folder, record: 0, id: 'other' });
  expect(await left()).not.toEqual(before);
});

test('a session in another workspace of the run counts as well', async () => {
  const store = new ModelStore();
  const folder = freshFolder();
  mkdirSync(`${folder}/other`);
  await definition.fill(store, { folder, records: 1 });
  await definition.fill(store, { folder: `${folder}/other`, records: 1 });
  const records = [...definition.entries(await contentOf(store, { folder }))].map(([record]) => record);
  expect(records).toEqual([0, 0]);
});
