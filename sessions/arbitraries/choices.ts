// How often one thing comes up rather than another: the weights of the arbitraries beside, in the words of their authors.

import fc from 'fast-check';

/** Items of a list, each as often as any other. */
export const anyOf = <T>(items: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...items);

/**
 * Items of several lists, each list as often as its weight says. One draw from the items repeated: a tenth of what choosing the
 * list first costs, and nearly all values of a history are drawn like this.
 */
export function among<T>(
  ...lists: readonly (readonly [weight: number, items: readonly T[]])[]
): fc.Arbitrary<T> {
  const common = lists.reduce((product, [, { length }]) => product * length, 1);
  return fc.constantFrom(
    ...lists.flatMap(([weight, items]) =>
      items.flatMap((item) => Array<T>((weight * common) / items.length).fill(item)),
    ),
  );
}

/** Up to so many of them, none included. */
export const upTo = <T>(maxLength: number, item: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(item, { maxLength });

/** `chosen` comes up `times` out of `of` times, `otherwise` the rest. */
export const chance = <T, U>(
  [times, of]: readonly [times: number, of: number],
  chosen: fc.Arbitrary<T>,
  otherwise: fc.Arbitrary<U>,
): fc.Arbitrary<T | U> =>
  fc.oneof(
    { weight: of - times, arbitrary: otherwise as fc.Arbitrary<T | U> },
    { weight: times, arbitrary: chosen as fc.Arbitrary<T | U> },
  );

/** True `times` out of `of` times. */
export const once = (times: number, of: number): fc.Arbitrary<boolean> =>
  chance([times, of], fc.constant(true), fc.constant(false));

/** A key that is there `times` out of `of` times; a {@link plainRecord} leaves it out otherwise. */
export const sometimes = <T>(
  times: number,
  of: number,
  value: fc.Arbitrary<T>,
): fc.Arbitrary<T | undefined> => chance([times, of], value, fc.constant(undefined));
