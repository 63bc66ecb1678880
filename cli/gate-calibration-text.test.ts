import { expect, test } from 'vitest';
import type { CalibrationRow } from '../results/calibration.ts';
import { calibrationText, plantTitle } from './gate-calibration-text.ts';

const FIXED = (['p50', 'p95'] as const).flatMap((quantile) =>
  [10, 20].map((percent) => ({ quantile, percent, gates: 200, regressed: percent === 10 ? 88 : 40 })),
);

const row = (more: Partial<CalibrationRow>): CalibrationRow => ({
  ...{ row: 'calibration', operation: 'read', store: 'table', records: 300, profile: 'small', planted: null },
  ...{
    gates: 200,
    regressed: 0,
    seemedRegressed: 1,
    cannotTell: 3,
    durationNs: 250e9,
    shareLow: 0,
    shareHigh: 0.015,
  },
  fixed: FIXED,
  ratios: { p50: new Array(200).fill(1.001), p95: new Array(200).fill(0.93) },
  ...more,
});

const FIVE = { share: 0.05, calls: 'all' } as const;
const ROWS = [row({ planted: FIVE, gates: 60, regressed: 59, seemedRegressed: 60 }), row({})];

test('false alarms are bounded from above and detection from below, equal sides first, a fixed percentage beside them', () => {
  const [, , equal = '', five = ''] = calibrationText(ROWS, false).split('\n');
  const cells = (line: string): string[] => line.split(/ {2,}/);
  expect(cells(equal)).toEqual([
    ...[
      'nothing (equal sides)',
      '200',
      '0 (0%)',
      'at most 1.5%',
      '1',
      '3',
      '0.1%, -7%',
      '44%',
      '20%',
      '44%',
      '20%',
    ],
  ]);
  expect(cells(five).slice(0, 5)).toEqual(['5% of all calls', '60', '59 (98.3%)', 'at least 92.3%', '60']);
});

test('a raised floor is told with its benchmark, and all benchmarks with --full', () => {
  expect(calibrationText(ROWS, false)).toMatch(/floor of read, table, small 300, p95: 7\.6%, for 5%/);
  expect(calibrationText(ROWS, false)).not.toMatch(/, p50: /);
  expect(calibrationText(ROWS, false)).not.toMatch(/^benchmark/m);
  expect(calibrationText(ROWS, true)).toMatch(/^read, table, small 300 +5% of all calls +60 /m);
});

test('how long a gate takes is told for each benchmark, rounded up', () => {
  expect(calibrationText(ROWS, false)).toContain(
    '200 gates of 1 benchmark on equal sides, 1.3 s a benchmark; with planted ones 2.0 s',
  );
});

test('no share is rounded to what one would like to see', () => {
  const text = (more: Partial<CalibrationRow>): string =>
    calibrationText([row({ gates: 10_000, ...more })], false);
  expect(text({ planted: FIVE, regressed: 9_999 })).toContain('9999 (99.9%)');
  expect(text({ regressed: 1 })).toContain('1 (0.1%)');
});

test('tails are named apart', () => {
  expect(plantTitle({ share: 0.1, calls: 'every tenth' })).toBe('10% of every tenth call');
});
