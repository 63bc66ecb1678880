// The random source of the generated legacy home: the same seed gives the same bytes on every machine and version.
// Method: Marsaglia's 32-bit xorshift, "Xorshift RNGs", 2003. Not for anything that must not be guessed.

export class HomeRandom {
  private state: number;

  /** Any integer; its low 32 bits count. */
  constructor(seed: number) {
    // The multiplier (golden ratio in 32 bits) spreads small seeds; xorshift must not start at zero.
    this.state = Math.imul(seed ^ 0x5eed_1e55, 0x9e37_79b1) | 1;
    for (let warmUp = 0; warmUp < 8; warmUp++) this.next();
  }

  /** 32 random bits. */
  next(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return this.state >>> 0;
  }

  /** An integer from 0 to `limit` - 1. */
  below(limit: number): number {
    return this.next() % limit;
  }

  /** An integer from `min` to `max`, both included. */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1);
  }

  isOneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.next().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }

  /** The form of a version 4 UUID. */
  uuid(): string {
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-a${this.hex(3)}-${this.hex(12)}`;
  }
}
