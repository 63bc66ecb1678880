// What was found about one operation of a program under test.

import type { Counterexample } from '../../props/counterexample.ts';

export interface OperationVerdict {
  /** By its name in the protocol; of a store in this process, by the method's name where the protocol has none. */
  readonly op: string;
  readonly verdict: 'ok' | 'fail' | 'unknown' | 'not offered';
  /** How often it was compared. */
  readonly compared: number;
  /** On a failure what differed and how to show it; otherwise empty or why there is no verdict. */
  readonly detail: string;
  /** On a failure that a history shows. */
  readonly counterexample?: Counterexample;
}
