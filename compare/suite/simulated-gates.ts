// Gates on machines whose noise is known because it is made: what a rule of decision does there can be counted.
// The noise is that of measurements on two shared cores (docs/adr/0037-gate-statistics.md): pairs within a process differ
// by 3 to 9%, processes by 1 to 2.6% with rare ones that are 5 to 29% off, and what runs beside hits single blocks.

import { Random } from '../../statistics/random.ts';
import {
  confirmed,
  type Deciding,
  type Decision,
  type Pair,
  type ProcessPairs,
  type Rule,
} from '../decision.ts';

/** Standard deviations are of the logarithm of head over base. */
export interface Weather {
  readonly within: number;
  readonly between: number;
  /** What the p95 has besides; default: within as much as the p50, and none between. */
  readonly tailWithin?: number;
  readonly tailBetween?: number;
  /** Share of processes in which one side is 5 to 29% off for as long as they live. */
  readonly odd: number;
  /** Share of pairs of which one block was two to three times as slow, for what ran beside. */
  readonly hit: number;
  /** By how much the side that is loaded second is slower. */
  readonly order: number;
}

export const WEATHERS = {
  quiet: { within: 0.03, between: 0.01, odd: 0.01, hit: 0.02, order: 0.003 },
  usual: { within: 0.06, between: 0.018, odd: 0.02, hit: 0.08, order: 0.004 },
  busy: { within: 0.09, between: 0.026, odd: 0.03, hit: 0.12, order: 0.005 },
  'uneven tails': {
    ...{ within: 0.03, between: 0.03, odd: 0.02, hit: 0.05, order: 0.004 },
    ...{ tailWithin: 0.12, tailBetween: 0.06 },
  },
  'processes differ': { within: 0.015, between: 0.03, odd: 0.03, hit: 0.02, order: 0.003 },
  'order matters': { within: 0.03, between: 0.01, odd: 0.01, hit: 0.02, order: 0.04 },
} as const satisfies Record<string, Weather>;

/** By how much the head is slower: 0.05 is 5%. */
export interface Effect {
  readonly p50: number;
  readonly p95: number;
}

export interface Decider {
  readonly decide: (processes: readonly ProcessPairs[], deciding: Deciding) => Decision;
  /** Whether the side that is loaded first changes from process to process. */
  readonly isSwapped: boolean;
  readonly rule: Rule;
  /** The time is over after so many processes of a pass, be it a look or not. */
  readonly overAt?: number;
}

interface GateOutcome {
  readonly first: Decision;
  readonly verdict: Decision['verdict'];
  /** Of both passes. */
  readonly processes: number;
}

const PAIRS = 8;
const CALLS = 40;

export function simulateGate(decider: Decider, weather: Weather, effect: Effect, seed: number): GateOutcome {
  const random = new Random(seed);
  const first = simulatePass(decider, weather, effect, random);
  if (first.decision.verdict !== 'regressed') {
    return { first: first.decision, verdict: first.decision.verdict, processes: first.processes };
  }
  const second = simulatePass(decider, weather, effect, random);
  return {
    first: first.decision,
    verdict: confirmed(first.decision, second.decision),
    processes: first.processes + second.processes,
  };
}

function simulatePass(
  { decide, isSwapped, rule, overAt }: Decider,
  weather: Weather,
  effect: Effect,
  random: Random,
): { readonly decision: Decision; readonly processes: number } {
  const processes: ProcessPairs[] = [];
  const seed = random.next();
  const begin = random.below(2);
  for (;;) {
    const first = !isSwapped || (processes.length + begin) % 2 === 0 ? 'base' : 'head';
    processes.push(simulateProcess(first, weather, effect, random));
    const isOver = processes.length === overAt;
    if (!isOver && !rule.looks.includes(processes.length)) continue;
    const decision = decide(processes, { rule, seed, isOver });
    if (decision.isFinal) return { decision, processes: processes.length };
  }
}

function simulateProcess(
  first: 'base' | 'head',
  weather: Weather,
  effect: Effect,
  random: Random,
): ProcessPairs {
  const odd = random.chance(weather.odd) ? sign(random) * (0.05 + 0.24 * random.unit()) : 0;
  const shift = (first === 'base' ? 1 : -1) * weather.order + weather.between * normal(random) + odd;
  const tailShift = (weather.tailBetween ?? 0) * normal(random);
  const pair = (): Pair => {
    const hit = random.chance(weather.hit) ? sign(random) * (0.7 + 0.4 * random.unit()) : 0;
    const noise = shift + hit + weather.within * normal(random);
    // The p95 of a block shares its weather, and has noise of its own.
    const tail = noise + tailShift + (weather.tailWithin ?? weather.within) * normal(random);
    const machine = 100_000 * (1 + random.unit());
    return {
      base: { p50Ns: machine, p95Ns: 1.5 * machine, calls: CALLS },
      head: {
        p50Ns: machine * (1 + effect.p50) * Math.exp(noise),
        p95Ns: 1.5 * machine * (1 + effect.p95) * Math.exp(tail),
        calls: CALLS,
      },
    };
  };
  return { first, pass: 1, pairs: Array.from({ length: PAIRS }, pair) };
}

const sign = (random: Random): number => (random.chance(0.5) ? 1 : -1);

/** A standard normal number, by Box and Muller. */
const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
