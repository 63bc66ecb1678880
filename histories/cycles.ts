// Finds the cycles of the dependencies and calls them by their names. A history without any is done with one walk over its graph; where
// there is a component of more than one transaction, each kind of cycle is searched in it alone, the strongest first.
// A component tells of the strongest that it has, once without real time and once with it: a weaker one beside it says
// little more.

import type { AnomalyName, Findings } from './anomaly.ts';
import { components } from './components.ts';
import { type Graph, REALTIME, RW, subgraph, WR, WW } from './graph.ts';
import { type History, NONE } from './history.ts';

export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly kind: number;
}

/** Ends a search for a shorter cycle, or for a cycle with one read that was late, in a component of many thousands. */
const SEARCH_STEPS_MAX = 5_000_000;

const bits = (...kinds: readonly number[]): number => kinds.reduce((mask, kind) => mask | (1 << kind), 0);

/** From the strongest on: an edge of one kind, and a way back over others. */
const CYCLES: readonly { readonly name: AnomalyName; readonly edge: number; readonly way: number }[] = [
  { name: 'G0', edge: WW, way: bits(WW) },
  { name: 'G1c', edge: WR, way: bits(WW, WR) },
  { name: 'G-single', edge: RW, way: bits(WW, WR) },
  { name: 'G2-item', edge: RW, way: bits(WW, WR, RW) },
];

/** Answers the names that could not be ruled out within the bound of the search. */
export function* checkCycles(
  history: History,
  graph: Graph,
  findings: Findings,
  told: (cycle: readonly Edge[]) => string,
): Generator<void, ReadonlySet<AnomalyName>> {
  const undecided = new Set<AnomalyName>();
  for (const nodes of yield* components(graph, bits(WW, WR, RW, REALTIME))) {
    const part = yield* subgraph(history, graph, nodes);
    const search = new Search(part);
    for (const { name, cycle } of yield* search.all(undecided))
      findings.add(name, () => ({ text: told(cycle), transactions: cycle.map(({ from }) => from) }));
  }
  return undecided;
}

interface Found {
  readonly name: AnomalyName;
  readonly cycle: readonly Edge[];
}

class Search {
  private readonly graph: Graph;
  /** Of each node, the component of the search in hand. */
  private readonly component: Int32Array;
  /** Of each node, the strongest cycle that its component has: without real time, and with it. */
  private readonly strongest: readonly [Uint8Array, Uint8Array];
  private readonly cameFrom: Int32Array;
  private readonly visited: Int32Array;
  private readonly queue: Int32Array;
  private visits = 0;
  private steps = 0;

  constructor(graph: Graph) {
    this.graph = graph;
    const size = graph.transactions.length;
    this.component = new Int32Array(size);
    this.strongest = [new Uint8Array(size).fill(CYCLES.length), new Uint8Array(size).fill(CYCLES.length)];
    this.cameFrom = new Int32Array(size);
    this.visited = new Int32Array(size);
    this.queue = new Int32Array(size);
  }

  *all(undecided: Set<AnomalyName>): Generator<void, Found[]> {
    const found: Found[] = [];
    for (const isRealtime of [false, true])
      for (const level of CYCLES.keys()) found.push(...(yield* this.of(level, isRealtime, undecided)));
    return found;
  }

  private *of(level: number, isRealtime: boolean, undecided: Set<AnomalyName>): Generator<void, Found[]> {
    const { name, edge, way } = CYCLES[level] as (typeof CYCLES)[number];
    const kinds = way | (isRealtime ? bits(REALTIME) : 0);
    const found: Found[] = [];
    for (const nodes of yield* this.parts(kinds | bits(edge))) {
      if (this.hasStronger(nodes, level, isRealtime)) continue;
      this.steps = 0;
      const cycle = yield* this.shortest(nodes, edge, kinds);
      if (cycle !== null) found.push(cycle);
      else if (this.steps > SEARCH_STEPS_MAX) undecided.add(nameOf(name, isRealtime));
      if (cycle !== null) this.note(nodes, level, isRealtime);
    }
    return found;
  }

  private *parts(kinds: number): Generator<void, Int32Array[]> {
    const parts = yield* components(this.graph, kinds);
    this.component.fill(NONE);
    for (const [number, nodes] of parts.entries()) for (const node of nodes) this.component[node] = number;
    return parts;
  }

  private note(nodes: Int32Array, level: number, isRealtime: boolean): void {
    for (const node of nodes) this.strongest[isRealtime ? 1 : 0][node] = level;
  }

