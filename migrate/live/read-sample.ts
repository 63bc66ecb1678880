// Which live reads are compared: a fixed share, by a seeded generator (xorshift32, Marsaglia 2003), so that a run can be
// repeated.

export class ReadSample {
  private state: number;
  private readonly oneIn: number;

  /** `oneIn`: 1 takes every read, 0 none. */
  constructor(seed: number, oneIn: number) {
    // The generator stays at zero for ever.
    this.state = seed | 0 || 1;
    this.oneIn = oneIn;
  }

  takesNext(): boolean {
    if (this.oneIn <= 0) return false;
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) % this.oneIn === 0;
  }
}
