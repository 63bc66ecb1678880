import { expect, test } from 'vitest';
import type { LoadSlope } from '../../results/load.ts';
import { Random } from '../../statistics/random.ts';
import { type Sample, slopesOf } from '../sampling/index.ts';
import { judgedSlopes, type SoakJudgement, slopesText } from './judgement.ts';

const slope = (of: string, perHour: number, low: number, high: number): LoadSlope => ({
  ...{ of, unit: of === 'handles' ? 'handles' : 'bytes', perHour, low, high },
});

const FLAT = [
  slope('resident memory', 1e6, -2e6, 4e6),
  slope('handles', 0, 0, 0),
  slope('log', -1e6, -9e6, 8e6),
];

test('a soak in which nothing grew has neither finding nor doubt', () => {
  expect(judgedSlopes(FLAT)).toEqual({ findings: [], doubts: [] });
});

test('what surely grew by more than its bound is a finding, with its interval and the bound', () => {
  const grown = [
    slope('resident memory', 126.04e6, 80e6, 172e6),
    slope('handles', 90, 70, 110),
    ...FLAT.slice(2),
  ];
  expect(judgedSlopes(grown).findings).toEqual([
    'It grew: resident memory by 126 MB an hour (95%: 80 MB to 172 MB), of 60 MB at most.',
    'It grew: handles by 90 handles an hour (95%: 70 handles to 110 handles), of 60 handles at most.',
  ]);
});

test.each([
  ['below its bound', slope('log', 59e6, 50e6, 70e6)],
  ['perhaps not at all', slope('log', 300e6, -1, 600e6)],
  ['as it may', slope('database', 9e9, 8e9, 10e9)],
])('what grew %s is none', (_, grown) => {
  expect(judgedSlopes([...FLAT, grown]).findings).toEqual([]);
});

test('what may have grown by more than its bound leaves it open', () => {
  const open = slope('resident memory', 9_335e6, -7_951e6, 26_621e6);
  expect(judgedSlopes([open, ...FLAT.slice(1)])).toEqual({
    findings: [],
    doubts: [
      'Whether resident memory grew cannot be told: 9335 MB an hour (95%: -7951 MB to 26621 MB), of 60 MB at most. Let it go on for longer.',
    ],
  });
});

test('a soak of which nothing can be told is open', () => {
  expect(judgedSlopes([]).doubts).toEqual(['It was too short to tell what grows.']);
  expect(judgedSlopes(FLAT.slice(2)).doubts).toEqual([
    'This system does not say what memory and handles a process has.',
  ]);
});

const SOAK_SECONDS = 600;

/** What a collection leaves of a worker is so known: to 0.1 MB as four minutes were measured, to 0.8 MB beside twenty busy programs. */
const NOISE = { usual: 2e5, busy: 1.6e6 } as const;

interface Soaks {
  readonly leakPerHour: number;
  readonly machine?: keyof typeof NOISE;
  /** Without, resident memory alone is known, which goes up and down by 100 MB. */
  readonly isCollected?: boolean;
}

/** Three workers that are collected every 5 seconds. */
function soakSamples(run: number, { leakPerHour, machine = 'usual', isCollected = true }: Soaks): Sample[] {
  const random = new Random(14, run);
  const noise = (bytes: number): number => bytes * (random.unit() + random.unit() + random.unit() - 1.5);
  let inUse: Partial<Sample> = {};
  return Array.from({ length: SOAK_SECONDS }, (_, second): Sample => {
    const leaked = (leakPerHour * second) / 3_600;
    const residentBytes = 750e6 + leaked + noise(1e8) + 1e8 * Math.sin(second / 30);
    if (second % 5 === 4 && isCollected) {
      const heapBytes = 105e6 - 75e6 * Math.exp(-second / 8) + leaked + noise(1e5);
      const ofWorkers = [1, 2, 3].map(() => 100e6 + noise(NOISE[machine]));
      inUse = { heapBytes, inUseBytes: ofWorkers.reduce((sum, bytes) => sum + bytes, heapBytes) };
    }
    return { atNs: second * 1e9, residentBytes, handles: 90, ...inUse, fileBytes: {} };
  });
}

const judgedSoaks = (soaks: Soaks): SoakJudgement[] =>
  Array.from({ length: 100 }, (_, run) => judgedSlopes(slopesOf(soakSamples(run, soaks))));

test.each(['usual', 'busy'] as const)(
  'a worker that leaks 50 MB an hour is found within ten minutes on a machine that is as %s',
  (machine) => {
    const judged = judgedSoaks({ leakPerHour: 50e6, machine });
    expect(judged.filter(({ findings }) => /live heap/.test(findings.join())).length).toBeGreaterThanOrEqual(
      95,
    );
  },
);

test('workers that leak nothing are said to be flat within ten minutes', () => {
  const flat = judgedSoaks({ leakPerHour: 0 }).filter(
    ({ findings, doubts }) => findings.length + doubts.length === 0,
  );
  expect(flat.length).toBeGreaterThanOrEqual(95);
});

test('on a busy machine they are not said to leak, and perhaps left open', () => {
  const judged = judgedSoaks({ leakPerHour: 0, machine: 'busy' });
  expect(judged.filter(({ findings }) => findings.length > 0).length).toBeLessThanOrEqual(5);
});

test.each([0, 50e6])(
  'of resident memory alone it is open whether %d bytes an hour are leaked',
  (leakPerHour) => {
    const judged = judgedSoaks({ leakPerHour, isCollected: false });
    const open = judged.filter(({ findings, doubts }) => findings.length === 0 && doubts.length > 0);
    expect(open.length).toBeGreaterThanOrEqual(95);
  },
);

test('progress tells the slopes of what is to stay flat', () => {
  expect(slopesText([...FLAT, slope('database', 9e9, 8e9, 10e9)])).toBe(
    'resident memory +1 MB/h, handles 0 handles/h, log -1 MB/h',
  );
});
