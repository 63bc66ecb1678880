// What queries ask for: filters, orders, pages, words, cursors; once in twenty times something that is refused.

import fc from 'fast-check';
import { instantUs, UNKNOWN_INSTANT } from '../../contract/instant.ts';
import { type SessionFilter, SORT_KEYS } from '../../contract/query.ts';
import { LAST_CURSOR } from '../histories/step.ts';
import { anyOf, chance, sometimes, upTo } from './choices.ts';
import {
  BAD_PAGES,
  BAD_QUERIES,
  BAD_SEARCHES,
  FILTER_TEXTS,
  MODELS,
  RUNTIMES,
  SEARCHES,
  STATUSES,
  TIMESTAMPS,
  TYPES,
} from './hurtful-values.ts';
import { plainRecord } from './plain-record.ts';

/** The spellings that a range of instants takes. */
const INSTANTS = TIMESTAMPS.filter((text) => instantUs(text) !== UNKNOWN_INSTANT);

const FILTERS: Readonly<Record<keyof SessionFilter | 'unknownKey', fc.Arbitrary<unknown>>> = {
  types: upTo(2, anyOf(TYPES)),
  statuses: upTo(3, anyOf(STATUSES)),
  models: upTo(3, anyOf(MODELS)),
  runtimes: upTo(3, anyOf(RUNTIMES)),
  createdFrom: anyOf(TIMESTAMPS),
  createdTo: anyOf(TIMESTAMPS),
  updatedFrom: anyOf(INSTANTS),
  updatedTo: anyOf(INSTANTS),
  text: anyOf(FILTER_TEXTS),
  unknownKey: anyOf([null, 7]),
};

/** Few at a time: all together would leave nothing to list. */
const someFilters: fc.Arbitrary<Record<string, unknown>> = upTo(
  3,
  fc.oneof(...Object.entries(FILTERS).map(([key, value]) => fc.tuple(fc.constant(key), value))),
).map((entries) => Object.fromEntries(entries));

const bad = (values: readonly unknown[], good: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  chance([1, 20], anyOf(values), good);

export const filter: fc.Arbitrary<unknown> = chance([1, 30], anyOf(BAD_QUERIES), someFilters);

const fromOneTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });

export const query: fc.Arbitrary<unknown> = bad(
  BAD_QUERIES,
  fc
    .tuple(
      chance([1, 2], someFilters, fc.constant({})),
      plainRecord<Record<string, unknown>>({
        sortBy: sometimes(3, 4, anyOf(SORT_KEYS)),
        direction: sometimes(1, 2, anyOf(['asc', 'desc'])),
        limit: sometimes(4, 5, fromOneTo(6)),
        // Cursors outlive writes, so pages continue over changed lists; on another query they are refused.
        cursor: sometimes(1, 5, fc.constant(LAST_CURSOR)),
      }),
    )
    .map(([chosen, order]) => ({ ...chosen, ...order })),
);

export const search: fc.Arbitrary<unknown> = bad(
  BAD_SEARCHES,
  plainRecord<Record<string, unknown>>({
    text: anyOf(SEARCHES),
    limit: sometimes(1, 2, fromOneTo(5)),
    cursor: sometimes(1, 6, fc.constant(LAST_CURSOR)),
  }),
);

export const page: fc.Arbitrary<unknown> = bad(
  BAD_PAGES,
  chance(
    [1, 4],
    fc.constant({}),
    plainRecord<Record<string, unknown>>({ offset: fc.nat({ max: 4 }), limit: fromOneTo(4) }),
  ),
);
