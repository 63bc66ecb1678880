// Values drawn from fast-check one after the other, for tests that choose as they go: where to damage bytes, for example.

import fc from 'fast-check';

export interface Draws {
  /** A whole number from 0 to `count` - 1, each as often as any other. */
  below(count: number): number;
  /** One item of a list that is not empty. */
  pick<T>(items: readonly T[]): T;
}

/** The same seed gives the same draws. */
export function drawsOf(seed: number): Draws {
  const [draw] = fc.sample(fc.noBias(fc.gen()), { seed, numRuns: 1 }) as [fc.GeneratorValue];
  const below = (count: number): number => draw(fc.nat, { max: count - 1 });
  return { below, pick: <T>(items: readonly T[]) => items[below(items.length)] as T };
}
