import { expect, test } from 'vitest';
import { type PlannedStage, WholeClock } from './progress-whole.ts';

const PLAN: readonly PlannedStage[] = [
  { stage: 'comparing', seconds: 30 },
  { stage: 'comparing', seconds: 10 },
  { stage: 'timing', seconds: 60, isTimed: true },
];
const at = (stage: string, done: number) => ({ stage, done, total: 100, unit: 'things' });
type Told = readonly [seconds: number, stage: string, done: number];

/** What is told after each report. */
const toldBy = (plan: readonly PlannedStage[], reports: readonly Told[]) => {
  const clock = new WholeClock(plan, 0);
  return reports.map(([seconds, stage, done]) => clock.report(seconds * 1000, at(stage, done)));
};
const leftBy = (plan: readonly PlannedStage[], reports: readonly Told[]) =>
  toldBy(plan, reports).map(({ secondsLeft }) => (secondsLeft === null ? null : Math.round(secondsLeft)));

test('nothing is foretold before anything was seen', () => {
  expect(leftBy(PLAN, [[0, 'comparing', 0]])).toEqual([null]);
  expect(leftBy([], [[0, 'exporting', 0]])).toEqual([null]);
});

test('the time left comes from the pace that was seen, stage after stage', () => {
  const quiet: Told[] = [
    [0, 'comparing', 0],
    [15, 'comparing', 50],
    [30, 'comparing', 100],
    [30, 'comparing', 0],
    [40, 'comparing', 100],
    [70, 'timing', 0],
  ];
  expect(leftBy(PLAN, quiet)).toEqual([null, 85, 70, 70, 60, 60]);
});

test('on a machine three times as slow, what is counted takes three times as long, and what is timed does not', () => {
  expect(
    leftBy(PLAN, [
      [0, 'comparing', 0],
      [45, 'comparing', 50],
    ]),
  ).toEqual([null, 45 + 30 + 60]);
});

test('a stage that starts over is the next of its name, and skipped stages take no time', () => {
  const plan = ['planning', 'importing', 'verifying'].map((stage) => ({ stage, seconds: 10 }));
  const told = leftBy(plan, [
    [0, 'planning', 0],
    [10, 'planning', 100],
    [10, 'verifying', 0],
  ]);
  expect(told).toEqual([null, 20, 10]);
});

test('the share only grows, stands at the share of the time, and is never all of it while the run goes on', () => {
  const shares = toldBy(PLAN, [
    [0, 'comparing', 0],
    [15, 'comparing', 50],
    [16, 'comparing', 51],
    [90, 'comparing', 60],
    [100, 'timing', 50],
    [900, 'timing', 100],
  ]).map(({ share }) => share);
  expect(shares[1]).toBeCloseTo(0.15);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.at(-1)).toBeLessThan(1);
});

test('the time left falls, but for work that has become clearly slower', () => {
  const plan = [{ stage: 'importing', seconds: 1 }];
  const steady = leftBy(plan, [
    [0, 'importing', 0],
    [10, 'importing', 10],
    [21, 'importing', 20],
    [31, 'importing', 30],
  ]) as number[];
  expect(steady.slice(1)).toEqual(steady.slice(1).toSorted((a, b) => b - a));
  const [before, after] = leftBy(plan, [
    [0, 'importing', 0],
    [20, 'importing', 50],
    [80, 'importing', 60],
  ]).slice(1) as [number, number];
  expect(before).toBe(20);
  expect(after).toBeGreaterThan(100);
});

test('the latest minutes count more than those long ago', () => {
  const reports: Told[] = [
    [0, 'importing', 0],
    [100, 'importing', 10],
  ];
  for (let step = 1; step <= 20; step++) reports.push([100 + 2 * step, 'importing', 10 + 2 * step]);
  const left = leftBy([{ stage: 'importing', seconds: 1 }], reports).at(-1) as number;
  // At the pace of all 140 seconds it would be 140, at the present one 50.
  expect(left).toBeLessThan(100);
});

test('work that stands still for an hour is not said to take years', () => {
  const reports: Told[] = [[0, 'importing', 0]];
  for (let second = 1; second <= 3_600; second++) reports.push([second, 'importing', Math.min(10, second)]);
  const left = leftBy([{ stage: 'importing', seconds: 1 }], reports).at(-1) as number;
  // A tenth took an hour.
  expect(left).toBeGreaterThan(9 * 3_600 - 1);
  expect(left).toBeLessThan(30 * 3_600);
});

test('what goes on within a unit moves the bar by less than the unit', () => {
  const clock = new WholeClock([], 0);
  const share = (ms: number, stage: string, done: number, total: number): number =>
    clock.report(ms, { stage, done, total, unit: 'things' }).share;
  expect(share(0, 'importing', 0, 2)).toBe(0);
  expect(share(500, 'reading a', 50, 100)).toBeCloseTo(0.125);
  expect(share(600, 'reading a', 100, 100)).toBeCloseTo(0.25);
  expect(share(700, 'storing a', 100, 100)).toBeCloseTo(0.375);
  expect(share(800, 'importing', 1, 2)).toBeCloseTo(0.5);
  expect(clock.report(900, { stage: 'reading b', done: 0, total: 1, unit: 'bytes' }).isPart).toBe(true);
});

test('a stage that will be cut is not foretold to last longer', () => {
  const plan: PlannedStage[] = [{ stage: 'timing', seconds: 40, isTimed: true, secondsMax: 40 }];
  const left = leftBy(plan, [
    [0, 'timing', 0],
    [10, 'timing', 5],
    [30, 'timing', 10],
  ]);
  expect(left).toEqual([40, 30, 10]);
});
