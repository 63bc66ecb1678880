// The loop of a worker on a clock that only calls and waits move: what it logs follows from them alone.

import { expect, test } from 'vitest';
import type { LoadCall, LoadDefinition, LoadOperation } from '../definition/load.ts';
import { Tally } from './tally.ts';
import type { LoggedCall } from './worker-log.ts';
import { driveLoad, nextChange, type WorkerPlan } from './worker-loop.ts';

const PLAN: WorkerPlan = {
  ...{ seed: 1, worker: 0, processes: 1, records: 3, weights: [1], folder: '/f' },
  ...{ durationMs: 2_000, operationsMax: 1e9, perSecond: null },
};
const MS = 1_000_000;

type Operations = LoadDefinition<null>['operations'];

interface Driven {
  readonly calls: readonly LoggedCall[];
  readonly handedOver: readonly boolean[];
  readonly tally: Tally;
}

interface Script {
  /** How long each call takes. */
  readonly lengthNs?: (call: LoadCall) => number;
  /** By how much each wait is late. */
  readonly lateNs?: number;
  readonly operations?: (pass: (call: LoadCall) => void) => Operations;
  readonly onWait?: LoadDefinition<null>['onWait'];
  /** After each call. */
  readonly betweenNs?: number;
}

const adding = (pass: (call: LoadCall) => void): Operations => ({
  add: { does: 'append', call: (_, load) => pass(load) },
});

async function driven(plan: Partial<WorkerPlan>, script: Script = {}): Promise<Driven> {
  const { lengthNs = () => MS, lateNs = 0, operations = adding, onWait, betweenNs = 0 } = script;
  let now = 0;
  const pass = (call: LoadCall): void => {
    now += lengthNs(call);
  };
  const load = { operations: operations(pass), ...(onWait && { onWait }) };
  const calls: LoggedCall[] = [];
  const handedOver: boolean[] = [];
  await driveLoad(
    { ...PLAN, ...plan },
    {
      store: null,
      load: load as LoadDefinition<null>,
      now: () => now,
      wait: async (dueNs) => {
        if (dueNs > now) now = dueNs + lateNs;
      },
      between: () => {
        now += betweenNs;
        return now;
      },
      log: (call, isHandedOver) => {
        calls.push(call);
        handedOver.push(isHandedOver);
      },
    },
  );
  const tally = new Tally(load as unknown as LoadDefinition<never>, 1);
  for (const call of calls) tally.add(0, call);
  return { calls, handedOver, tally };
}

const p = (tally: Tally, share: number): number => tally.operations[0]?.latencies[0]?.quantile(share) ?? 0;
const stalledAt = (id: string, forNs: number) => (call: LoadCall) => (call.id === id ? forNs : 10_000);

test('what is done between two calls is no latency of a closed loop, and the lag of an open one', async () => {
  const betweenNs = 3 * MS;
  const closed = await driven({ operationsMax: 100 }, { lengthNs: () => MS, betweenNs });
  expect(new Set(closed.calls.map(({ dueNs, endNs }) => endNs - dueNs))).toEqual(new Set([MS]));
  const open = await driven({ perSecond: 1_000, operationsMax: 100 }, { lengthNs: () => 10_000, betweenNs });
  const [, second] = open.calls;
  expect((second?.beginNs ?? 0) - (second?.dueNs ?? 0)).toBe(betweenNs + 10_000 - MS);
});

test('a call that stalls for 200 ms is in the percentiles of an open loop in full', async () => {
  const { calls, tally } = await driven(
    { perSecond: 1_000 },
    { lengthNs: stalledAt('load-0-500', 200 * MS) },
  );
  expect(calls).toHaveLength(2_000);
  expect(tally.operations[0]?.latencies[0]?.maxNs).toBe(200 * MS);
  // Of the 2,000 calls the 200 that were due meanwhile waited for it, the last of them hardly.
  expect(p(tally, 0.99)).toBeGreaterThan(175 * MS);
  expect(p(tally, 0.95)).toBeGreaterThan(95 * MS);
  expect(p(tally, 0.89)).toBeLessThan(15_000);
  expect(tally.lags.maxNs).toBe(0);
});

test('a stall at the end of an open loop hides no call that was due', async () => {
  const { calls, tally } = await driven(
    { perSecond: 1_000 },
    { lengthNs: stalledAt('load-0-1950', 600 * MS) },
  );
  expect(calls).toHaveLength(2_000);
  expect(tally.operations[0]?.latencies[0]?.maxNs).toBe(600 * MS);
  expect(p(tally, 0.98)).toBeGreaterThan(550 * MS);
});

test('in a closed loop the same stall is one call, and a second in which little happened', async () => {
  const { tally } = await driven({}, { lengthNs: (call) => (call.id === 'load-0-500' ? 1_500 * MS : MS) });
  expect(p(tally, 0.99)).toBeLessThan(1.01 * MS);
  expect(tally.operations[0]?.latencies[0]?.maxNs).toBe(1_500 * MS);
  const seconds = tally.timeline.shown([])?.steps.map(({ operations }) => operations.add);
  expect(seconds?.map((add) => add?.count ?? 0)).toEqual([500, 0, 1]);
  expect(seconds?.map((add) => add?.latencyNsMax ?? 0)).toEqual([MS, 0, 1_500 * MS]);
});

