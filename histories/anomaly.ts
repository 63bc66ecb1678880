// The anomalies by the names of the field, in the order in which they are told, and what each one means.
//
// Names after A. Adya, Weak Consistency: A Generalized Theory and Optimistic Implementations for Distributed Transactions (MIT, 1999),
// and K. Kingsbury, P. Alvaro, Elle: Inferring Isolation Anomalies from Experimental Observations (VLDB 2020).

import type { History } from './history.ts';
import type { Key, Value } from './transaction.ts';

export const MEANINGS = {
  'lost-append':
    'an append, acknowledged by then, or seen and acknowledged later, is not in the list when it is read as a whole for the last time',
  'duplicate-append': 'one append is in the list twice',
  'incompatible-order':
    'two reads of a list of which neither is the beginning of the other, or a last read without what an earlier one saw',
  'phantom-value': 'a read saw a value that nobody appended',
  'aborted-read': 'G1a, a dirty read: a read saw what a failed transaction appended',
  'dirty-update': 'an append was put behind one of a failed transaction',
  'intermediate-read':
    'G1b, a dirty read: a read saw the middle of a transaction that appended more to that list',
  internal: 'a transaction’s read does not agree with what it appended itself',
  'lost-update': 'two transactions read the same version of a list, and both appended to it',
  reordered: 'an append that began after another one had been acknowledged, or seen, stands before it',
  'stale-read': 'a read does not see what was acknowledged, or seen by another read, before it began',
  G0: 'a cycle of appends alone: dirty write',
  G1c: 'a cycle of appends, and of reads that saw them: circular flow of information',
  'G-single': 'a cycle with one read that had not seen an append: read skew, no snapshot',
  'G2-item': 'a cycle with several reads that had not seen an append, as write skew: not serializable',
  'G0-realtime': 'G0, where one transaction had ended before another one began',
  'G1c-realtime': 'G1c, where one transaction had ended before another one began',
  'G-single-realtime': 'G-single, where one transaction had ended before another one began',
  'G2-item-realtime': 'G2-item, where one transaction had ended before another one began',
} as const;

export type AnomalyName = keyof typeof MEANINGS;
export const ANOMALY_NAMES = Object.keys(MEANINGS) as AnomalyName[];

export interface Anomaly {
  readonly name: AnomalyName;
  /** In words: what was seen, and by whom. */
  readonly text: string;
  /** Those concerned, of a cycle in its order, by the numbers that `add` answered. */
  readonly transactions: readonly number[];
}

/** How things are called in texts. */
export interface Say {
  key(key: Key): string;
  value(value: Value): string;
  /** With its place, such as "transaction 17 (process 3)". */
  transaction(transaction: number): string;
}

/** Counts every finding, and has the first few of each name told. */
export class Findings {
  readonly counts: Partial<Record<AnomalyName, number>> = {};
  readonly anomalies: Anomaly[] = [];
  private readonly examplesMax: number;

  constructor(examplesMax: number) {
    this.examplesMax = examplesMax;
  }

  add(name: AnomalyName, told: () => Omit<Anomaly, 'name'>): void {
    const count = (this.counts[name] ?? 0) + 1;
    this.counts[name] = count;
    if (count <= this.examplesMax) this.anomalies.push({ name, ...told() });
  }
}

/** The words of a history, with the names of the caller. */
export class Words {
  private readonly history: History;
  private readonly say: Partial<Say>;

  constructor(history: History, say: Partial<Say>) {
    this.history = history;
    this.say = say;
  }

  transaction(transaction: number): string {
    const { say, history } = this;
    return (
      say.transaction?.(transaction) ??
      `transaction ${transaction} of process ${history.processNames[history.processes.at(transaction)]}`
    );
  }

  key(key: number): string {
    const name = this.history.keys[key] as Key;
    return this.say.key?.(name) ?? String(name);
  }

  value(value: Value | null): string {
    return value === null ? 'nothing' : (this.say.value?.(value) ?? String(value));
  }

  element(element: number): string {
    return this.value(this.history.values[element] as Value);
  }

  /** The value at a place of a list's order. */
  placed(key: number, place: number): string {
    const order = this.history.orders[key];
    return order === undefined || place >= order.length ? 'nothing' : this.element(order.at(place));
  }
}
