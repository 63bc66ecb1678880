// The same record as a caller may write it: optional keys absent or null, unknown keys, keys out of order, positional
// records; and now and then with one fault, for which it is refused.

import fc from 'fast-check';
import { INSTANCE_SHAPE, MESSAGE_SHAPE, type RecordShape, SESSION_SHAPE } from '../../contract/session.ts';
import { anyOf, chance } from './choices.ts';
import { WRONG_VALUES } from './hurtful-values.ts';
import { instance, message, sessionOf } from './session.ts';

type Entry = readonly [key: string, value: unknown];

/**
 * Any way to write the records of a shape. Positional once in forty times; of the others, empty keys are left out of a third,
 * and a fifth has its keys, and unknown ones with them, in another order.
 */
function asPassed<T extends object>(
  record: fc.Arbitrary<T>,
  { fields }: RecordShape<T>,
): fc.Arbitrary<unknown> {
  const names = fields.map(({ name }) => name);
  const places = [...names, ...UNKNOWN].map((_, place) => place);
  // As bits: which of the empty keys are left out.
  const leftOut = fc.nat({ max: 2 ** names.length - 1 });
  const withoutSome = fc.tuple(record, leftOut).map(([whole, bits]) => {
    const kept: Record<string, unknown> = {};
    for (let place = 0; place < names.length; place++) {
      const name = names[place] as keyof T & string;
      if (whole[name] !== null || ((bits >>> place) & 1) === 0) kept[name] = whole[name];
    }
    return kept;
  });
  const disordered = fc
    .tuple(record, unknownEntries, fc.nat(), chance([1, 3], leftOut, fc.constant(0)))
    .map(([whole, unknown, seed, bits]) => {
      const entries = [...Object.entries(whole), ...unknown];
      const order = places
        .filter((place) => entries[place]?.[1] !== null || ((bits >>> place) & 1) === 0)
        .sort((left, right) => mixed(left, seed) - mixed(right, seed));
      // Not a literal: `__proto__` must become a key and not the prototype.
      return Object.fromEntries(order.map((place) => entries[place] as Entry));
    });
  return fc.oneof(
    { weight: 312, arbitrary: record as fc.Arbitrary<unknown> },
    { weight: 156, arbitrary: withoutSome },
    { weight: 117, arbitrary: disordered },
    { weight: 15, arbitrary: record.map((whole) => names.map((name) => whole[name as keyof T])) },
  );
}

/** A number that says nothing about `place`, by which places are put in another order. */
const mixed = (place: number, seed: number): number => Math.imul(place + 1, 2 * seed + 1);

const UNKNOWN = ['__proto__', 'any other'];

const unknownEntries: fc.Arbitrary<Entry[]> = fc
  .tuple(
    anyOf(['toJSON2', 'Id', 'completed_at', '']),
    anyOf<unknown>([1.5, 'text', [[]], { nested: { deep: null } }]),
  )
  .map((entry) => [['__proto__', { id: 'from the prototype', task: null }], entry]);

type Fault = (record: unknown) => unknown;

/** A field of the wrong type or missing, or no record at all. */
const fault: fc.Arbitrary<Fault> = chance(
  [1, 8],
  anyOf<unknown>([null, 'text', 7, [], [1, 2], {}]).map((value) => () => value),
  fc
    .tuple(
      fc.nat({ max: 999 }),
      chance(
        [1, 4],
        fc.constant(null),
        anyOf(WRONG_VALUES).map((value) => ({ value })),
      ),
    )
    .map(([at, wrong]) => (record) => {
      if (typeof record !== 'object' || record === null || Array.isArray(record)) return [record];
      const entries = Object.entries(record);
      const place = at % entries.length;
      return Object.fromEntries(
        wrong === null
          ? entries.toSpliced(place, 1)
          : entries.with(place, [entries[place]?.[0] ?? '', wrong.value]),
      );
    }),
);

/** Once in thirty times spoiled in one place. */
const mostlyValid = (record: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  chance(
    [1, 30],
    fc.tuple(record, fault).map(([value, spoil]) => spoil(value)),
    record,
  );

const passedMessage = asPassed(message, MESSAGE_SHAPE);

export const messageArgument: fc.Arbitrary<unknown> = mostlyValid(passedMessage);

export const sessionArgument: fc.Arbitrary<unknown> = mostlyValid(
  asPassed(sessionOf(asPassed(instance, INSTANCE_SHAPE), passedMessage), SESSION_SHAPE),
);
