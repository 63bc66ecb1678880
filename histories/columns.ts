// Columns of numbers that grow: what a history of millions of transactions is kept in, without an object for each.

/** Transactions or elements that a pass takes between two turns of the event loop: a few milliseconds. */
export const STEPS_BETWEEN_TURNS = 4096;

export class Integers {
  items: Int32Array;
  length = 0;

  constructor(capacity = 1024) {
    this.items = new Int32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.items.length) {
      const larger = new Int32Array(2 * this.length);
      larger.set(this.items);
      this.items = larger;
    }
    this.items[this.length++] = value;
  }

  /** The number at a place that is there. */
  at(place: number): number {
    return this.items[place] as number;
  }
}

export class Doubles {
  items = new Float64Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.items.length) {
      const larger = new Float64Array(2 * this.length);
      larger.set(this.items);
      this.items = larger;
    }
    this.items[this.length++] = value;
  }

  at(place: number): number {
    return this.items[place] as number;
  }
}
