import { appendFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { type LoggedCall, type Seen, WorkerLog } from '../worker-log.ts';
import { SoakWatch, type Watched } from './watch.ts';

const { freshPath } = useFolder('soak-watch');

const OPERATIONS = [{ does: 'append' }, { does: 'read' }, { does: 'read', shows: 'last' }] as const;
const [APPEND, READ, READ_LAST] = [0, 1, 2];

interface Scene {
  readonly watch: SoakWatch;
  logged(call: Partial<LoggedCall>): void;
}

function scene(watched: Partial<Watched> = {}): Scene {
  const file = freshPath();
  const log = new WorkerLog(file);
  const watch = new SoakWatch({
    ...{ logFiles: [freshPath(), file], operations: OPERATIONS, isExcused: (code) => code === 'E_LOCKED' },
    ...{ mayLose: false, ...watched },
  });
  onTestFinished(() => watch.close());
  const base = {
    operation: APPEND,
    record: 3,
    dueNs: 0,
    beginNs: 0,
    endNs: 2e6,
    waits: 0,
    failure: null,
    seen: null,
  };
  return { watch, logged: (call) => log.add({ ...base, ...call }, true) };
}

const seen = (kept: number, ...fresh: string[]): Seen => ({ others: 0, kept, fresh });

test('each look tells of the calls since the one before', async () => {
  const { watch, logged } = scene();
  for (let call = 0; call < 10; call++) logged({});
  expect(await watch.look(2e9)).toEqual({ perSecond: 5, latencyNsP99: 2e6, alarm: null });
  expect(await watch.look(3e9)).toEqual({ perSecond: 0, latencyNsP99: null, alarm: null });
  logged({ endNs: 8e6 });
  expect(await watch.look(4e9)).toEqual({ perSecond: 1, latencyNsP99: 8e6, alarm: null });
});

test('a line that is still being written is left for the next look', async () => {
  const file = freshPath();
  appendFileSync(file, '0 3 0 0 2000');
  const watch = new SoakWatch({
    logFiles: [file],
    operations: OPERATIONS,
    isExcused: () => true,
    mayLose: false,
  });
  expect(await watch.look(1e9)).toMatchObject({ perSecond: 0 });
  appendFileSync(file, '000 0\n');
  expect(await watch.look(2e9)).toMatchObject({ perSecond: 1, latencyNsP99: 2e6 });
  watch.close();
});

test('a call that failed with what nothing excuses is an alarm that stays', async () => {
  const { watch, logged } = scene();
  logged({ failure: { code: 'E_LOCKED', message: 'busy' } });
  expect((await watch.look(1e9)).alarm).toBe(null);
  logged({ failure: { code: 'LUCK', message: 'no luck' } });
  for (const now of [2e9, 3e9])
    expect((await watch.look(now)).alarm).toBe('A call failed with LUCK: no luck');
});

test('entries that a worker saw and no longer sees are an alarm', async () => {
  const { watch, logged } = scene();
  logged({ operation: READ, seen: seen(0, 'load-0-1', 'load-1-1') });
  logged({ operation: READ, seen: seen(2, 'load-0-2') });
  logged({ operation: READ, record: 4, seen: seen(0, 'load-0-5') });
  expect((await watch.look(1e9)).alarm).toBe(null);
  logged({ operation: READ, seen: seen(2) });
  expect((await watch.look(2e9)).alarm).toBe('Worker 1 saw 3 entries of record 3, and then 2 of them.');
});

test.each([
  ['in a read that shows only the last ones', { operation: READ_LAST }, {}],
  ['in a store that promises nothing to several processes', { operation: READ }, { mayLose: true }],
])('fewer entries %s are none', async (_, call, watched) => {
  const { watch, logged } = scene(watched);
  logged({ ...call, seen: seen(0, 'load-0-1', 'load-1-1') });
  logged({ ...call, seen: seen(0) });
  expect((await watch.look(1e9)).alarm).toBe(null);
});
