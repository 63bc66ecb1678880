import { expect, test } from 'vitest';
import type { LoadDefinition } from '../definition/load.ts';
import { type Entries, entryIdOf } from './entry-ids.ts';
import { joined, LoadHistory, type LoadScene } from './load-history.ts';
import type { LoggedCall, Seen, Steps } from './worker-log.ts';

const call = (): void => {};
const operations: LoadDefinition<never>['operations'] = {
  add: { does: 'append', call },
  get: { does: 'read', call, entries: () => [] },
  page: { does: 'read', call, entries: () => [], shows: 'last' },
  make: { does: 'create', call },
  drop: { does: 'delete', call },
  move: { does: 'transaction', call },
};
const NAMES = Object.keys(operations);

interface Event extends Partial<LoggedCall> {
  readonly worker?: number;
  readonly step: number;
  readonly calls: string;
  readonly seen?: Seen;
}

const mine = (...steps: number[]): string[] => steps.map((step) => entryIdOf(0, step));
const read = (step: number, seen: Partial<Seen>, calls = 'get'): Event => ({
  ...{ step, calls, seen: { others: 0, kept: 0, fresh: [], ...seen } },
});
const append = (step: number, more: Partial<Event> = {}): Event => ({ step, calls: 'add', ...more });
const FAILED = { code: 'other', message: 'no' };
const REFUSED = { code: 'BUSY', message: 'no' };

/** Calls that follow each other; those of a worker in the order of its steps. */
async function checked(events: readonly Event[], after: Entries, scene: Partial<LoadScene> = {}) {
  const history = historyOf(events, after, scene);
  const { shown, lost } = await history.verdict(null);
  const anomalies = Object.fromEntries(shown.anomalies.map(({ name, count }) => [name, count]));
  return { ...shown, lost, anomalies };
}

function historyOf(events: readonly Event[], after: Entries, scene: Partial<LoadScene> = {}): LoadHistory {
  const own = { operations, record: 'list', records: 1, before: [[0, []]] as Entries, busy: ['BUSY'] };
  const history = new LoadHistory({ ...own, after, ...scene });
  for (const _ of history.readAtTheEnd());
  for (const [at, { worker = 0, step, calls, ...more }] of events.entries()) {
    history.add(worker, step, {
      ...{ operation: NAMES.indexOf(calls), record: 0, waits: 0, failure: null, seen: null },
      ...{ dueNs: 10 * at, beginNs: 10 * at + 1, endNs: 10 * at + 2, ...more },
    });
  }
  return history;
}

test('a history in which each read shows what was acknowledged before it is clean', async () => {
  const events = [
    ...[append(0), read(1, { fresh: mine(0) }), append(2)],
    ...[read(3, { kept: 1, fresh: mine(2) }), read(4, { fresh: mine(2) }, 'page')],
  ];
  expect(await checked(events, [[0, mine(0, 2)]])).toEqual({ appends: 2, reads: 3, anomalies: {}, lost: 0 });
});

test('an acknowledged append that is not there at the end is lost, wherever else it is', async () => {
  const events = [append(0), append(1)];
  expect(await checked(events, [[0, mine(1)]])).toMatchObject({ lost: 1, anomalies: { 'lost-append': 1 } });
  expect(await checked(events, [])).toMatchObject({ lost: 2, anomalies: { 'lost-append': 2 } });
  const astray = await checked(
    events,
    [
      [0, mine(1)],
      [1, mine(0)],
    ],
    { records: 2 },
  );
  expect(astray).toMatchObject({ lost: 1, anomalies: { 'lost-append': 1, 'phantom-value': 1 } });
});

test.each([
  ['is there twice', [append(0)], mine(0, 0), 'duplicate-append'],
  ['stands before what was acknowledged before it began', [append(0), append(1)], mine(1, 0), 'reordered'],
  ['nobody made', [append(0)], mine(0, 7), 'phantom-value'],
  [
    'was refused',
    [append(0), append(1, { failure: { code: 'BUSY', message: 'no' } })],
    mine(0, 1),
    'aborted-read',
  ],
])('an entry that %s is an anomaly', async (_what, events, ids, name) => {
  expect(await checked(events, [[0, ids]])).toMatchObject({ anomalies: { [name]: 1 } });
});

test('an entry whose call failed for an unknown reason may be there or not', async () => {
  const events = [append(0), append(1, { failure: FAILED })];
  for (const ids of [mine(0), mine(0, 1)]) expect((await checked(events, [[0, ids]])).anomalies).toEqual({});
});

