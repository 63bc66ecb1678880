// Pseudo-random numbers that a seed repeats, the same on every machine and runtime: a dataset is named by its parameters
// alone, and so is a resample. Only 32-bit integer arithmetic; nothing here depends on Math.random or on rounding.
// Method: the generator sfc32 of C. Doty-Humphrey (PractRand). Not for secrets.

import { createHash } from 'node:crypto';

/** Numbers drawn before the first one is given out, so that similar integers have parted by then. */
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

  /** A stream for a text, through its SHA-256. */
  static from(seed: string): Random {
    const digest = createHash('sha256').update(seed, 'utf8').digest();
    const random = new Random();
    random.a = digest.readInt32LE(0);
    random.b = digest.readInt32LE(4);
    random.c = digest.readInt32LE(8);
    random.counter = 1;
    return random;
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

  /** For every place an integer from 0 up to and without `limit`, at most 2^32: a tenth of the time of as many calls. */
  fill(target: Uint32Array, limit: number): void {
    let { a, b, c, counter } = this;
    // Scaling 32 bits is uneven by at most limit / 2^32: far below what a resample can show.
    const scale = limit / 0x1_0000_0000;
    for (let at = 0; at < target.length; at++) {
      const result = (a + b + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + result) | 0;
      target[at] = (result >>> 0) * scale;
    }
    this.a = a;
    this.b = b;
    this.c = c;
    this.counter = counter;
  }

  /** An integer from 0 up to and without `limit`, which is at least 1 and at most 2^32. */
  below(limit: number): number {
    return Math.trunc((this.next() * limit) / 0x1_0000_0000);
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
