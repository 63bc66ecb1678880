import { expect, test } from 'vitest';
import { Timeline } from './timeline.ts';

const SECOND = 1e9;
const added = (...calls: (readonly [endNs: number, latencyNs: number | null])[]): Timeline => {
  const timeline = new Timeline();
  for (const [endNs, latencyNs] of calls) timeline.add({ endNs, waits: 1 }, 'add', latencyNs);
  return timeline;
};

test('calls are counted in the second in which they ended, and a second without any is there', () => {
  const shown = added(
    [0.2 * SECOND, 100],
    [0.9 * SECOND, 300],
    [3.1 * SECOND, 2 * SECOND],
    [3.2 * SECOND, null],
  ).shown([]);
  expect(shown).toEqual({
    stepNs: SECOND,
    steps: [
      {
        ...{ atNs: 0, waits: 2, fileBytes: {} },
        operations: { add: { count: 2, failed: 0, latencyNsP50: 100, latencyNsP99: 300, latencyNsMax: 300 } },
      },
      { atNs: SECOND, waits: 0, operations: {}, fileBytes: {} },
      { atNs: 2 * SECOND, waits: 0, operations: {}, fileBytes: {} },
      {
        ...{ atNs: 3 * SECOND, waits: 2, fileBytes: {} },
        operations: {
          add: {
            ...{
              count: 2,
              failed: 1,
              latencyNsP50: 2 * SECOND,
              latencyNsP99: 2 * SECOND,
              latencyNsMax: 2 * SECOND,
            },
          },
        },
      },
    ],
  });
});

test('the last sample of a step is what it was at its end', () => {
  const sample = (atNs: number, residentBytes: number) => ({ atNs, residentBytes, fileBytes: { log: 5 } });
  const shown = added([1.5 * SECOND, 1]).shown([sample(0.1 * SECOND, 1), sample(0.6 * SECOND, 2)]);
  expect(shown?.steps).toMatchObject([{ residentBytes: 2, fileBytes: { log: 5 } }, { fileBytes: {} }]);
});

test('a long load has longer steps, and counts nothing twice', () => {
  const calls = Array.from({ length: 3_000 }, (_, second) => [second * SECOND, 1_000 + second] as const);
  const shown = added(...calls).shown([]);
  expect(shown?.stepNs).toBe(8 * SECOND);
  expect(shown?.steps).toHaveLength(375);
  expect(shown?.steps.reduce((sum, { operations }) => sum + (operations.add?.count ?? 0), 0)).toBe(3_000);
  expect(shown?.steps.map(({ atNs }) => atNs / SECOND).slice(0, 3)).toEqual([0, 8, 16]);
  expect(shown?.steps[1]?.operations.add).toMatchObject({ count: 8, latencyNsMax: 1_015 });
});
