// The targets of the SQLite store, as data. "JSON" is the floor that reads the whole file and parses it, which is less
// than any store of JSON files must do; where such a floor has nothing to do, as in writes, it is the app's store.

import { IMPORT_OPERATION, MEMORY_FIGURE, POINT_OPERATIONS, REFERENCE_PROFILE } from '../operations.ts';
import type { QuantileName } from '../statistics/measurement.ts';
import type { Part, RatioPart, Scope, StoreTarget } from './target.ts';

const JSON_PARSE = 'floor-json-parse';

const on = (
  operation: string | readonly string[],
  records: Scope['records'],
  profile = REFERENCE_PROFILE,
): Scope => ({ operations: [operation].flat(), records, profile });

/** `overOperation` defaults to the same one. */
type Over = readonly [store: string, overOperation?: string];

const ratio = (
  asked: string,
  scope: Scope,
  [over, overOperation]: Over,
  ratioMax: number,
): RatioPart & Part => ({
  kind: 'ratio',
  asked,
  ...scope,
  over,
  overOperation: overOperation ?? null,
  ratioMax,
  isSpeed: false,
});

const speed = (asked: string, scope: Scope, over: Over, timesMin: number): Part => ({
  ...ratio(asked, scope, over, 1 / timesMin),
  isSpeed: true,
});

const time = (asked: string, scope: Scope, nsMax: number, quantile: QuantileName = 'p50'): Part => ({
  kind: 'time',
  asked,
  ...scope,
  quantile,
  nsMax,
  isRate: false,
});

const peers = (asked: string, scope: Scope, isDurableOnly = false): Part => ({
  kind: 'peers',
  asked,
  ...scope,
  isDurableOnly,
});

const SEARCHES = ['searchRare', 'searchCommon', 'searchPrefix'] as const;
const US = 1e3;
const MS = 1e6;

const AFTER_CHANGE = ['getAllAfterChange', 'getAllAfterOtherChange'] as const;

const REFERENCE_TARGETS: readonly StoreTarget[] = [
  {
    id: 'all-cold',
    title: 'Get all, cold, at 100 and 1,000 sessions',
    parts: [
      ratio('not slower than JSON read and parsed', on('getAllCold', [100, 1_000]), [JSON_PARSE], 1),
      peers('faster than every peer', on('getAllCold', [100, 1_000])),
      ratio('within 2x of the objects from memory', on('getAllCold', [100, 1_000]), ['floor-objects'], 2),
    ],
  },
  {
    id: 'all-cold-much',
    title: 'The same at 10,000, and with large outputs',
    parts: [
      ratio('at most 0.7 of JSON at 10,000', on('getAllCold', [10_000]), [JSON_PARSE], 0.7),
      ratio('at most 0.6 of JSON, large outputs', on('getAllCold', 'every', 'large'), [JSON_PARSE], 0.6),
      peers('faster than every peer at 10,000', on('getAllCold', [10_000])),
      peers('faster than every peer, large outputs', on('getAllCold', 'every', 'large')),
    ],
  },
  {
    id: 'all-repeated',
    title: 'Get all again, unchanged',
    parts: [
      time('at most 10 µs at any size', on('getAllRepeated', 'every'), 10 * US),
      { kind: 'checks', asked: 'never stale', areas: ['bench', 'equivalence'] },
      {
        kind: 'untold',
        asked: 'callers cannot corrupt it',
        why: 'No figure shows it: the suite that every store passes tries it (sessions/suite/lifecycle.ts).',
      },
    ],
  },
  {
    id: 'all-after-change',
    title: 'Get all after one change by any connection',
    parts: [
      speed('25x as fast as JSON at 100', on(AFTER_CHANGE, [100]), [JSON_PARSE], 25),
      speed('100x at 1,000 and above', on(AFTER_CHANGE, [1_000, 10_000]), [JSON_PARSE], 100),
    ],
  },
  {
    id: 'promised-ratios',
    title: 'Every other read and write at 1,000',
    parts: [
      speed(
        'by type 65x as fast as JSON',
        on(['byTypePage', 'byTypeFull'], [1_000]),
        [JSON_PARSE, 'getAllCold'],
        65,
      ),
      speed('insert and update 15x', on(['create', 'update'], [1_000]), ['json'], 15),
      speed('delete 29x', on('delete', [1_000]), ['json'], 29),
      time('p95 by type below 1 ms', on(['byTypePage', 'byTypeFull'], [1_000]), 1 * MS, 'p95'),
      time('p95 of the complex query below 3 ms', on('statistics', [1_000]), 3 * MS, 'p95'),
      time('p95 of an insert below 5 ms', on('create', [1_000]), 5 * MS, 'p95'),
      time('p95 of an update below 4 ms', on('update', [1_000]), 4 * MS, 'p95'),
      time('p95 of a delete below 2.1 ms', on('delete', [1_000]), 2.1 * MS, 'p95'),
      time('p95 of full text below 5 ms', on(SEARCHES, [1_000]), 5 * MS, 'p95'),
    ],
  },
];

