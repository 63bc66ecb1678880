// Transactions in the order of their times. Logs of processes come with long ascending runs, so natural merge sort (D. E. Knuth, The Art of
// Computer Programming, volume 3, 5.2.4) needs few passes, and no comparison is a call.

import { STEPS_BETWEEN_TURNS } from './columns.ts';
import { FAILED, type History, OK } from './history.ts';

export interface Timeline {
  /** Transactions that happened, as far as is known. */
  readonly byStart: Int32Array;
  /** Those of them that were acknowledged: of the others it is not known when they were over. */
  readonly byEnd: Int32Array;
  /** Each process's in their order, process after process. */
  readonly byProcess: Int32Array;
}

export function* timelineOf(history: History): Generator<void, Timeline> {
  const happened = new Int32Array(history.transactions);
  const ended = new Int32Array(history.transactions);
  let [happenedCount, endedCount] = [0, 0];
  for (let transaction = 0; transaction < history.transactions; transaction++) {
    if (transaction % STEPS_BETWEEN_TURNS === 0) yield;
    const outcome = history.outcomes.at(transaction);
    if (outcome === FAILED || !history.happened(transaction)) continue;
    happened[happenedCount++] = transaction;
    if (outcome === OK) ended[endedCount++] = transaction;
  }
  const all = happened.subarray(0, happenedCount);
  return {
    byStart: yield* sorted(all, history.starts.items),
    byEnd: yield* sorted(ended.subarray(0, endedCount), history.ends.items),
    byProcess: yield* sorted(all, history.processes.items),
  };
}

/** Stable; leaves the items as they are. */
export function* sorted(items: Int32Array, keys: Float64Array | Int32Array): Generator<void, Int32Array> {
  let from = items.slice();
  let to = new Int32Array(items.length);
  let ends = runEnds(items, keys);
  while (ends.length > 1) {
    const merged: number[] = [];
    for (let run = 0; run < ends.length; run += 2) {
      const middle = ends[run] as number;
      const end = ends[run + 1] ?? middle;
      yield* merge(from, to, keys, [ends[run - 1] ?? 0, middle, end]);
      merged.push(end);
    }
    ends = merged;
    [from, to] = [to, from];
  }
  return from;
}

function runEnds(items: Int32Array, keys: Float64Array | Int32Array): number[] {
  const ends: number[] = [];
  for (let at = 1; at < items.length; at++)
    if ((keys[items[at] as number] as number) < (keys[items[at - 1] as number] as number)) ends.push(at);
  ends.push(items.length);
  return ends;
}

function* merge(
  from: Int32Array,
  to: Int32Array,
  keys: Float64Array | Int32Array,
  [begin, middle, end]: readonly [number, number, number],
): Generator<void, void> {
  let [left, right] = [begin, middle];
  for (let at = begin; at < end; at++) {
    if (at % 65_536 === 0) yield;
    const isLeft =
      left < middle &&
      (right === end || (keys[from[left] as number] as number) <= (keys[from[right] as number] as number));
    to[at] = from[isLeft ? left++ : right++] as number;
  }
}
