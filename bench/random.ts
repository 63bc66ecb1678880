// The datasets' own pseudo-random numbers: the same on every machine and runtime, so that a dataset is named by its
// parameters alone. Only 32-bit integer arithmetic; nothing here depends on Math.random or on rounding.
// Method: the generator sfc32 of C. Doty-Humphrey (PractRand), seeded by mixing every part of the seed.
// Not for secrets.

/** Numbers drawn before the first one is given out, so that similar seeds have parted by then. */
const WARM_UP_DRAWS = 12;

export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** A stream for these integers, of which the low 32 bits count; streams of other parts have nothing in common. */
  constructor(...seedParts: readonly number[]) {
    const mixed = (salt: number): number => seedParts.reduce((state, part) => mix(state ^ mix(part)), salt);
    this.a = mixed(0x1b873593);
    this.b = mixed(0x2545f491);
    this.c = mixed(0x6c8e9cf5);
    for (let draw = 0; draw < WARM_UP_DRAWS; draw++) this.next();
  }

  /** 0 to 2^32-1. */
  next(): number {
    const result = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + result) | 0;
    return result >>> 0;
  }

  /** 0 (inclusive) to 1 (exclusive). */
  unit(): number {
    return this.next() / 0x1_0000_0000;
  }

  /** An integer from `min` to `max`, both inclusive. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.unit() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** One of the items, which must not be none. */
  pick<T>(items: readonly T[]): T {
    return items[this.integer(0, items.length - 1)] as T;
  }

  /** The items in another order. */
  shuffled<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = this.integer(0, last);
      [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
    }
    return shuffled;
  }

  /** Hex digits in lower case. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.next().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }

  /** In the form of RFC 9562, version 4. */
  uuid(): string {
    const variant = this.pick(['8', '9', 'a', 'b']);
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-${variant}${this.hex(3)}-${this.hex(12)}`;
  }
}

/** Spreads every bit of an integer over 32 bits; one to one. */
function mix(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}
