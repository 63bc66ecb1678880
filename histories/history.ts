// Takes a history in, transaction by transaction, and makes columns of integers of it. The version order of a list is its
// longest read. A read is compared with that as it comes, and all that is kept of it is its length in that order; one that is
// not the beginning of the other, or of which it is not the beginning, is an anomaly and kept as evidence.
//
// Give the last read of everything first: then no read has to wait, and of two that disagree the last one has the say.
// Memory: 25 bytes a transaction, 8 an operation, and 24 an appended value plus its entry in a map (about 50). Of each process and list the
// length of its last read is kept; the values themselves only of one that has no place in the order.

import { Doubles, Integers } from './columns.ts';
import type { Key, Operation, Outcome, PageRead, Read, Transaction, Value } from './transaction.ts';

export const OK = 0;
export const FAILED = 1;
export const UNKNOWN = 2;
const OUTCOMES: Readonly<Record<Outcome, number>> = { ok: OK, failed: FAILED, unknown: UNKNOWN };

/** No such transaction, element or place; of a read: nothing is known of its length. */
export const NONE = -1;

/** Disagreements and doubled values that are kept; all are counted. */
const EVIDENCE_MAX = 100;

/** Found as the history was taken in: a read that disagrees with the order at a place, or a value that is there twice. */
export interface Oddity {
  readonly key: number;
  readonly reader: number;
  readonly place: number;
  /** What was read at that place; null of a list that ends there. */
  readonly value: Value | null;
}

export class Oddities {
  count = 0;
  readonly kept: Oddity[] = [];

  add(oddity: Oddity): void {
    this.count++;
    if (this.kept.length < EVIDENCE_MAX) this.kept.push(oddity);
  }
}

/** Its length in the order, or its values where it has no place there. */
type Known = number | readonly Value[];

interface PendingPage {
  readonly operation: number;
  readonly reader: number;
  readonly page: PageRead;
}

export class History {
  // Of a transaction, by its number:
  readonly processes = new Integers();
  readonly starts = new Doubles();
  /** Infinity of an unknown one: it may happen at any time. */
  readonly ends = new Doubles();
  readonly outcomes = new Integers();
  /** The last one is where the next transaction begins. */
  readonly firstOperations = new Integers();

  // Of an operation:
  /** The element that it appends, or the complement (~) of the key that it reads. */
  readonly targets = new Integers();
  /** How much of the order a read saw. */
  readonly lengths = new Integers();
  /** Of pages whose place is not known: how many values the list had at least. */
  readonly leasts = new Map<number, number>();

  // Of an element, which is a value in a list:
  readonly values: Value[] = [];
  readonly keysOf = new Integers();
  readonly writers = new Integers();
  /** Where it stands in the order of its list, the first time. */
  readonly positions = new Integers();
  /** Who saw it, and of those that were looked at the one that ended first. */
  readonly witnesses = new Integers();
  /** The next element that its transaction appends to the same list. */
  readonly successors = new Integers();

  // Of a list:
  readonly keys: Key[] = [];
  /** The elements of its longest read. */
  readonly orders: Integers[] = [];
  /** Whose read that was. */
  readonly orderReaders = new Integers();
  /** The read that began last, and what it saw. */
  readonly lastReaders = new Integers();
  readonly lastReads: Known[] = [];

  readonly disagreements = new Oddities();
  readonly duplicates = new Oddities();

  private readonly keyNumbers = new Map<Key, number>();
  private readonly elements: Map<Value, number>[] = [];
  /** The last append of the transaction that is being taken in, by key. */
  private readonly lastAppends = new Integers();
  private readonly processNumbers = new Map<number, number>();
  readonly processNames: number[] = [];
  private readonly freeNs: number[] = [];
  private readonly readBefore: Known[][] = [];
  private pages: PendingPage[] = [];

  constructor() {
    this.firstOperations.push(0);
  }

  get transactions(): number {
    return this.processes.length;
  }

  /**
   * The transactions of a process are added in their order, those of different processes in any. What was in the lists before
   * is a first transaction that appends it. Answers the transaction's number, counted from 0.
   * Throws a RangeError if a process does two things at a time, a value is appended twice, or a read goes back to one that
   * was not given.
   */
  add({ process, startNs, endNs, outcome, operations }: Transaction): number {
    const transaction = this.transactions;
    const lane = this.laneOf(process);
    if (!(startNs >= (this.freeNs[lane] as number) && (endNs >= startNs || outcome === 'unknown')))
      throw new RangeError(
        `transaction ${transaction}: process ${process} begins at ${startNs} ns, ends at ${endNs} ns`,
      );
    this.freeNs[lane] = outcome === 'unknown' ? startNs : endNs;
    this.processes.push(lane);
    this.starts.push(startNs);
    this.ends.push(outcome === 'unknown' ? Number.POSITIVE_INFINITY : endNs);
    this.outcomes.push(OUTCOMES[outcome]);
    for (const operation of operations) this.take(operation, transaction, lane);
    this.firstOperations.push(this.targets.length);
    return transaction;
  }

