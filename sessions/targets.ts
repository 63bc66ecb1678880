// The targets of the SQLite store, as data. "JSON" is the floor that reads the whole file and parses it, which is less
// than any store of JSON files must do; where such a floor has nothing to do, as in writes, it is the app's store.

import type { Target, Test, TestOf } from '../results/tests.ts';

const JSON_PARSE = 'floor-json-parse';

/** That touch one session, whose time must not depend on how many there are. */
export const POINT_OPERATIONS: readonly string[] = [
  'getOne',
  'create',
  'update',
  'appendMessage',
  'updateInstanceStatus',
  'delete',
];

/**
 * Peers that promise less than SQLite in its normal durability: after a power loss they may hold half a write, or
 * nothing of what they acknowledged. All others survive the end of their process, and are consistent after a power loss.
 */
const LESS_DURABLE_PEERS: readonly string[] = ['lmdb-nosync', 'lowdb', 'nedb'];

type Scope = Pick<TestOf<'time'>, 'operations' | 'records' | 'profile'>;

/** Without sizes: at every one that was timed. */
const on = (operation: string | readonly string[], records?: readonly number[], profile?: string): Scope => ({
  operations: [operation].flat(),
  ...(records !== undefined && { records }),
  ...(profile !== undefined && { profile }),
});

/** The operation defaults to the same one. */
type Over = readonly [store: string, operation?: string];

const ratio = (
  asked: string,
  scope: Scope,
  [over, overOperation]: Over,
  atMost: number,
): TestOf<'ratio'> => ({
  quantity: 'ratio',
  asked,
  ...scope,
  over,
  ...(overOperation !== undefined && { overOperation }),
  atMost,
});

const speed = (asked: string, scope: Scope, over: Over, timesMin: number): Test => ({
  ...ratio(asked, scope, over, 1 / timesMin),
  isSpeed: true,
});

const time = (asked: string, scope: Scope, atMost: number, quantile: 'p50' | 'p95' = 'p50'): Test => ({
  quantity: 'time',
  asked,
  ...scope,
  quantile,
  atMost,
});

const peers = (asked: string, scope: Scope, peersBut: readonly string[] = []): Test => ({
  quantity: 'ratio',
  asked,
  ...scope,
  over: { peersBut },
  atMost: 1,
});

const elsewhere = (asked: string, why: string): Test => ({ quantity: 'elsewhere', asked, why });

const SEARCHES = ['searchRare', 'searchCommon', 'searchPrefix'] as const;

const AFTER_CHANGE = ['getAllAfterChange', 'getAllAfterOtherChange'] as const;

const POINTS = on(['getOne', 'appendMessage', 'updateInstanceStatus'], [1_000]);

const referenceTargets = (): Target[] => [
  {
    id: 'all-cold',
    title: 'Get all, cold, at 100 and 1,000 sessions',
    tests: [
      ratio('not slower than JSON read and parsed', on('getAllCold', [100, 1_000]), [JSON_PARSE], 1),
      peers('faster than every peer', on('getAllCold', [100, 1_000])),
      ratio('within 2x of the objects from memory', on('getAllCold', [100, 1_000]), ['floor-objects'], 2),
    ],
  },
  {
    id: 'all-cold-much',
    title: 'The same at 10,000, and with large outputs',
    tests: [
      ratio('at most 0.7 of JSON at 10,000', on('getAllCold', [10_000]), [JSON_PARSE], 0.7),
      ratio('at most 0.6 of JSON, large outputs', on('getAllCold', undefined, 'large'), [JSON_PARSE], 0.6),
      peers('faster than every peer at 10,000', on('getAllCold', [10_000])),
      peers('faster than every peer, large outputs', on('getAllCold', undefined, 'large')),
    ],
  },
  {
    id: 'all-repeated',
    title: 'Get all again, unchanged',
    tests: [
      time('at most 10 µs at any size', on('getAllRepeated'), 0.01),
      { quantity: 'failed checks', asked: 'never stale', subject: 'sqlite', areas: ['bench', 'equivalence'] },
      elsewhere(
        'callers cannot corrupt it',
        'No figure shows it: the suite that every store passes tries it (sessions/suite/lifecycle.ts).',
      ),
    ],
  },
  {
    id: 'all-after-change',
    title: 'Get all after one change by any connection',
    tests: [
      speed('25x as fast as JSON at 100', on(AFTER_CHANGE, [100]), [JSON_PARSE], 25),
      speed('100x at 1,000 and above', on(AFTER_CHANGE, [1_000, 10_000]), [JSON_PARSE], 100),
    ],
  },
  {
    id: 'promised-ratios',
    title: 'Every other read and write at 1,000',
    tests: [
      speed(
        'by type 65x as fast as JSON',
        on(['byTypePage', 'byTypeFull'], [1_000]),
        [JSON_PARSE, 'getAllCold'],
        65,
      ),
      speed('insert and update 15x', on(['create', 'update'], [1_000]), ['json'], 15),
      speed('delete 29x', on('delete', [1_000]), ['json'], 29),
      time('p95 by type below 1 ms', on(['byTypePage', 'byTypeFull'], [1_000]), 1, 'p95'),
      time('p95 of the complex query below 3 ms', on('statistics', [1_000]), 3, 'p95'),
      time('p95 of an insert below 5 ms', on('create', [1_000]), 5, 'p95'),
      time('p95 of an update below 4 ms', on('update', [1_000]), 4, 'p95'),
      time('p95 of a delete below 2.1 ms', on('delete', [1_000]), 2.1, 'p95'),
      time('p95 of full text below 5 ms', on(SEARCHES, [1_000]), 5, 'p95'),
    ],
  },
  {
    id: 'points',
    title: 'Get one, append, status',
    tests: [
      ratio('within 1.3x of the driver on the same SQL', POINTS, ['floor-driver'], 1.3),
      peers('not slower than any durable peer', POINTS, LESS_DURABLE_PEERS),
    ],
  },
];

