// The anomalies of single lists and single transactions that need no clock between processes and no cycle: one pass over the
// operations, and one over the elements.

import type { Findings, Words } from './anomaly.ts';
import { STEPS_BETWEEN_TURNS } from './columns.ts';
import { FAILED, type History, NONE, type Oddity, OK } from './history.ts';
import type { Value } from './transaction.ts';

export function* checkObjects(history: History, findings: Findings, words: Words): Generator<void, void> {
  const pass = new ObjectPass(history, findings, words);
  pass.oddities();
  for (let transaction = 0; transaction < history.transactions; transaction++) {
    if (transaction % STEPS_BETWEEN_TURNS === 0) yield;
    if (history.outcomes.at(transaction) !== FAILED) pass.transaction(transaction);
  }
  for (let element = 0; element < history.values.length; element++) {
    if (element % STEPS_BETWEEN_TURNS === 0) yield;
    pass.element(element);
  }
}

class ObjectPass {
  private readonly history: History;
  private readonly findings: Findings;
  private readonly words: Words;
  /** Of each list, what the transaction in hand read of it first, and appended to it last. */
  private readonly readBy: Int32Array;
  private readonly readLengths: Int32Array;
  private readonly appendedBy: Int32Array;
  private readonly lastAppends: Int32Array;
  /** Of each version of a list, who read it and then appended to the list. */
  private readonly updaters: Int32Array;
  private readonly firstVersions: Int32Array;
  private readonly lastValues = new Map<number, ReadonlySet<Value>>();

  constructor(history: History, findings: Findings, words: Words) {
    this.history = history;
    this.findings = findings;
    this.words = words;
    const lists = history.keys.length;
    [this.readBy, this.readLengths, this.appendedBy, this.lastAppends] = [0, 1, 2, 3].map(() =>
      new Int32Array(lists).fill(NONE),
    ) as [Int32Array, Int32Array, Int32Array, Int32Array];
    this.firstVersions = new Int32Array(lists + 1);
    for (const [key, order] of history.orders.entries())
      this.firstVersions[key + 1] = (this.firstVersions[key] as number) + order.length + 1;
    this.updaters = new Int32Array(this.firstVersions[lists] as number).fill(NONE);
  }

  /** What was found as the history was taken in. */
  oddities(): void {
    const { disagreements, duplicates } = this.history;
    this.each('incompatible-order', disagreements, ({ key, reader, place, value }) => {
      const { words } = this;
      const other = this.history.orderReaders.at(key);
      return {
        text: `${words.transaction(reader)} read ${words.key(key)} with ${words.value(value)} at place ${place + 1}, where ${words.transaction(other)} read ${words.placed(key, place)}`,
        transactions: [reader, other],
      };
    });
    this.each('duplicate-append', duplicates, ({ key, reader, place, value }) => {
      const { words } = this;
      return {
        text: `${words.transaction(reader)} read ${words.value(value)} in ${words.key(key)} a second time, at place ${place + 1}`,
        transactions: [reader],
      };
    });
  }

  transaction(transaction: number): void {
    const { firstOperations, targets } = this.history;
    const end = firstOperations.at(transaction + 1);
    const isOk = this.history.outcomes.at(transaction) === OK;
    for (let operation = firstOperations.at(transaction); operation < end; operation++) {
      const target = targets.at(operation);
      if (target >= 0) this.append(target, transaction, isOk);
      else if (isOk) this.read(~target, this.history.lengths.at(operation), transaction);
    }
  }

  element(element: number): void {
    const { history, findings, words } = this;
    const writer = history.writers.at(element);
    const witness = history.witnesses.at(element);
    const key = history.keysOf.at(element);
    const value = words.element(element);
    if (writer === NONE) {
      if (witness !== NONE)
        findings.add('phantom-value', () => ({
          text: `${words.transaction(witness)} read ${value} in ${words.key(key)}, which nobody appended`,
          transactions: [witness],
        }));
    } else if (history.outcomes.at(writer) === FAILED) {
      if (witness !== NONE) this.failedOneSeen(element);
    } else this.lost(element);
  }

  private append(element: number, transaction: number, isOk: boolean): void {
    const { history, findings, words } = this;
    if (!isOk && history.witnesses.at(element) === NONE) return;
    const key = history.keysOf.at(element);
    const position = history.positions.at(element);
    if (this.readBy[key] === transaction) {
      const length = this.readLengths[key] as number;
      if (position !== NONE && position < length)
        findings.add('internal', () => ({
          text: `${words.transaction(transaction)} read ${words.element(element)} in ${words.key(key)} before it appended it`,
          transactions: [transaction],
        }));
      if (this.appendedBy[key] !== transaction) this.update(key, length, transaction);
    }
    this.appendedBy[key] = transaction;
    this.lastAppends[key] = element;
  }

