// What one transaction may not see any more once another one has ended: first within each process, where no clock has to be
// trusted, then between all of them in real time. One sweep over the starts and ends: of each list, the longest version
// that somebody who has ended knew of.

import type { Findings, Words } from './anomaly.ts';
import { STEPS_BETWEEN_TURNS } from './columns.ts';
import { type History, NONE, OK } from './history.ts';
import type { Timeline } from './timeline.ts';

export function* checkInOrder(
  history: History,
  timeline: Timeline,
  findings: Findings,
  words: Words,
): Generator<void, void> {
  const sweep = new Sweep(history, findings, words);
  const { byProcess, byStart, byEnd } = timeline;
  let process = NONE;
  for (let step = 0; step < byProcess.length; step++) {
    if (step % STEPS_BETWEEN_TURNS === 0) yield;
    const transaction = byProcess[step] as number;
    if (history.processes.at(transaction) !== process) sweep.forget();
    process = history.processes.at(transaction);
    sweep.begins(transaction);
    sweep.ends(transaction);
  }
  sweep.forget();
  let over = 0;
  for (let step = 0; step < byStart.length; step++) {
    if (step % STEPS_BETWEEN_TURNS === 0) yield;
    const transaction = byStart[step] as number;
    const start = history.starts.at(transaction);
    while (over < timeline.ended && history.ends.at(byEnd[over] as number) < start)
      sweep.ends(byEnd[over++] as number);
    sweep.begins(transaction);
  }
}

class Sweep {
  private readonly history: History;
  private readonly findings: Findings;
  private readonly words: Words;
  /** Of each list, how long it was known to be, and who knew. */
  private readonly lengths: Int32Array;
  private readonly knownBy: Int32Array;
  /** Lists of which somebody knew how long they were at least, and not what stood there. */
  private readonly isLeast: Uint8Array;
  /** Operations that were told of already. */
  private readonly told: Uint8Array;

  constructor(history: History, findings: Findings, words: Words) {
    this.history = history;
    this.findings = findings;
    this.words = words;
    this.lengths = new Int32Array(history.keys.length);
    this.knownBy = new Int32Array(history.keys.length);
    this.isLeast = new Uint8Array(history.keys.length);
    this.told = new Uint8Array(history.targets.length);
  }

  forget(): void {
    this.lengths.fill(0);
  }

  begins(transaction: number): void {
    const { history } = this;
    const end = history.firstOperations.at(transaction + 1);
    for (let operation = history.firstOperations.at(transaction); operation < end; operation++) {
      const key = history.keyAt(operation);
      const length = history.lengthAt(operation);
      if (length === NONE || length >= (this.lengths[key] as number) || this.told[operation] === 1) continue;
      this.told[operation] = 1;
      const target = history.targets.at(operation);
      if (target >= 0) this.reordered(transaction, key, target);
      else this.stale(transaction, key, length);
    }
  }

  ends(transaction: number): void {
    const { history } = this;
    if (history.outcomes.at(transaction) !== OK) return;
    const end = history.firstOperations.at(transaction + 1);
    for (let operation = history.firstOperations.at(transaction); operation < end; operation++) {
      const key = history.keyAt(operation);
      const isAppend = history.targets.at(operation) >= 0;
      const exact = history.lengthAt(operation) + (isAppend ? 1 : 0);
      const length = exact === NONE ? (history.leasts.get(operation) ?? NONE) : exact;
      if (length <= (this.lengths[key] as number)) continue;
      this.lengths[key] = length;
      this.knownBy[key] = transaction;
      this.isLeast[key] = exact === NONE ? 1 : 0;
    }
  }

  private reordered(transaction: number, key: number, element: number): void {
    const { words } = this;
    const place = this.history.positions.at(element);
    this.findings.add('reordered', () => ({
      text: `${words.transaction(transaction)} appended ${words.element(element)} to ${words.key(key)}, where it stands at place ${place + 1}; ${this.before(transaction, key)}`,
      transactions: [this.knownBy[key] as number, transaction],
    }));
  }

  private stale(transaction: number, key: number, length: number): void {
    const { words } = this;
    this.findings.add('stale-read', () => ({
      text: `${words.transaction(transaction)} read ${words.key(key)} with ${length} values; ${this.before(transaction, key)}`,
      transactions: [this.knownBy[key] as number, transaction],
    }));
  }

  private before(transaction: number, key: number): string {
    const { words, history } = this;
    const other = this.knownBy[key] as number;
    const length = this.lengths[key] as number;
    const isSame = history.processes.at(other) === history.processes.at(transaction);
    const isNamed = this.isLeast[key] === 0 && length <= (history.orders[key]?.length ?? 0);
    const what = isNamed ? `, which was ${words.placed(key, length - 1)}` : '';
    return `${words.transaction(other)}${isSame ? ', the same process,' : ''} had ended before and knew of place ${length}${what}`;
  }
}
