// The random choices of the generated legacy home, beyond what props share: the same seed gives the same bytes.

import { Random } from './random.ts';

export class HomeRandom extends Random {
  /** An integer from `min` to `max`, both included. */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1);
  }

  isOneIn(count: number): boolean {
    return this.isOnce(1, count);
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