  private hasStronger(nodes: Int32Array, level: number, isRealtime: boolean): boolean {
    const [without, withTime] = this.strongest;
    return nodes.some((node) =>
      isRealtime
        ? (without[node] as number) <= level || (withTime[node] as number) < level
        : (without[node] as number) < level,
    );
  }

  /** The shortest of the cycles through an edge of this kind, as far as it is searched for. */
  private *shortest(nodes: Int32Array, kind: number, way: number): Generator<void, Found | null> {
    let best: Edge[] | null = null;
    for (const edge of this.edgesWithin(nodes, kind)) {
      const back = yield* this.way(edge.to, edge.from, way);
      if (back !== null && back.length + 1 < (best?.length ?? Number.POSITIVE_INFINITY))
        best = [edge, ...back];
      if (best?.length === 2 || this.steps > SEARCH_STEPS_MAX) break;
    }
    return this.named(best);
  }

  private *edgesWithin(nodes: Int32Array, kind: number): Generator<Edge> {
    const { offsets, edges } = this.graph;
    for (const from of nodes)
      for (let at = offsets[from] as number; at < (offsets[from + 1] as number); at++) {
        const edge = edges[at] as number;
        const to = edge >> 2;
        if ((edge & 3) === kind && this.component[to] === this.component[from]) yield { from, to, kind };
      }
  }

  /** A shortest way within the component, by breadth. Where real time counts, a moment leads to all that begin later. */
  private *way(from: number, goal: number, kinds: number): Generator<void, Edge[] | null> {
    const { ended } = this.graph;
    const component = this.component[from] as number;
    let moment = (kinds >> REALTIME) & 1 ? ended : 0;
    this.visits++;
    this.visited[from] = this.visits;
    this.queue[0] = from;
    let queued = 1;
    for (let at = 0; at < queued; at++) {
      if (at % 4096 === 0) yield;
      const node = this.queue[at] as number;
      if (node === goal) return this.back(from, goal);
      queued = this.along(node, kinds, component, queued);
      if (node >= moment) continue;
      queued = this.later(node, moment, component, queued);
      moment = node;
    }
    return null;
  }

  private along(node: number, kinds: number, component: number, queued: number): number {
    const { offsets, edges } = this.graph;
    const end = offsets[node + 1] as number;
    let length = queued;
    for (let at = offsets[node] as number; at < end; at++) {
      const edge = edges[at] as number;
      if ((kinds >> (edge & 3)) & 1) length = this.visit(edge >> 2, node * 4 + (edge & 3), component, length);
    }
    this.steps += end - (offsets[node] as number);
    return length;
  }

  private later(node: number, moment: number, component: number, queued: number): number {
    const { byStart, firstAfter } = this.graph;
    const end = firstAfter[moment] as number;
    let length = queued;
    for (let at = firstAfter[node] as number; at < end; at++)
      length = this.visit(byStart[at] as number, node * 4 + REALTIME, component, length);
    this.steps += end - (firstAfter[node] as number);
    return length;
  }

  private visit(node: number, cameFrom: number, component: number, queued: number): number {
    if (this.visited[node] === this.visits || this.component[node] !== component) return queued;
    this.visited[node] = this.visits;
    this.cameFrom[node] = cameFrom;
    this.queue[queued] = node;
    return queued + 1;
  }

  private back(from: number, goal: number): Edge[] {
    const way: Edge[] = [];
    for (let node = goal; node !== from; node = way[0]?.from as number) {
      const cameFrom = this.cameFrom[node] as number;
      way.unshift({ from: cameFrom >> 2, to: node, kind: cameFrom & 3 });
    }
    return way;
  }

  /** By what it is, not by what was searched for. */
  private named(cycle: readonly Edge[] | null): Found | null {
    if (cycle === null) return null;
    const has = (kind: number): number => cycle.filter((edge) => edge.kind === kind).length;
    const level = Math.min(has(RW), 2) + (has(RW) > 0 || has(WR) > 0 ? 1 : 0);
    const transaction = (node: number): number => this.graph.transactions[node] as number;
    return {
      name: nameOf(CYCLES[level]?.name as AnomalyName, has(REALTIME) > 0),
      cycle: cycle.map(({ from, to, kind }) => ({ from: transaction(from), to: transaction(to), kind })),
    };
  }
}

const nameOf = (name: AnomalyName, isRealtime: boolean): AnomalyName =>
  isRealtime ? (`${name}-realtime` as AnomalyName) : name;