  /** Places the pages that came before the reads that they are part of, or go on behind all reads. Once nothing more is added. */
  settle(): void {
    for (const { operation, page, reader } of this.pages) {
      const length = this.placed(page, this.keyOf(page.key), reader, Number.POSITIVE_INFINITY);
      if (length === null) this.leasts.set(operation, page.values.length);
      this.lengths.items[operation] = length ?? NONE;
    }
    this.pages = [];
  }

  /** The list that an operation is about. */
  keyAt(operation: number): number {
    const target = this.targets.at(operation);
    return target >= 0 ? this.keysOf.at(target) : ~target;
  }

  /** How much of the list's order is before an append, or was read. */
  lengthAt(operation: number): number {
    const target = this.targets.at(operation);
    return target >= 0 ? this.positions.at(target) : this.lengths.at(operation);
  }

  /** Whether the value at a place of the order counts: appended by somebody who may have done so, and there for the first time. */
  writerAt(order: Integers, place: number): number {
    const element = order.at(place);
    const writer = this.writers.at(element);
    return writer !== NONE && this.outcomes.at(writer) !== FAILED && this.positions.at(element) === place
      ? writer
      : NONE;
  }

  /** The last one among the first `length` of a list, that is before that place, who appended and whose append counts. */
  writerBefore(order: Integers, length: number): number {
    for (let place = length - 1; place >= 0; place--) {
      const writer = this.writerAt(order, place);
      if (writer !== NONE) return writer;
    }
    return NONE;
  }

  /** The first one from a place on. */
  writerFrom(order: Integers, from: number): number {
    for (let place = from; place < order.length; place++) {
      const writer = this.writerAt(order, place);
      if (writer !== NONE) return writer;
    }
    return NONE;
  }

  /** Of a transaction that may have happened: it was acknowledged, or somebody saw what it appended. */
  happened(transaction: number): boolean {
    const outcome = this.outcomes.at(transaction);
    if (outcome !== UNKNOWN) return outcome === OK;
    const end = this.firstOperations.at(transaction + 1);
    for (let operation = this.firstOperations.at(transaction); operation < end; operation++) {
      const element = this.targets.at(operation);
      if (element >= 0 && this.witnesses.at(element) !== NONE) return true;
    }
    return false;
  }

  private take(operation: Operation, transaction: number, lane: number): void {
    const key = this.keyOf(operation.key);
    if (operation.do === 'append') {
      this.targets.push(this.appended(key, operation.value, transaction));
      this.lengths.push(NONE);
      return;
    }
    this.targets.push(~key);
    // What a transaction saw that did not happen, or that perhaps did not, proves nothing.
    const isOk = this.outcomes.at(transaction) === OK;
    if (operation.do === 'read') this.lengths.push(this.read(operation, key, transaction, lane));
    else if (!isOk) this.lengths.push(NONE);
    else if (operation.do === 'count') this.lengths.push(operation.total);
    else {
      const length = this.placed(operation, key, transaction, (this.orders[key] as Integers).length);
      if (length === null)
        this.pages.push({ operation: this.lengths.length, reader: transaction, page: operation });
      this.lengths.push(length ?? NONE);
    }
  }

  private appended(key: number, value: Value, transaction: number): number {
    const element = this.elementOf(key, value);
    if (this.writers.at(element) !== NONE)
      throw new RangeError(
        `${value} is appended to ${this.keys[key]} by two transactions: values have to be unique`,
      );
    this.writers.items[element] = transaction;
    const before = this.lastAppends.at(key);
    if (before !== NONE && this.writers.at(before) === transaction) this.successors.items[before] = element;
    this.lastAppends.items[key] = element;
    return element;
  }

  private read({ same = 0, values }: Read, key: number, reader: number, lane: number): number {
    const before = this.readBefore[lane] as Known[];
    const known = same === 0 ? 0 : (before[key] ?? 0);
    if (same > (typeof known === 'number' ? known : known.length))
      throw new RangeError(
        `transaction ${reader} reads ${same} values of ${this.keys[key]} as before, which were not read`,
      );
    const seen =
      typeof known === 'number'
        ? this.compared(key, values, same, reader)
        : this.compared(key, [...known.slice(0, same), ...values], 0, reader);
    before[key] = seen;
    if (this.outcomes.at(reader) !== OK) return NONE;
    const last = this.lastReaders.at(key);
    if (last === NONE || this.starts.at(reader) >= this.starts.at(last)) {
      this.lastReaders.items[key] = reader;
      this.lastReads[key] = seen;
    }
    return typeof seen === 'number' ? seen : NONE;
  }

