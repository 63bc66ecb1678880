// The strongly connected components of a graph: R. Tarjan, Depth-First Search and Linear Graph Algorithms (SIAM Journal on Computing 1, 1972),
// with a stack of its own instead of recursion. Beside the transactions there is a moment for the end of each: a transaction leads
// to the moment at its end, a moment to the next one and to those that begin before that.

import { type Graph, REALTIME } from './graph.ts';
import { NONE } from './history.ts';

const STEPS_BETWEEN_TURNS = 16_384;
/** Lower than no number: the component of a node is complete. */
const CLOSED = 0x7fff_ffff;

/** Those of more than one transaction, by the edges whose kinds are bits of the mask; the nodes of each in ascending order. */
export function* components(graph: Graph, kinds: number): Generator<void, Int32Array[]> {
  const walk = new Walk(graph, kinds);
  for (let root = 0; root < graph.transactions.length; root++) {
    walk.begin(root);
    while (walk.step()) if (walk.steps % STEPS_BETWEEN_TURNS === 0) yield;
  }
  return walk.found;
}

class Walk {
  readonly found: Int32Array[] = [];
  steps = 0;
  private readonly graph: Graph;
  private readonly kinds: number;
  private readonly size: number;
  /** When each was reached, counted from 1. */
  private readonly reached: Int32Array;
  private readonly low: Int32Array;
  /** How many of its ways were taken. */
  private readonly taken: Int32Array;
  private readonly path: Int32Array;
  private readonly open: Int32Array;
  private pathLength = 0;
  private openLength = 0;
  private reachedCount = 0;

  constructor(graph: Graph, kinds: number) {
    this.graph = graph;
    this.kinds = kinds;
    this.size = graph.transactions.length;
    const all = this.size + graph.ended;
    this.reached = new Int32Array(all);
    this.low = new Int32Array(all);
    this.taken = new Int32Array(all);
    this.path = new Int32Array(all);
    this.open = new Int32Array(all);
  }

  begin(root: number): void {
    if (this.reached[root] === 0) this.enter(root);
  }

  /** One edge further, or one node back; false at the end. */
  step(): boolean {
    if (this.pathLength === 0) return false;
    this.steps++;
    const node = this.path[this.pathLength - 1] as number;
    const next = node < this.size ? this.fromTransaction(node) : this.fromMoment(node - this.size);
    if (next === NONE) this.leave(node);
    else if (this.reached[next] === 0) this.enter(next);
    else if (this.low[next] !== CLOSED) this.lower(node, this.reached[next] as number);
    return true;
  }

  private enter(node: number): void {
    this.reached[node] = this.low[node] = ++this.reachedCount;
    this.path[this.pathLength++] = node;
    this.open[this.openLength++] = node;
  }

  private leave(node: number): void {
    const low = this.low[node] as number;
    this.pathLength--;
    if (low === this.reached[node]) this.close(node);
    else this.lower(this.path[this.pathLength - 1] as number, low);
  }

  private close(root: number): void {
    const { open } = this;
    let first = this.openLength - 1;
    while (open[first] !== root) first--;
    for (let at = first; at < this.openLength; at++) this.low[open[at] as number] = CLOSED;
    const members = open.subarray(first, this.openLength);
    this.openLength = first;
    if (members.length > 1) this.found.push(members.filter((node) => node < this.size).sort());
  }

  private lower(node: number, low: number): void {
    if (low < (this.low[node] as number)) this.low[node] = low;
  }

  private fromTransaction(node: number): number {
    const { offsets, edges, ended } = this.graph;
    const [begin, end] = [offsets[node] as number, offsets[node + 1] as number];
    let at = begin + (this.taken[node] as number);
    while (at < end && ((this.kinds >> ((edges[at] as number) & 3)) & 1) === 0) at++;
    this.taken[node] = at + 1 - begin;
    if (at < end) return (edges[at] as number) >> 2;
    return at === end && node < ended && ((this.kinds >> REALTIME) & 1) === 1 ? this.size + node : NONE;
  }

  private fromMoment(moment: number): number {
    const { byStart, firstAfter, ended } = this.graph;
    const taken = this.taken[this.size + moment] as number;
    this.taken[this.size + moment] = taken + 1;
    if (taken === 0 && moment + 1 < ended) return this.size + moment + 1;
    const at = (firstAfter[moment] as number) + taken - (moment + 1 < ended ? 1 : 0);
    return at < (firstAfter[moment + 1] as number) ? (byStart[at] as number) : NONE;
  }
}
