// Transactions in the order of their times. Those of a process are in order already, so natural merge sort (D. E. Knuth, The Art of
// Computer Programming, volume 3, 5.2.4) needs few passes from process to process, and no comparison is a call.

import { STEPS_BETWEEN_TURNS } from './columns.ts';
import { type History, OK } from './history.ts';

export interface Timeline {
  /** Transactions that happened, as far as is known. */
  readonly byStart: Int32Array;
  readonly byEnd: Int32Array;
  /** So many were acknowledged. They come first in `byEnd`: of the others it is not known when they were over. */
  readonly ended: number;
  /** Each process's in their order, process after process. */
  readonly byProcess: Int32Array;
}

export function* timelineOf(history: History): Generator<void, Timeline> {
  const happened = new Int32Array(history.transactions);
  let [count, ended] = [0, 0];
  for (let transaction = 0; transaction < history.transactions; transaction++) {
    if (transaction % STEPS_BETWEEN_TURNS === 0) yield;
    if (!history.happened(transaction)) continue;
    happened[count++] = transaction;
    if (history.outcomes.at(transaction) === OK) ended++;
  }
  const byProcess = yield* grouped(happened.subarray(0, count), history.processes.items);
  const byStart = yield* sorted(byProcess, history.starts.items);
  const byEnd = yield* sorted(byProcess, history.ends.items);
  return { byProcess, byStart, byEnd, ended };
}

/** Counted, then put in their places: as they were within a group. */
function* grouped(items: Int32Array, groups: Int32Array): Generator<void, Int32Array> {
  const counts: number[] = [];
  for (let at = 0; at < items.length; at++) {
    if (at % 65_536 === 0) yield;
    const group = groups[items[at] as number] as number;
    counts[group] = (counts[group] ?? 0) + 1;
  }
  let begin = 0;
  const free = Array.from(counts, (count = 0) => {
    begin += count;
    return begin - count;
  });
  const ordered = new Int32Array(items.length);
  for (let at = 0; at < items.length; at++) {
    if (at % 65_536 === 0) yield;
    const group = groups[items[at] as number] as number;
    ordered[free[group] as number] = items[at] as number;
    free[group] = (free[group] as number) + 1;
  }
  return ordered;
}

/** Stable; leaves the items as they are. */
export function* sorted(items: Int32Array, keys: Float64Array): Generator<void, Int32Array> {
  let from = items.slice();
  let to = new Int32Array(items.length);
  yield;
  let ends = yield* runEnds(items, keys);
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

function* runEnds(items: Int32Array, keys: Float64Array): Generator<void, number[]> {
  const ends: number[] = [];
  for (let at = 1; at < items.length; at++) {
    if (at % 65_536 === 0) yield;
    if ((keys[items[at] as number] as number) < (keys[items[at - 1] as number] as number)) ends.push(at);
  }
  ends.push(items.length);
  return ends;
}

function* merge(
  from: Int32Array,
  to: Int32Array,
  keys: Float64Array,
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