const POINTS = on(['getOne', 'appendMessage', 'updateInstanceStatus'], [1_000]);

const OTHER_TARGETS: readonly StoreTarget[] = [
  {
    id: 'points',
    title: 'Get one, append, status',
    parts: [
      ratio('within 1.3x of the driver on the same SQL', POINTS, ['floor-driver'], 1.3),
      peers('not slower than any durable peer', POINTS, true),
    ],
  },
  {
    id: 'full-text',
    title: 'Full text, a page of 20',
    parts: [
      time('below 1 ms at 1,000 sessions', on(SEARCHES, [1_000]), 1 * MS),
      time('below 1 ms at 1,000, Japanese', on('searchJapanese', [1_000], 'japanese'), 1 * MS),
      ratio('below the linear scan at every size', on(SEARCHES, 'every'), ['json'], 1),
      ratio('below the linear scan, Japanese', on('searchJapanese', 'every', 'japanese'), ['json'], 1),
    ],
  },
  {
    id: 'points-growth',
    title: 'Point operations, 100 to 10,000 sessions',
    parts: [
      {
        kind: 'exponent',
        asked: 'exponent below 0.1',
        operations: POINT_OPERATIONS,
        profile: REFERENCE_PROFILE,
        sessionsFew: 100,
        sessionsMany: 10_000,
        exponentMax: 0.1,
      },
    ],
  },
  {
    id: 'size',
    title: 'Size with search index',
    parts: [
      {
        kind: 'bytes',
        asked: '1,000 sessions below 8 MB',
        profile: REFERENCE_PROFILE,
        records: [1_000],
        bytesMax: 8_000_000,
      },
      {
        kind: 'size-ratio',
        asked: 'at most 0.7 of the JSON file',
        profile: REFERENCE_PROFILE,
        records: [1_000],
        ratioMax: 0.7,
      },
      {
        kind: 'size-ratio',
        asked: 'large outputs at most 0.5',
        profile: 'large',
        records: 'every',
        ratioMax: 0.5,
      },
    ],
  },
  {
    id: 'bulk-import',
    title: 'Bulk import',
    parts: [
      {
        ...on(IMPORT_OPERATION, [1_000]),
        kind: 'time',
        asked: '5,000 sessions a second or more',
        quantile: 'p50',
        nsMax: 1e9 / 5_000,
        isRate: true,
      },
    ],
  },
  {
    id: 'first-page',
    title: 'Open and first page in a new process',
    parts: [time('below 20 ms above Node’s own start', on('openFirstPage', 'every'), 20 * MS)],
  },
  {
    id: 'memory',
    title: 'Memory, 10,000 sessions page by page',
    parts: [
      {
        kind: 'figure',
        asked: 'below 50 MB over the bare runtime',
        name: MEMORY_FIGURE,
        profile: REFERENCE_PROFILE,
        records: 10_000,
        bytesMax: 50_000_000,
      },
    ],
  },
  {
    id: 'digests',
    title: 'Digests and detection of corruption',
    parts: [
      {
        kind: 'untold',
        asked: 'in all of the above, not switched off',
        why: 'No figure shows it: the store has no option without them, and its tests flip bits (impl-sqlite/bit-flips.test.ts).',
      },
    ],
  },
];

export const STORE_TARGETS: readonly StoreTarget[] = [...REFERENCE_TARGETS, ...OTHER_TARGETS];

/**
 * Peers that promise less than SQLite in its normal durability: after a power loss they may hold half a write, or
 * nothing of what they acknowledged. All others survive the end of their process, and are consistent after a power loss.
 */
export const LESS_DURABLE_PEERS: readonly string[] = ['lmdb-nosync', 'lowdb', 'nedb'];