  /** What is kept of a read: the first `from` values of the order, and these. */
  private compared(key: number, values: readonly Value[], from: number, reader: number): Known {
    const place = this.inOrder(key, values, from);
    if (place - from === values.length) return place;
    const order = this.orders[key] as Integers;
    const isOk = this.outcomes.at(reader) === OK;
    if (isOk && place === order.length) return this.extend(key, values, from, reader);
    if (isOk) this.disagree(key, values, { reader, place, value: values[place - from] ?? null });
    return [...this.valuesOf(order, from), ...values];
  }

  /** How far these values, behind the first `from` of the order, are those of the order. */
  private inOrder(key: number, values: readonly Value[], from: number): number {
    const order = this.orders[key] as Integers;
    const { items } = order;
    const end = Math.min(order.length, from + values.length);
    let place = from;
    while (place < end && this.values[items[place] as number] === values[place - from]) place++;
    return place;
  }

  /** A longer read: the order goes on with it. */
  private extend(key: number, values: readonly Value[], from: number, reader: number): number {
    const order = this.orders[key] as Integers;
    for (let place = order.length; place < from + values.length; place++) {
      const value = values[place - from] as Value;
      const element = this.seen(key, value, reader);
      if (this.positions.at(element) === NONE) this.positions.items[element] = place;
      else this.duplicates.add({ key, reader, place, value });
      order.push(element);
    }
    this.orderReaders.items[key] = reader;
    return order.length;
  }

  /**
   * By its total, or the last of its values that has a place: so long was the list, and as far as the order reaches both are the
   * same. Null where no place is known, or the list was longer than `lengthMax`.
   */
  private placed({ values, total }: PageRead, key: number, reader: number, lengthMax: number): number | null {
    const order = this.orders[key] as Integers;
    for (const value of values) this.seen(key, value, reader);
    const length = total ?? this.lengthBy(values, key);
    if (length === NONE || length > lengthMax) return null;
    const from = length - values.length;
    const place = from < 0 ? from : this.inOrder(key, values, from);
    if (place >= Math.min(length, order.length)) return length;
    this.disagree(key, values, { reader, place: Math.max(place, 0), value: values[place - from] ?? null });
    return NONE;
  }

  private lengthBy(values: readonly Value[], key: number): number {
    if (values.length === 0) return 0;
    const placeOf = (value: Value): number => this.positions.at(this.elementOf(key, value));
    const known = values.findLastIndex((value) => placeOf(value) !== NONE);
    return known === -1 ? NONE : placeOf(values[known] as Value) + values.length - known;
  }

  private disagree(key: number, values: readonly Value[], oddity: Omit<Oddity, 'key'>): void {
    for (const value of values) this.seen(key, value, oddity.reader);
    this.disagreements.add({ key, ...oddity });
  }

  private seen(key: number, value: Value, reader: number): number {
    const element = this.elementOf(key, value);
    const witness = this.witnesses.at(element);
    if (witness === NONE || this.ends.at(reader) < this.ends.at(witness))
      this.witnesses.items[element] = reader;
    return element;
  }

  private valuesOf(order: Integers, length: number): Value[] {
    return Array.from(order.items.subarray(0, length), (element) => this.values[element] as Value);
  }

  private elementOf(key: number, value: Value): number {
    const elements = this.elements[key] as Map<Value, number>;
    const known = elements.get(value);
    if (known !== undefined) return known;
    const element = this.values.length;
    elements.set(value, element);
    this.values.push(value);
    this.keysOf.push(key);
    this.writers.push(NONE);
    this.positions.push(NONE);
    this.witnesses.push(NONE);
    this.successors.push(NONE);
    return element;
  }

  private keyOf(name: Key): number {
    const known = this.keyNumbers.get(name);
    if (known !== undefined) return known;
    const key = this.keys.length;
    this.keyNumbers.set(name, key);
    this.keys.push(name);
    this.elements.push(new Map());
    this.orders.push(new Integers(8));
    for (const column of [this.orderReaders, this.lastReaders, this.lastAppends]) column.push(NONE);
    this.lastReads.push(0);
    return key;
  }

  private laneOf(process: number): number {
    const known = this.processNumbers.get(process);
    if (known !== undefined) return known;
    const lane = this.freeNs.length;
    this.processNumbers.set(process, lane);
    this.processNames.push(process);
    this.freeNs.push(Number.NEGATIVE_INFINITY);
    this.readBefore.push([]);
    return lane;
  }
}