  private update(key: number, version: number, transaction: number): void {
    if (version > (this.history.orders[key]?.length ?? 0)) return;
    const { words } = this;
    const at = (this.firstVersions[key] as number) + version;
    const other = this.updaters[at] as number;
    if (other === NONE) this.updaters[at] = transaction;
    else
      this.findings.add('lost-update', () => ({
        text: `${words.transaction(other)} and ${words.transaction(transaction)} both read ${words.key(key)} with ${version} values, and both appended to it`,
        transactions: [other, transaction],
      }));
  }

  private read(key: number, length: number, transaction: number): void {
    if (length === NONE || length > (this.history.orders[key]?.length ?? 0)) return;
    const { history, findings, words } = this;
    if (this.appendedBy[key] === transaction) {
      const own = this.lastAppends[key] as number;
      const position = history.positions.at(own);
      if (position === NONE || position >= length)
        findings.add('internal', () => ({
          text: `${words.transaction(transaction)} appended ${words.element(own)} to ${words.key(key)} and then read the list without it`,
          transactions: [transaction],
        }));
    } else {
      this.readBy[key] = transaction;
      this.readLengths[key] = length;
    }
    if (length > 0) this.middle(key, length, transaction);
  }

  /** Whether the list ends within what somebody else appended. */
  private middle(key: number, length: number, reader: number): void {
    const { history, findings, words } = this;
    const last = history.orders[key]?.at(length - 1) as number;
    const next = history.successors.at(last);
    const writer = history.writers.at(last);
    if (next === NONE || writer === reader || history.outcomes.at(writer) === FAILED) return;
    findings.add('intermediate-read', () => ({
      text: `${words.transaction(reader)} read ${words.key(key)} up to ${words.element(last)}, and without ${words.element(next)}: both appended by ${words.transaction(writer)}`,
      transactions: [reader, writer],
    }));
  }

  private failedOneSeen(element: number): void {
    const { history, findings, words } = this;
    const [key, writer] = [history.keysOf.at(element), history.writers.at(element)];
    const witness = history.witnesses.at(element);
    const what = `${words.element(element)} in ${words.key(key)}`;
    findings.add('aborted-read', () => ({
      text: `${words.transaction(witness)} read ${what}, which ${words.transaction(writer)} appended, and that failed`,
      transactions: [witness, writer],
    }));
    const position = history.positions.at(element);
    const order = history.orders[key];
    if (position === NONE || order === undefined) return;
    const next = history.writerFrom(order, position + 1);
    if (next !== NONE)
      findings.add('dirty-update', () => ({
        text: `${words.transaction(next)} appended behind ${what}, which ${words.transaction(writer)} appended, and that failed`,
        transactions: [next, writer],
      }));
  }

  /** What was acknowledged before the last read began, or seen by then, is in it. */
  private lost(element: number): void {
    const { history, findings, words } = this;
    const [key, writer] = [history.keysOf.at(element), history.writers.at(element)];
    const [reader, witness] = [history.lastReaders.at(key), history.witnesses.at(element)];
    if (reader === NONE || this.isInLastRead(element, key)) return;
    const start = history.starts.at(reader);
    const gone = `${words.transaction(reader)} began later and read the list without it`;
    if (history.ends.at(writer) < start) {
      findings.add('lost-append', () => ({
        text: `${words.transaction(writer)} was told that ${words.element(element)} was appended to ${words.key(key)}; ${gone}`,
        transactions: [writer, reader],
      }));
    } else if (
      witness !== NONE &&
      history.positions.at(element) === NONE &&
      history.ends.at(witness) < start
    ) {
      // Whether it was to happen nobody knows; that it had happened somebody saw.
      const isOk = history.outcomes.at(writer) === OK;
      findings.add(isOk ? 'lost-append' : 'incompatible-order', () => ({
        text: `${words.transaction(witness)} read ${words.element(element)} in ${words.key(key)}, which ${words.transaction(writer)} appended${isOk ? '' : ' without being told so'}; ${gone}`,
        transactions: [witness, writer, reader],
      }));
    }
  }

  private isInLastRead(element: number, key: number): boolean {
    const known = this.history.lastReads[key] ?? 0;
    if (typeof known === 'number') {
      const position = this.history.positions.at(element);
      return position !== NONE && position < known;
    }
    const values = this.lastValues.get(key) ?? new Set(known);
    this.lastValues.set(key, values);
    return values.has(this.history.values[element] as Value);
  }

  private each(
    name: 'incompatible-order' | 'duplicate-append',
    { count, kept }: { readonly count: number; readonly kept: readonly Oddity[] },
    told: (oddity: Oddity) => { readonly text: string; readonly transactions: readonly number[] },
  ): void {
    for (const oddity of kept) this.findings.add(name, () => told(oddity));
    if (count > kept.length) this.findings.counts[name] = count;
  }
}
