// Words drawn as natural text has them: a few very often, most seldom (Zipf's law, with Mandelbrot's shift so that
// the first word does not swamp the rest). Uniform words would give an index unnaturally short and even lists.

import type { Random } from '../../statistics/random.ts';

/** Rank r has weight 1 / (r + SHIFT), r from 1. Exponent 1 needs only division, which every machine rounds alike. */
const SHIFT = 4;

export class Zipf<T> {
  private readonly items: readonly T[];
  /** cumulative[i] is the total weight of the items up to and including i. */
  private readonly cumulative: Float64Array;

  /** The items with the most frequent first; at least one. */
  constructor(items: readonly T[]) {
    this.items = items;
    this.cumulative = new Float64Array(items.length);
    let total = 0;
    for (const index of items.keys()) {
      total += 1 / (index + 1 + SHIFT);
      this.cumulative[index] = total;
    }
  }

  /** O(log n). */
  draw(random: Random): T {
    const target = random.unit() * (this.cumulative.at(-1) ?? 0);
    let low = 0;
    let high = this.items.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.cumulative[middle] ?? 0) > target) high = middle;
      else low = middle + 1;
    }
    return this.items[low] as T;
  }
}