test('a generator that wakes late is told of, and its lateness is in the latency', async () => {
  const { tally } = await driven({ perSecond: 100 }, { lateNs: 7 * MS });
  expect(tally.lags.quantile(0.99)).toBe(7 * MS);
  expect(p(tally, 0.5)).toBeGreaterThanOrEqual(8 * MS);
});

test('a worker ends at its time or at its number of calls, and finishes what it has begun', async () => {
  expect((await driven({ durationMs: 10 })).calls).toHaveLength(10);
  expect((await driven({ operationsMax: 7 })).calls).toHaveLength(7);
  const { calls } = await driven({ durationMs: 10 }, { lengthNs: () => 7 * MS });
  expect(calls.map(({ endNs }) => endNs / MS)).toEqual([7, 14]);
  expect((await driven({ durationMs: 10, perSecond: 250 })).calls.map(({ dueNs }) => dueNs / MS)).toEqual([
    0, 4, 8,
  ]);
});

test('a failed call is logged with its code, and the worker goes on', async () => {
  const operations = (): Operations => ({
    add: {
      does: 'append',
      call: (_, { id }) => {
        if (id === 'load-0-1') throw Object.assign(new Error('not now'), { code: 'E_LOCKED' });
      },
    },
  });
  const { calls, tally } = await driven({ operationsMax: 3 }, { operations });
  expect(calls.map(({ failure }) => failure)).toEqual([null, { code: 'E_LOCKED', message: 'not now' }, null]);
  expect(tally.failures).toEqual({ E_LOCKED: { count: 1, message: 'not now' } });
});

test('what changes something is handed over before the worker goes on, a read is not', async () => {
  const operations = (pass: (call: LoadCall) => void): Operations => ({
    ...adding(pass),
    get: { does: 'read', call: () => [] },
    save: { does: 'other', writes: true, call: () => null },
    look: { does: 'other', writes: false, call: () => null },
  });
  const { calls, handedOver } = await driven({ operationsMax: 60, weights: [1, 1, 1, 1] }, { operations });
  const kinds = new Set(calls.map(({ operation }, at) => `${operation} ${handedOver[at]}`));
  expect([...kinds].sort()).toEqual(['0 true', '1 false', '2 true', '3 false']);
});

test('a read whose answer shows no entries, where it should, is a failed call', async () => {
  const operations = (): Operations => ({
    get: { does: 'read', call: () => null, entries: ({ items }: { items: string[] }) => items },
  });
  const { calls } = await driven({ operationsMax: 1 }, { operations });
  expect(calls).toMatchObject([
    { failure: { code: 'other', message: expect.stringContaining('null') }, seen: null },
  ]);
});

test('waits for other processes are those of the call in which they came, and are told to the end alone', async () => {
  let tell = (): void => {};
  let isEnded = false;
  const operations = (): Operations => ({
    add: {
      does: 'append',
      call: (_, { id }) => {
        if (id === 'load-0-1') for (let wait = 0; wait < 3; wait++) tell();
      },
    },
  });
  const { calls } = await driven(
    { operationsMax: 3 },
    {
      operations,
      onWait: (told) => {
        tell = told;
        return () => {
          isEnded = true;
        };
      },
    },
  );
  expect(calls.map(({ waits }) => waits)).toEqual([0, 3, 0]);
  expect(isEnded).toBe(true);
});

test('a worker makes records with numbers of their own, and deletes those that it made, the oldest first', async () => {
  const done: string[] = [];
  const operations = (): Operations => ({
    make: { does: 'create', call: (_, { record }) => void done.push(`make ${record}`) },
    drop: { does: 'delete', call: (_, { record }) => void done.push(`drop ${record}`) },
  });
  await driven({ operationsMax: 200, weights: [1, 1], worker: 1, processes: 2 }, { operations });
  const alive: number[] = [];
  for (const [what, record] of done.map((line) => line.split(' '))) {
    if (what === 'make') alive.push(Number(record));
    else expect(alive.shift()).toBe(Number(record));
  }
  const made = done.filter((line) => line.startsWith('make'));
  expect(new Set(made).size).toBe(made.length);
  expect(done.length).toBe(200);
  // Behind the three that there were, and never one of the other worker.
  expect(made.every((line) => Number(line.slice(5)) >= 3 && (Number(line.slice(5)) - 3) % 2 === 1)).toBe(
    true,
  );
});

test('the next change of a worker is found from its plan alone, as it was made', async () => {
  const operations = (pass: (call: LoadCall) => void): Operations => ({
    ...adding(pass),
    get: { does: 'read', call: () => [] },
  });
  const plan = { ...PLAN, weights: [1, 4] };
  const { calls } = await driven({ ...plan, operationsMax: 300 }, { operations });
  const kinds = Object.values(operations(() => {})) as LoadOperation<never>[];
  const first = calls.findIndex(({ operation }) => operation === 0);
  expect(nextChange(plan, kinds, 0)).toEqual({ step: first, operation: 0, record: calls[first]?.record });
  const second = calls.findIndex(({ operation }, at) => at > first && operation === 0);
  expect(nextChange(plan, kinds, first + 1)).toMatchObject({ step: second, record: calls[second]?.record });
  expect(nextChange({ ...plan, weights: [0, 1] }, kinds, 0)).toBe(null);
});
