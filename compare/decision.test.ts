import { describe, expect, test } from 'vitest';
import { amountOf } from '../contract/suite/amounts.ts';
import { medianOf } from '../statistics/quantile.ts';
import {
  type Block,
  confirmed,
  DEFAULT_RULE,
  type Decision,
  decide,
  familyAlarmRate,
  PASS_ALARM_RATE,
  type ProcessPairs,
} from './decision.ts';
import { type Decider, type Effect, simulateGate, WEATHERS, type Weather } from './suite/simulated-gates.ts';

const GATES = amountOf('SIMULATED_GATES');
const NONE: Effect = { p50: 0, p95: 0 };
const RIGHT: Decider = { decide, isSwapped: true, rule: DEFAULT_RULE };

/** Shares of gates. */
interface Counted {
  /** Of one pass. */
  readonly alarms: number;
  readonly regressed: number;
  readonly fine: number;
}

const counted = new Map<string, Counted>();

/** The right decider is asked the same again by several tests. */
function count(decider: Decider, weather: Weather, effect: Effect, gates = GATES): Counted {
  if (decider !== RIGHT) return simulated(decider, weather, effect, gates);
  const key = JSON.stringify([weather, effect]);
  const known = counted.get(key) ?? simulated(decider, weather, effect, gates);
  counted.set(key, known);
  return known;
}

function simulated(decider: Decider, weather: Weather, effect: Effect, gates: number): Counted {
  const outcomes = Array.from({ length: gates }, (_, seed) => simulateGate(decider, weather, effect, seed));
  const share = (verdict: string): number =>
    outcomes.filter((each) => each.verdict === verdict).length / gates;
  const alarms = outcomes.filter(({ first }) => first.verdict === 'regressed').length / gates;
  return { alarms, regressed: share('regressed'), fine: share('fine') };
}

/** What a decider must do; each is a question that at least one wrong decider answers wrongly. */
const DEMANDS: Record<string, (decider: Decider) => boolean> = {
  'finds 5% of every call': (decider) =>
    count(decider, WEATHERS.usual, { p50: 0.05, p95: 0.05 }).regressed >= 0.95,
  'finds 10% of the slowest calls': (decider) =>
    count(decider, WEATHERS.usual, { p50: 0, p95: 0.1 }).regressed >= 0.95,
  'calls equal sides fine': (decider) => count(decider, WEATHERS.usual, NONE).fine >= 0.95,
  'raises no alarm where processes differ': (decider) =>
    count(decider, WEATHERS['processes differ'], NONE, 3 * GATES).alarms <= PASS_ALARM_RATE,
  'raises no alarm where the order of loading matters': (decider) =>
    count(decider, WEATHERS['order matters'], NONE).alarms <= PASS_ALARM_RATE,
  'raises no alarm on a busy machine': (decider) =>
    count(decider, WEATHERS.busy, NONE).alarms <= PASS_ALARM_RATE,
  'raises no alarm about 1%': (decider) =>
    count(decider, WEATHERS.quiet, { p50: 0.01, p95: 0.01 }, 3 * GATES).alarms <= PASS_ALARM_RATE,
};

const failedBy = (decider: Decider): string[] =>
  Object.entries(DEMANDS).flatMap(([demand, holds]) => (holds(decider) ? [] : demand));

const withPairs = (change: (processes: readonly ProcessPairs[]) => readonly ProcessPairs[]): Decider => ({
  ...RIGHT,
  decide: (processes, { rule, seed }) => {
    const decision = decide(change(processes), { rule: { ...rule, looks: [1, 100] }, seed });
    const isLast = processes.length === rule.looks.at(-1);
    return { ...decision, isFinal: isLast || decision.verdict !== 'cannot tell' };
  },
});

/** Every pair is taken for a process. */
const pooled = (processes: readonly ProcessPairs[]): ProcessPairs[] =>
  processes.flatMap((process) => process.pairs.map((pair) => ({ ...process, pairs: [pair] })));

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Each process has one pair, which is the mean of its pairs. */
const averaged = (processes: readonly ProcessPairs[]): ProcessPairs[] =>
  processes.map((process) => {
    const block = (side: 'base' | 'head'): Block => ({
      p50Ns: meanOf(process.pairs.map((pair) => pair[side].p50Ns)),
      p95Ns: meanOf(process.pairs.map((pair) => pair[side].p95Ns)),
      calls: 40,
    });
    return { ...process, pairs: [{ base: block('base'), head: block('head') }] };
  });

const withVerdict = (change: (decision: Decision) => Decision['verdict']): Decider => ({
  ...RIGHT,
  decide: (processes, deciding) => {
    const decision = decide(processes, deciding);
    return { ...decision, verdict: change(decision) };
  },
});