test('a read without what was acknowledged before it began is stale, of another worker as well, and in a page', async () => {
  const stale = { anomalies: { 'stale-read': 1 } };
  const rest: Entries = [[0, mine(0, 1)]];
  expect(await checked([append(0), append(1), read(2, { fresh: mine(0) })], rest)).toMatchObject(stale);
  const other = { ...read(0, { fresh: mine(0) }), worker: 1 };
  expect(await checked([append(0), append(1), other], rest)).toMatchObject(stale);
  expect(await checked([append(0), append(1), read(2, {}, 'page')], rest)).toMatchObject(stale);
});

test('a read that shows less of what was there before the load is an anomaly', async () => {
  const before: Entries = [[0, ['first', 'second']]];
  const after: Entries = [[0, ['first', 'second', ...mine(0)]]];
  const events = [append(0), read(1, { others: 1, fresh: mine(0) }), read(2, { others: 2, kept: 1 })];
  const { shown } = await historyOf(events, after, { before }).verdict(null);
  expect(shown.anomalies).toEqual([
    {
      ...{ name: 'partial-read', count: 1 },
      example: 'worker 0 read list 0 with 1 entries that were there before the load; there were 2',
    },
  ]);
});

test('what a killed worker had begun may be there or not, and is no phantom', async () => {
  for (const ids of [mine(0), mine(0, 3)]) {
    const history = historyOf([append(0)], [[0, ids]]);
    history.begun(0, 3, { operation: 0, record: 0, beginNs: 2 });
    expect((await history.verdict(null)).shown.anomalies).toEqual([]);
  }
});

test('an anomaly is told with the entry, the record and who read it', async () => {
  const { shown } = await historyOf([append(5, { record: 0 })], []).verdict(null);
  expect(shown.anomalies[0]?.example).toBe(
    'worker 0 (0.000000 s after the start) was told that load-0-5 was appended to list 0; the read at the end began later ' +
      'and read the list without it',
  );
});

test('of very many calls the records are checked in parts, which together miss nothing', async () => {
  const stale = (record: number, step: number): Event[] => [
    append(step, { record }),
    { ...read(step + 1, {}), record },
  ];
  const events = [...stale(0, 0), ...stale(1, 2), ...stale(2, 4)];
  const after: Entries = [0, 2, 4].map((step, record) => [record, mine(step)]);
  const scene = { records: 3, before: after.map(([record]) => [record, []]) as Entries };
  expect(await checked(events, after, scene)).toMatchObject({ reads: 3, anomalies: { 'stale-read': 3 } });
  const parts = [0, 1].map((at) => historyOf(events, after, { ...scene, part: { at, of: 2 } }).verdict(null));
  const { shown, lost } = joined(await Promise.all(parts));
  expect(shown).toMatchObject({ appends: 3, reads: 3 });
  expect(shown.anomalies).toContainEqual(expect.objectContaining({ name: 'stale-read', count: 3 }));
  expect(lost).toBe(0);
});

const made = (record: number, more: Partial<Event> = {}): Event => ({
  step: record,
  calls: 'make',
  record,
  ...more,
});
const dropped = (record: number, more: Partial<Event> = {}): Event => ({
  ...made(record, more),
  calls: 'drop',
});
const there = (...records: number[]): Entries => [[0, []], ...records.map((record) => [record, []] as const)];

test.each([
  ['made and not deleted is there', [made(1), made(2), dropped(1)], there(2), {}],
  ['made is gone', [made(1), made(2)], there(2), { 'lost-record': 1 }],
  ['deleted is there', [made(1), dropped(1)], there(1), { 'undeleted-record': 1 }],
  ['nobody made is there', [], there(7), { 'phantom-record': 1 }],
  ['made is there twice', [made(1)], there(1, 1), { 'doubled-record': 1 }],
  ['perhaps made is there', [made(1, { failure: FAILED })], there(1), {}],
  ['perhaps made is not there', [made(1, { failure: FAILED })], there(), {}],
  ['perhaps deleted is there', [made(1), dropped(1, { failure: FAILED })], there(1), {}],
  ['perhaps deleted is gone', [made(1), dropped(1, { failure: FAILED })], there(), {}],
  ['refused is not there', [made(1, { failure: REFUSED })], there(), {}],
  ['refused is there', [made(1, { failure: REFUSED })], there(1), { 'phantom-record': 1 }],
  ['not deleted, as that was refused, is there', [made(1), dropped(1, { failure: REFUSED })], there(1), {}],
  [
    'not deleted, as that was refused, is gone',
    ...([[made(1), dropped(1, { failure: REFUSED })], there(), { 'lost-record': 1 }] as const),
  ],
])('a record that was %s: %#', async (_what, events, after, anomalies) => {
  expect((await checked(events, after)).anomalies).toEqual(anomalies);
});