const otherTargets = (): Target[] => [
  {
    id: 'full-text',
    title: 'Full text, a page of 20',
    tests: [
      time('below 1 ms at 1,000 sessions', on(SEARCHES, [1_000]), 1),
      time('below 1 ms at 1,000, Japanese', on('searchJapanese', [1_000], 'japanese'), 1),
      ratio('below the linear scan at every size', on(SEARCHES), ['json'], 1),
      ratio('below the linear scan, Japanese', on('searchJapanese', undefined, 'japanese'), ['json'], 1),
    ],
  },
  {
    id: 'points-growth',
    title: 'Point operations, 100 to 10,000 sessions',
    tests: [
      {
        quantity: 'exponent',
        asked: 'exponent below 0.1',
        operations: POINT_OPERATIONS,
        from: 100,
        to: 10_000,
        atMost: 0.1,
      },
    ],
  },
  {
    id: 'size',
    title: 'Size with search index',
    tests: [
      {
        quantity: 'size',
        asked: '1,000 sessions below 8 MB',
        records: [1_000],
        atMost: 8_000_000,
      },
      {
        quantity: 'size ratio',
        asked: 'at most 0.7 of the JSON file',
        records: [1_000],
        atMost: 0.7,
      },
      {
        quantity: 'size ratio',
        asked: 'large outputs at most 0.5',
        profile: 'large',
        atMost: 0.5,
      },
    ],
  },
  {
    id: 'bulk-import',
    title: 'Bulk import',
    tests: [
      {
        quantity: 'time',
        asked: '5,000 sessions a second or more',
        // A sample is one session's share of filling a store in one transaction.
        ...on('importPerSession', [1_000]),
        atMost: 1_000 / 5_000,
        isRate: true,
      },
    ],
  },
  {
    id: 'first-page',
    title: 'Open and first page in a new process',
    tests: [time('below 20 ms above Node’s own start', on('openFirstPage'), 20)],
  },
  {
    id: 'memory',
    title: 'Memory, 10,000 sessions page by page',
    tests: [
      {
        quantity: 'figure',
        asked: 'below 50 MB over the bare runtime',
        // Largest resident set of a process that serves all summaries page by page, less that of one that does nothing.
        figure: 'memoryOverRuntime',
        unit: 'bytes',
        profile: 'small',
        records: [10_000],
        atMost: 50_000_000,
      },
    ],
  },
  {
    id: 'digests',
    title: 'Digests and detection of corruption',
    tests: [
      elsewhere(
        'in all of the above, not switched off',
        'No figure shows it: the store has no option without them, and its tests flip bits (impl-sqlite/bit-flips.test.ts).',
      ),
    ],
  },
];

/** Made when they are asked for, like claims. */
export const storeTargets = (): Target[] => [...referenceTargets(), ...otherTargets()];