describe('gates simulated with the noise of a shared machine', () => {
  test('the decider does all that is demanded of one', () => {
    expect(failedBy(RIGHT)).toEqual([]);
  });

  test.each([
    [
      'never fails',
      withVerdict(({ verdict }) => (verdict === 'regressed' ? 'fine' : verdict)),
      'finds 5% of every call',
    ],
    [
      'ignores the p95',
      withVerdict(({ p50 }) => p50?.verdict ?? 'cannot tell'),
      'finds 10% of the slowest calls',
    ],
    ['takes all pairs for those of one process', withPairs(pooled), 'raises no alarm where processes differ'],
    ['takes means', withPairs(averaged), 'calls equal sides fine'],
    [
      'has no floor',
      { ...RIGHT, rule: { ...DEFAULT_RULE, floors: { p50: 0, p95: 0 } } },
      'raises no alarm about 1%',
    ],
    [
      'loads base first at all times',
      { ...RIGHT, isSwapped: false },
      'raises no alarm where the order of loading matters',
    ],
    [
      'fails what is not surely fine',
      withVerdict(({ verdict }) => (verdict === 'cannot tell' ? 'regressed' : verdict)),
      'raises no alarm on a busy machine',
    ],
  ] as const)('a decider is caught that %s', (_, wrong, demand) => {
    expect(DEMANDS[demand]?.(wrong)).toBe(false);
  });

  test('in no weather does one pass raise more false alarms than the rule states, nor the whole gate any to speak of', () => {
    for (const [name, weather] of Object.entries(WEATHERS)) {
      const { alarms, regressed } = count(RIGHT, weather, NONE);
      expect(alarms, name).toBeLessThanOrEqual(PASS_ALARM_RATE);
      expect(regressed, name).toBeLessThanOrEqual(DEFAULT_RULE.alarmRate);
    }
  });

  test.runIf(process.env.STOREPROOF_TESTS === 'full').each([6, 8, 12])(
    'a gate whose time is over after %i processes raises no more false alarms than is stated',
    (overAt) => {
      for (const [name, weather] of Object.entries(WEATHERS)) {
        const { alarms, regressed } = count({ ...RIGHT, overAt }, weather, NONE);
        expect(alarms, name).toBeLessThanOrEqual(PASS_ALARM_RATE);
        expect(regressed, name).toBeLessThanOrEqual(DEFAULT_RULE.alarmRate);
      }
    },
  );

  test('what is stated as the smallest effect that could have been found is found in 95 of 100 gates', () => {
    const weather = WEATHERS.busy;
    const stated = simulateGate(RIGHT, weather, NONE, 1).first;
    const [p50 = 0, p95 = 0] = [stated.p50?.smallestEffect, stated.p95?.smallestEffect];
    expect(p50).toBeGreaterThan(DEFAULT_RULE.floors.p50);
    expect(p95).toBeGreaterThan(p50);
    expect(count(RIGHT, weather, { p50, p95: 0 }).regressed).toBeGreaterThanOrEqual(0.95);
    expect(count(RIGHT, weather, { p50: 0, p95 }).regressed).toBeGreaterThanOrEqual(0.95);
  });
});

test('where the time was over at the first look, the stated effect is what its processes find', () => {
  // Processes that are odd for as long as they live no interval of few can allow for: then 9 in 10 are found.
  const weather = { ...WEATHERS.usual, odd: 0 };
  const decider: Decider = { ...RIGHT, rule: { ...DEFAULT_RULE, looks: [6] } };
  const stated = Array.from(
    { length: 10 * GATES },
    (_, seed) => simulateGate(decider, weather, NONE, seed).first.p50?.smallestEffect ?? 0,
  );
  const p50 = medianOf(stated);
  expect(count(decider, weather, { p50, p95: 0 }, 10 * GATES).regressed).toBeGreaterThanOrEqual(0.95);
});

const block = (p50Ns: number, more: Partial<Block> = {}): Block => ({
  p50Ns,
  p95Ns: 2 * p50Ns,
  calls: 20,
  ...more,
});

/** So many processes whose pairs differ by 1%, around a ratio. */
const processesOf = (count: number, ratio: number, more: Partial<Block> = {}): ProcessPairs[] =>
  Array.from({ length: count }, (_, index) => ({
    first: index % 2 === 0 ? 'base' : 'head',
    pass: 1,
    pairs: Array.from({ length: 12 }, (_, pair) => ({
      base: block(100_000, more),
      head: block(Math.round(100_000 * ratio * (1 + 0.01 * ((pair % 3) - 1))), more),
    })),
  }));

