// What pairs of blocks say of two sides.

export interface Block {
  readonly p50Ns: number;
  readonly p95Ns: number;
  readonly calls: number;
}

export interface Pair {
  readonly base: Block;
  readonly head: Block;
}

export interface ProcessPairs {
  readonly first: 'base' | 'head';
  readonly pass: 1 | 2;
  readonly pairs: readonly Pair[];
}

export interface Rule {
  /** Differences up to these are none: 0.03 is 3%. */
  readonly floors: { readonly p50: number; readonly p95: number };
  /** Numbers of processes at which it is looked whether it is decided. */
  readonly looks: readonly number[];
  /** Of the intervals: 0.99. */
  readonly level: number;
}