test('a killed worker may have made one more record, or deleted its oldest one', async () => {
  for (const after of [there(1, 2), there(2), there(1, 2, 3)]) {
    const history = historyOf([made(1), made(2)], after);
    history.begun(0, 3, { operation: 4, record: 3, beginNs: 2 });
    expect((await history.verdict(null)).shown.anomalies).toEqual([]);
  }
  const history = historyOf([made(1), made(2)], there(1));
  history.begun(0, 3, { operation: 4, record: 3, beginNs: 2 });
  expect((await history.verdict(null)).shown.anomalies).toMatchObject([{ name: 'lost-record', count: 1 }]);
});

test('what a killed worker may have deleted is the oldest one whose deletion had not been refused', async () => {
  const events = [made(1), made(2), dropped(1, { failure: REFUSED })];
  for (const [after, anomalies] of [
    [there(1), []],
    [there(2), [{ name: 'lost-record' }]],
  ] as const) {
    const history = historyOf(events, after);
    history.begun(0, 3, { operation: 4, record: 3, beginNs: 2 });
    expect((await history.verdict(null)).shown.anomalies).toMatchObject(anomalies);
  }
});

test('an entry of unknown outcome that a page showed and the end does not is an anomaly, told in words', async () => {
  const events = [append(0, { failure: FAILED }), read(1, { fresh: mine(0) }, 'page'), append(2)];
  const { shown } = await historyOf(events, [[0, mine(2)]]).verdict(null);
  expect(shown.anomalies).toMatchObject([
    {
      name: 'incompatible-order',
      example:
        'worker 0 (0.000000 s after the start) read load-0-0 in list 0, which worker 0 (0.000000 s after the start) appended ' +
        'without being told so; the read at the end began later and read the list without it',
    },
    {
      name: 'reordered',
      example:
        'worker 0 (0.000000 s after the start) appended load-0-2 to list 0, where it stands at place 1; ' +
        'worker 0 (0.000000 s after the start), the same process, had ended before and knew of place 1',
    },
  ]);
});

const moved = (step: number, made: Steps['made'], more: Partial<Event> = {}): Event => ({
  ...{ step, calls: 'move', steps: { isUndone: false, made }, ...more },
});
const saw = (...fresh: string[]): Seen => ({ others: 0, kept: 0, fresh });
const TWO: Partial<LoadScene> = {
  records: 2,
  before: [
    [0, []],
    [1, []],
  ],
};

test('a transaction that reads one record and appends to another one takes effect at one moment', async () => {
  const skewed = [
    moved(
      0,
      [
        [0, saw()],
        [1, null],
      ],
      { beginNs: 0, endNs: 90 },
    ),
    {
      ...moved(
        0,
        [
          [1, saw()],
          [0, null],
        ],
        { beginNs: 0, endNs: 90 },
      ),
      worker: 1,
    },
  ];
  const after: Entries = [
    [0, [entryIdOf(1, 0)]],
    [1, [entryIdOf(0, 0)]],
  ];
  expect(await checked(skewed, after, TWO)).toEqual({
    ...{ appends: 2, reads: 2, lost: 0 },
    anomalies: { 'G2-item': 1 },
  });
  const serial = [
    skewed[0] as Event,
    {
      ...moved(0, [
        [1, saw(...mine(0))],
        [0, null],
      ]),
      worker: 1,
    },
  ];
  expect((await checked(serial, after, TWO)).anomalies).toEqual({});
});

test('what a transaction appended that was taken back is seen by nobody', async () => {
  const undone = { ...moved(0, []), steps: { isUndone: true, made: [[0, null]] as const } };
  expect((await checked([undone], [[0, []]])).anomalies).toEqual({});
  expect((await checked([undone], [[0, mine(0)]])).anomalies).toEqual({ 'aborted-read': 1 });
});

test('a killed worker may have made its next transaction, on any of its records', async () => {
  for (const after of [
    [
      [0, mine(3)],
      [1, mine(3)],
    ],
    [
      [0, []],
      [1, []],
    ],
  ] as const) {
    const history = historyOf([append(0, { record: 0, failure: REFUSED })], after, TWO);
    history.begun(0, 3, { operation: NAMES.indexOf('move'), record: 0, beginNs: 2 });
    expect((await history.verdict(null)).shown.anomalies).toEqual([]);
  }
});

test('a check that is aborted rejects', async () => {
  const history = historyOf([append(0)], []);
  await expect(history.verdict(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
});