test.each([
  [1, 'fine'],
  [1.02, 'fine'],
  [1.15, 'regressed'],
  [0.85, 'improved'],
])('six quiet processes at a ratio of %d: %s', (ratio, verdict) => {
  // Of the p50 alone: blocks of few calls have no p95.
  const { p50, p95 } = decide(processesOf(6, ratio, { calls: 19 }), { rule: DEFAULT_RULE, seed: 1 });
  expect(p95).toBeNull();
  expect(p50?.ratio).toBeCloseTo(ratio, 2);
  expect(p50?.verdict).toBe(verdict);
});

/** Slower in the p95 alone; the blocks of the last ones are too short for it. */
const tailsOf = (count: number, short: number): ProcessPairs[] =>
  processesOf(count, 1).map((process, index) => ({
    ...process,
    pairs: process.pairs.map(({ base, head }) => ({
      base,
      head: { ...head, p95Ns: 1.4 * head.p95Ns, calls: index < count - short ? 20 : 19 },
    })),
  }));

test.each([
  [6, 0, 'regressed'],
  [12, 1, 'regressed'],
  [12, 6, 'regressed'],
  [12, 7, 'cannot tell'],
  [10, 6, 'cannot tell'],
])('of %d processes with a slower p95, %d with blocks too short for one: %s', (count, short, verdict) => {
  expect(decide(tailsOf(count, short), { rule: DEFAULT_RULE, seed: 1 })).toMatchObject({
    ...{ verdict, p95: { verdict }, p50: { verdict: 'fine' } },
    isFinal: verdict === 'regressed',
  });
});

test('a p95 that was slower and that fresh processes did not have cannot be told', () => {
  const [first, second] = [
    decide(tailsOf(6, 0), { rule: DEFAULT_RULE, seed: 1 }),
    decide(tailsOf(6, 6), { rule: DEFAULT_RULE, seed: 1 }),
  ];
  expect([second.p95, second.verdict]).toEqual([null, 'fine']);
  expect(confirmed(first, second)).toBe('cannot tell');
});

test('the same pairs and seed give the same decision', () => {
  const processes = processesOf(6, 1.1);
  expect(decide(processes, { rule: DEFAULT_RULE, seed: 7 })).toEqual(
    decide(processes, { rule: DEFAULT_RULE, seed: 7 }),
  );
});

test('fewer processes than the first look needs decide nothing, and at the last look it is over', () => {
  expect(decide(processesOf(2, 2), { rule: DEFAULT_RULE, seed: 1 })).toMatchObject({
    verdict: 'cannot tell',
    isFinal: false,
  });
  expect(decide([], { rule: DEFAULT_RULE, seed: 1 })).toEqual({
    p50: null,
    p95: null,
    verdict: 'cannot tell',
    isFinal: false,
  });
  const last = processesOf(28, 1).map((process, index) => ({
    ...process,
    pairs: process.pairs.map(({ base }) => ({ base, head: block(100_000 * (index % 2 === 0 ? 0.5 : 2)) })),
  }));
  expect(decide(last, { rule: DEFAULT_RULE, seed: 1 })).toMatchObject({
    verdict: 'cannot tell',
    isFinal: true,
  });
});

test.each([
  [1.1, 'cannot tell'],
  [0.9, 'fine'],
  [1, 'fine'],
  [1.15, 'regressed'],
] as const)('a floor raised to 12 percent makes no slowdown fine: a ratio of %d: %s', (ratio, verdict) => {
  const rule = { ...DEFAULT_RULE, floors: { p50: 0.12, p95: 0.12 } };
  expect(decide(processesOf(6, ratio), { rule, seed: 1 })).toMatchObject({ verdict, p50: { floor: 0.12 } });
});

test('a failure that fresh processes do not share is none, and one that they contradict cannot be told', () => {
  const at = (ratio: number): Decision => decide(processesOf(9, ratio), { rule: DEFAULT_RULE, seed: 1 });
  expect(confirmed(at(1.15), at(1.15))).toBe('regressed');
  expect(confirmed(at(1.15), at(1))).toBe('fine');
  expect(confirmed(at(1.15), at(0.85))).toBe('cannot tell');
  expect(confirmed(at(0.85), at(0.85))).toBe('improved');
});

test('a gate of thirty comparisons on equal sides fails in 0.3% of runs at most', () => {
  expect(familyAlarmRate(new Array(30).fill(DEFAULT_RULE))).toBeCloseTo(0.003, 4);
  expect(familyAlarmRate([])).toBe(0);
});
