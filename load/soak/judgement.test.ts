import { expect, test } from 'vitest';
import type { LoadSlope } from '../../results/load.ts';
import { judgedSlopes, slopesText } from './judgement.ts';

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

test('progress tells the slopes of what is to stay flat', () => {
  expect(slopesText([...FLAT, slope('database', 9e9, 8e9, 10e9)])).toBe(
    'resident memory +1 MB/h, handles 0 handles/h, log -1 MB/h',
  );
});
