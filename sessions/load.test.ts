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

test.each([
  ['json-safe', 'churn'],
  ['sqlite', 'editor'],
  ['sqlite-full', 'search'],
  ['dual', 'readers'],
  ['sqlite+json', 'appends'],
  ['floor-driver', 'appendMessage=1,getOne=1'],
] as const)('%s keeps every acknowledged write of two processes that do: %s', async (store, mix) => {
  const { load, check } = await outcomeOf({ store, mix });
  expect(check).toMatchObject({ verdict: 'ok', detail: '', counts: { failedOperations: 0 } });
  expect(load).toMatchObject({ store, mix, processes: 2, records: 3, found: load?.acknowledged, lost: 0 });
  const counts = new Map(load?.operations.map(({ operation, count }) => [operation, count]));
  expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(40);
  expect(load?.acknowledged).toBeGreaterThan(0);
  expect(counts.get('appendMessage')).toBe(load?.acknowledged);
});

test.each(['import', 'backup'])(
  'a mix with %s goes on beside windows in use; a store of files goes without, and says so',
  async (mix) => {
    const [database, files] = [
      await outcomeOf({ store: 'sqlite', mix, operationsPerProcess: 25, seed: 8 }),
      await outcomeOf({ store: 'json-safe', mix, operationsPerProcess: 25, seed: 8 }),
    ];
    expect(database.check).toMatchObject({ verdict: 'ok', detail: '' });
    expect(database.load?.operations).toContainEqual(
      expect.objectContaining({ operation: mix, count: 25, failed: 0 }),
    );
    expect(files.check).toMatchObject({
      verdict: 'ok',
      detail: `Left out, as the store does not offer it: ${mix}.`,
    });
    expect(files.load).toMatchObject({
      leftOut: [mix],
      workers: [{ group: 'windows' }, { group: 'windows' }],
    });
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

test.each(['sqlite', 'json-safe'])('an order explains the transactions of %s', async (store) => {
  const { load, check } = await outcomeOf({ store, mix: 'isolation', records: 4 });
  expect(check).toMatchObject({ verdict: 'ok', counts: { anomalies: 0, lost: 0, failedOperations: 0 } });
  const seen = load?.operations.map(({ operation }) => operation) ?? [];
  const shapes = ['moveOn', 'longRead', 'blindWrites', 'takenBack', 'readModifyWrite'];
  expect(seen).toEqual(expect.arrayContaining(shapes));
  expect(load?.acknowledged).toBeGreaterThan(0);
});

test('a run of reads alone says that sessions stay as they were', async () => {
  const { check } = await outcomeOf({ store: 'sqlite', mix: 'getOne=1' });
  expect(check).toMatchObject({ verdict: 'ok', name: 'sessions stay as they were' });
});

test('a program is under load like any other store, without transactions', async () => {
  const { load, check } = await outcomeOf({ store: 'mine', programs: { mine: serveCommand('sqlite') } });
  expect(check).toMatchObject({ verdict: 'ok', subject: 'mine', detail: '' });
  expect(load?.acknowledged).toBeGreaterThan(0);
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
    Array.from(
      definition.without(await content(), {
        entry: (id) => id === 'load-0-1',
        record: (record) => record > 1,
      }) as Iterable<unknown>,
    );
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

test('every operation answers on the model, and reads find the message that was appended', async () => {
  const store = new ModelStore();
  const folder = freshFolder();
  await definition.fill(store, { folder, records: 2 });
  const { appendMessage, create, delete: remove, ...others } = definition.operations;
  const call = { folder, record: 1, id: 'load-0-1' };
  await appendMessage?.call(store, call);
  await create?.call(store, { ...call, record: 7 });
  const seen: Record<string, string | undefined> = {};
  for (const [name, operation] of Object.entries(others)) {
    if (operation.offeredBy?.(store) === false || operation.does === 'transaction') continue;
    const answer = await operation.call(store, call);
    if (operation.does !== 'read') continue;
    seen[name] = operation.entries?.(answer as never).at(-1);
  }
  expect(seen).toMatchObject({ getOne: 'load-0-1', getAll: 'load-0-1', messages: 'load-0-1' });
  expect(Object.keys(seen).toSorted()).toEqual([
    'byTypePage',
    'firstPage',
    'getAll',
    'getOne',
    'messages',
    'search',
    'statistics',
  ]);
  await remove?.call(store, { ...call, record: 7 });
  expect([...definition.entries(await contentOf(store, { folder }))]).toHaveLength(2);
});

/** Each page comes when so many messages more are there. */
class GrowingStore extends ModelStore {
  override async listMessages(...call: Parameters<ModelStore['listMessages']>) {
    const append = definition.operations.appendMessage?.call as LoadOperation<SessionStore>['call'];
    const { total } = await super.listMessages(...call);
    for (let more = 0; more < 70; more++)
      await append(this, { folder: call[0], record: 0, id: `load-1-${total + more}` });
    return super.listMessages(...call);
  }
}

test('the page of the last messages is found however fast they come, and no refusal is made up', async () => {
  const store = new GrowingStore();
  const folder = freshFolder();
  await definition.fill(store, { folder, records: 1 });
  const page = (await definition.operations.messages?.call(store, {
    folder,
    record: 0,
    id: '',
  })) as readonly {
    id: string;
  }[];
  expect(page.at(-1)?.id).toBe('load-1-219');
});

test('the page of the last messages is the end of the list, however long it is', async () => {
  const store = new ModelStore();
  const folder = freshFolder();
  await definition.fill(store, { folder, records: 1 });
  const { appendMessage, messages } = definition.operations;
  for (let at = 0; at < 70; at++) await appendMessage?.call(store, { folder, record: 0, id: `load-0-${at}` });
  const page = await messages?.call(store, { folder, record: 0, id: '' });
  expect((page as readonly { id: string }[]).map(({ id }) => id)).toEqual(
    Array.from({ length: 25 }, (_, at) => `load-0-${45 + at}`),
  );
});
