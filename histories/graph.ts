// Which transaction comes before which. Of each version only the neighbours are joined: what is further away follows.
//
// Real time takes no edges of its own. Transactions are numbered in the order of their ends, and those that begin after an end
// are one stretch of the order of the starts: that is the interval order, in a place for each end (after the sparse
// reduction of it in Elle, whose edges grow with the number of processes).

import { Integers, STEPS_BETWEEN_TURNS } from './columns.ts';
import { type History, NONE } from './history.ts';
import { sorted, type Timeline } from './timeline.ts';

/** Kinds of dependencies: appended behind it; saw what it appended; did not see yet what it appended; began after it had ended. */
export const WW = 0;
export const WR = 1;
export const RW = 2;
export const REALTIME = 3;

export interface Graph {
  /** Of each node. Those that ended come first, in the order of their ends. */
  readonly transactions: Int32Array;
  readonly ended: number;
  /** Where the edges of a node begin, and after the last node where all end. */
  readonly offsets: Int32Array;
  /** Four times the node that an edge leads to, and its kind. */
  readonly edges: Int32Array;
  readonly byStart: Int32Array;
  /** Of each node that ended, where in `byStart` those are that began later; and after the last one the number of all nodes. */
  readonly firstAfter: Int32Array;
}

export function* graphOf(history: History, timeline: Timeline): Generator<void, Graph> {
  const { byEnd: transactions, byStart, ended } = timeline;
  const nodes = new Int32Array(history.transactions);
  for (let node = 0; node < transactions.length; node++) {
    if (node % 65_536 === 0) yield;
    nodes[transactions[node] as number] = node;
  }
  const found = new FoundEdges();
  for (let node = 0; node < transactions.length; node++) {
    if (node % STEPS_BETWEEN_TURNS === 0) yield;
    eachDependency(history, transactions[node] as number, (from, to, kind) =>
      found.add(nodes[from] as number, nodes[to] as number, kind),
    );
  }
  const dependencies = yield* found.byNode(transactions.length);
  const byStartNodes = byStart.map((transaction) => nodes[transaction] as number);
  yield;
  return yield* withTimes(history, { transactions, ended, ...dependencies, byStart: byStartNodes });
}

/** Some nodes of a graph, in ascending order, with what joins them. */
export function* subgraph(history: History, graph: Graph, nodes: Int32Array): Generator<void, Graph> {
  const numbers = new Map<number, number>();
  for (const [number, node] of nodes.entries()) numbers.set(node, number);
  const found = new FoundEdges();
  for (const [number, node] of nodes.entries()) {
    if (number % STEPS_BETWEEN_TURNS === 0) yield;
    for (let at = graph.offsets[node] as number; at < (graph.offsets[node + 1] as number); at++) {
      const edge = graph.edges[at] as number;
      const to = numbers.get(edge >> 2);
      if (to !== undefined) found.add(number, to, edge & 3);
    }
  }
  const transactions = nodes.map((node) => graph.transactions[node] as number);
  const starts = Float64Array.from(transactions, (transaction) => history.starts.at(transaction));
  return yield* withTimes(history, {
    transactions,
    ended: nodes.filter((node) => node < graph.ended).length,
    ...(yield* found.byNode(nodes.length)),
    byStart: yield* sorted(Int32Array.from(nodes.keys()), starts),
  });
}

type Tell = (from: number, to: number, kind: number, operation: number) => void;

/** What the operations of a transaction say of it and others. Where a list's order is not known, they say nothing. */
export function eachDependency(history: History, transaction: number, tell: Tell): void {
  const end = history.firstOperations.at(transaction + 1);
  for (let operation = history.firstOperations.at(transaction); operation < end; operation++) {
    const isAppend = history.targets.at(operation) >= 0;
    const order = history.orders[history.keyAt(operation)] as Integers;
    const length = history.lengthAt(operation);
    if (length === NONE || length > order.length) continue;
    const next = history.writerFrom(order, isAppend ? length + 1 : length);
    if (next !== NONE) tell(transaction, next, isAppend ? WW : RW, operation);
    const last = isAppend ? NONE : history.writerBefore(order, length);
    if (last !== NONE) tell(last, transaction, WR, operation);
  }
}

class FoundEdges {
  private readonly from = new Integers();
  private readonly to = new Integers();

  add(from: number, to: number, kind: number): void {
    if (from === to) return;
    this.from.push(from);
    this.to.push(to * 4 + kind);
  }

  /** Counted, then put in their places. */
  *byNode(nodes: number): Generator<void, { readonly offsets: Int32Array; readonly edges: Int32Array }> {
    const offsets = new Int32Array(nodes + 1);
    for (let at = 0; at < this.from.length; at++) {
      if (at % 65_536 === 0) yield;
      const after = this.from.at(at) + 1;
      offsets[after] = (offsets[after] as number) + 1;
    }
    for (let node = 0; node < nodes; node++) (offsets[node + 1] as number) += offsets[node] as number;
    const free = offsets.slice();
    const edges = new Int32Array(this.from.length);
    for (let at = 0; at < this.from.length; at++) {
      if (at % 65_536 === 0) yield;
      const from = this.from.at(at);
      const place = free[from] as number;
      edges[place] = this.to.at(at);
      free[from] = place + 1;
    }
    return { offsets, edges };
  }
}

function* withTimes(history: History, graph: Omit<Graph, 'firstAfter'>): Generator<void, Graph> {
  const { transactions, ended, byStart } = graph;
  const firstAfter = new Int32Array(ended + 1);
  let place = 0;
  for (let node = 0; node < ended; node++) {
    if (node % STEPS_BETWEEN_TURNS === 0) yield;
    const end = history.ends.at(transactions[node] as number);
    while (
      place < byStart.length &&
      history.starts.at(transactions[byStart[place] as number] as number) <= end
    )
      place++;
    firstAfter[node] = place;
  }
  firstAfter[ended] = byStart.length;
  return { ...graph, firstAfter };
}
