import { expect, test } from 'vitest';
import { calibrationSchema } from '../results/calibration.ts';
import type { ComparedPair, Comparison } from '../results/comparison.ts';
import { Calibration, calibratedRule, PLANTS } from './calibration.ts';
import { DEFAULT_RULE } from './decision.ts';

interface Gate {
  readonly ratio?: number;
  readonly verdict?: Comparison['verdict'];
  readonly passes?: 1 | 2;
  /** Of one call of the base; those of the head are `ratio` times as long. */
  readonly machineNs?: number;
}

function gate({ ratio = 1, verdict = 'fine', passes = 1, machineNs = 1_000 }: Gate = {}): Comparison {
  const pair: ComparedPair = [machineNs, 2 * machineNs, 20, machineNs * ratio, 2 * machineNs * ratio, 20];
  const judgement = {
    ratio,
    low: ratio,
    high: ratio,
    floor: 0.03,
    smallestEffect: 0.04,
    verdict: 'fine',
  } as const;
  return {
    row: 'comparison',
    kind: 'base against head',
    ...{ operation: 'read', store: 'table', records: 300, profile: 'small', manner: 'one process' },
    processes: Array.from({ length: passes }, (_, pass) => ({
      first: 'base',
      pass: pass === 0 ? 1 : 2,
      pairs: [pair, pair],
    })),
    ...{ p50: judgement, p95: judgement, verdict, detail: '' },
  };
}

const FIVE = { share: 0.05, calls: 'all' } as const;

function calibrationOf(gates: readonly Gate[], planted: typeof FIVE | null = null): Calibration {
  const calibration = new Calibration();
  for (const each of gates) calibration.add(gate(each), planted);
  return calibration;
}

test('alarms, first passes and open verdicts are counted apart for what was planted, with the bounds of the share', () => {
  const calibration = calibrationOf([{}, {}, { verdict: 'cannot tell' }, { passes: 2 }]);
  calibration.add(gate({ ratio: 1.05, verdict: 'regressed', passes: 2 }), FIVE);
  const rows = calibration.result();
  expect(rows).toMatchObject([
    { planted: null, gates: 4, regressed: 0, seemedRegressed: 1, cannotTell: 1, shareLow: 0 },
    { planted: FIVE, gates: 1, regressed: 1, seemedRegressed: 1, cannotTell: 0, shareHigh: 1 },
  ]);
  expect(rows[0]?.shareHigh).toBeCloseTo(1 - 0.05 ** (1 / 4), 5);
  for (const row of rows) expect(calibrationSchema.parse(row)).toEqual(row);
});

test('a later calibration goes on with the counts of an earlier one', () => {
  const first = calibrationOf([{ ratio: 1.01 }, { ratio: 0.99 }]);
  const second = new Calibration(first.result());
  second.add(gate({ ratio: 1.02 }), null);
  expect(second.result()).toMatchObject([{ gates: 3, ratios: { p50: [1.01, 0.99, 1.02] } }]);
});

test('tails are counted only where there is a p95', () => {
  const calibration = new Calibration();
  calibration.add({ ...gate(), p95: null }, { share: 0.1, calls: 'every tenth' });
  expect(calibration.result()).toEqual([]);
});

test('what only one side has is no gate', () => {
  const calibration = new Calibration();
  calibration.add({ ...gate({ verdict: 'not compared' }), p50: null, p95: null, processes: [] }, null);
  expect(calibration.result()).toEqual([]);
});

test('a fixed percentage over a stored run fires when the machine has become slower, which pairs do not see', () => {
  const [row] = calibrationOf([{}, { machineNs: 1_150 }, { machineNs: 1_150 }]).result();
  expect(row?.regressed).toBe(0);
  expect(row?.fixed).toEqual([
    { quantile: 'p50', percent: 10, gates: 2, regressed: 1 },
    { quantile: 'p50', percent: 20, gates: 2, regressed: 0 },
    { quantile: 'p95', percent: 10, gates: 2, regressed: 1 },
    { quantile: 'p95', percent: 20, gates: 2, regressed: 0 },
  ]);
});

test('a floor is raised to what equal sides differ by, and is never lowered', () => {
  const noisy = calibrationOf([1.08, 0.93, 1.02, 1, 0.99].map((ratio) => ({ ratio }))).result();
  const rule = calibratedRule(noisy, gate());
  expect(rule?.floors.p50).toBeGreaterThan(0.07);
  expect(rule?.floors.p50).toBeLessThan(0.081);
  // Told in all its digits, and so are the figures beside it.
  expect(String(rule?.floors.p50).length).toBeLessThanOrEqual('0.123'.length);
  const calm = calibrationOf(new Array(5).fill({ ratio: 1.001 })).result();
  expect(calibratedRule(calm, gate())).toEqual(DEFAULT_RULE);
  expect(calibratedRule(noisy, { ...gate(), operation: 'other' })).toBeUndefined();
  expect(calibratedRule(calibrationOf([{ ratio: 1.3 }]).result(), gate())).toBeUndefined();
});

test('planted slowdowns raise no floor', () => {
  const rows = calibrationOf(new Array(9).fill({ ratio: 1.5 }), FIVE).result();
  expect(calibratedRule(rows, gate())).toBeUndefined();
});

test.each([
  [2, 0, DEFAULT_RULE.alarmRate],
  [10, 0, 1 - 0.05 ** (1 / 100)],
  [10, 10, 0.164],
  [1, 1, 0.0466],
])(
  'of 100 gates on equal sides, %d seemed regressed and %d were: a gate states the upper bound of what was counted, once that refutes the rule',
  (seemed, regressed, rate) => {
    const gates = Array.from(
      { length: 100 },
      (_, at): Gate => ({
        passes: at < seemed ? 2 : 1,
        verdict: at < regressed ? 'regressed' : 'fine',
      }),
    );
    expect(calibratedRule(calibrationOf(gates).result(), gate())?.alarmRate).toBeCloseTo(rate, 3);
  },
);

test('every round has equal sides, each share of all calls, and tails', () => {
  expect(PLANTS.filter((plant) => plant === null).length).toBe((3 / 4) * PLANTS.length);
  const sharesOf = (calls: string): number[] => [
    ...new Set(PLANTS.flatMap((plant) => (plant?.calls === calls ? plant.share : []))),
  ];
  expect(sharesOf('all')).toEqual([0.05, 0.1, 0.2, 0.5]);
  expect(sharesOf('every tenth')).toEqual([0.3, 0.5]);
});
