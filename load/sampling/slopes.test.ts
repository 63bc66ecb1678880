import { expect, test } from 'vitest';
import { Random } from '../../statistics/random.ts';
import type { Sample } from './sampler.ts';
import { growthMaxOf, growthsIn, slopesOf } from './slopes.ts';

const MB = 1e6;

/** Ten minutes of a load, one sample a second. */
const tenMinutes = (sampleAt: (second: number, random: Random) => Partial<Sample>): Sample[] => {
  const random = new Random(14);
  return Array.from({ length: 600 }, (_, second) => ({
    atNs: second * 1e9,
    fileBytes: {},
    ...sampleAt(second, random),
  }));
};

/** A heap that is collected every 7 seconds, with 2 MB of noise. */
const memoryAt = (second: number, random: Random): number =>
  200 * MB + ((second % 7) / 7) * 10 * MB + random.unit() * 2 * MB;

const foundIn = (samples: readonly Sample[]): string[] => growthsIn(slopesOf(samples)).map(({ of }) => of);

test('a load that stays as it is has no finding', () => {
  const samples = tenMinutes((second, random) => ({
    residentBytes: memoryAt(second, random),
    handles: 40 + random.below(2),
    fileBytes: { database: second * 10 * MB, log: ((second * 0.7) % 40) * MB },
  }));
  expect(slopesOf(samples).map(({ of, unit }) => [of, unit])).toEqual([
    ['resident memory', 'bytes'],
    ['handles', 'handles'],
    ['database', 'bytes'],
    ['log', 'bytes'],
  ]);
  expect(foundIn(samples)).toEqual([]);
});

test.each<readonly [string, string, (second: number, random: Random) => Partial<Sample>]>([
  [
    'memory that grows by 1.1 MB a minute',
    'resident memory',
    (second, random) => ({ residentBytes: memoryAt(second, random) + (second / 60) * 1.1 * MB, handles: 40 }),
  ],
  [
    'a handle that is left open every 20 seconds',
    'handles',
    (second) => ({ residentBytes: 1, handles: 40 + Math.floor(second / 20) }),
  ],
  [
    'a log whose checkpoints no longer empty it',
    'write-ahead log',
    (second) => ({ fileBytes: { 'write-ahead log': (2 * (second % 15) + second / 20) * MB } }),
  ],
])('%s is found', (_, of, sampleAt) => {
  expect(foundIn(tenMinutes(sampleAt))).toEqual([of]);
});

test.each<readonly [string, (second: number, random: Random) => Partial<Sample>]>([
  [
    'what is taken at the start',
    (second, random) => ({
      residentBytes: memoryAt(second, random) + Math.min(second, 50) * MB,
      handles: 40,
    }),
  ],
  ['one step up', (second) => ({ residentBytes: second < 200 ? 200 * MB : 260 * MB, handles: 40 })],
  ['a log with a slow saw-tooth', (second) => ({ fileBytes: { log: ((second + 90) % 170) * MB } })],
  ['growth below the bound', (second) => ({ fileBytes: { log: second * 0.9 * (MB / 60) } })],
])('%s is no finding', (_, sampleAt) => {
  expect(foundIn(tenMinutes(sampleAt))).toEqual([]);
});

test('of a load of a few seconds nothing is said', () => {
  const samples = tenMinutes(() => ({ residentBytes: 1, handles: 1, fileBytes: { log: 1 } }));
  expect(slopesOf(samples.slice(0, 40))).toEqual([]);
  expect(slopesOf([])).toEqual([]);
});

test('what a system does not say has no slope', () => {
  const samples = tenMinutes(() => ({ fileBytes: { log: 1 } }));
  expect(slopesOf(samples)).toEqual([{ of: 'log', unit: 'bytes', perHour: 0, low: 0, high: 0 }]);
});

test.each<readonly [string, number, (second: number) => number, readonly string[]]>([
  ['a leak', 600, (second) => second * 15_000, ['live heap']],
  ['the same, seen for two minutes', 120, (second) => second * 15_000, []],
  ['a cache that fills', 600, (second) => 80 * MB * (1 - Math.exp(-second / 200)), []],
])('%s in %i seconds of the live heap is called growth, or left open', (_, seconds, bytes, found) => {
  const samples = tenMinutes((second) => ({ heapBytes: 90 * MB + bytes(second) })).slice(0, seconds);
  expect(foundIn(samples)).toEqual(found);
  const [slope] = slopesOf(samples).filter(({ of }) => of === 'live heap');
  expect(slope?.high).toBeGreaterThan(growthMaxOf('live heap') ?? 0);
});

test('only logs, memory and handles are to stay flat', () => {
  const names = [
    'log',
    'write-ahead log',
    'resident memory',
    'memory in use',
    'live heap',
    'handles',
    'database',
    'catalogue',
  ];
  expect(names.filter((name) => growthMaxOf(name) !== null)).toEqual(names.slice(0, 6));
});
