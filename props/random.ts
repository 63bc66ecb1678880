// Seeded random choices. The same seed gives the same choices on every platform and version, so a run is repeated by
// its seed alone. Generator: sfc32 (Chris Doty-Humphrey, PractRand), which passes PractRand and needs 32-bit
// arithmetic only; the seed is spread over its state by twelve discarded rounds, as its author advises.

export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** `seed`: a non-negative safe integer. */
  constructor(seed: number) {
    this.a = seed >>> 0;
    this.b = Math.floor(seed / 0x1_0000_0000) >>> 0;
    this.c = 0x9e37_79b9;
    for (let round = 0; round < 12; round++) this.next();
  }

  /** An integer from 0 to 2^32-1. */
  next(): number {
    const sum = (this.a + this.b + this.counter) >>> 0;
    this.counter = (this.counter + 1) >>> 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) >>> 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) >>> 0;
    return sum;
  }

  /** An integer from 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor((this.next() / 0x1_0000_0000) * count);
  }

  /** True `times` out of `of` times. */
  isOnce(times: number, of: number): boolean {
    return this.below(of) < times;
  }

  /** One item of a list that is not empty. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** `length` items of what `make` makes. */
  list<T>(length: number, make: () => T): T[] {
    return Array.from({ length }, make);
  }

  /** The items in another order. */
  shuffled<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
    }
    return shuffled;
  }
}

/** Choices with weights, for picking in one step. */
export class Weighted<T> {
  private readonly choices: readonly (readonly [number, T])[];
  private readonly total: number;

  constructor(choices: readonly (readonly [weight: number, T])[]) {
    this.choices = choices;
    this.total = choices.reduce((sum, [weight]) => sum + weight, 0);
  }

  pick(random: Random): T {
    let at = random.below(this.total);
    for (const [weight, choice] of this.choices) {
      if (at < weight) return choice;
      at -= weight;
    }
    throw new RangeError('nothing to choose from');
  }
}
