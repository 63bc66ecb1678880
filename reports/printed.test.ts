// What is printed never says other than the verdict beside it: a figure that misses its limit reads as if it missed it, in
// every unit and however near to it; one that keeps it, as if it kept it.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BodyRow, Trial } from '../results/result.ts';
import type { Test } from '../results/tests.ts';
import { exampleRun } from '../sessions/examples/example-run.ts';
import type { Estimate } from '../statistics/interval.ts';
import { gate } from './gate/gate.ts';
import { type Bound, keeps } from './judge/bound.ts';
import { estimateText, limitText, type Unit } from './judge/units.ts';
import { ratioCell } from './render/cells.ts';
import { factorText } from './render/screen/speed-block.ts';
import { cellText } from './render/table.ts';
import { timesWithInterval } from './text/figures.ts';

const FACTORS: Readonly<Record<string, number>> = {
  ...{ ns: 1, µs: 1e3, ms: 1e6, s: 1e9, min: 60e9 },
  ...{ B: 1, KB: 1e3, MB: 1e6, GB: 1e9 },
};

/** Every figure in a text, in the unit of the harness; one without a unit is in that of the one before. */
function figuresIn(text: string): number[] {
  let factor = 1;
  return [...text.matchAll(/(-?\d[\d,]*(?:\.\d+)?) ?(ns|µs|ms|min|s|[KMG]?B|x|%|\/s)?/g)].map(
    ([, number = '', unit]) => {
      if (unit !== undefined) factor = FACTORS[unit] ?? 1;
      return Number(number.replaceAll(',', '')) * factor;
    },
  );
}

const UNITS: readonly Unit[] = ['ns', 'bytes', 'per second', 'percent', 'exponent', 'times'];

/** Limits as people write them, and figures that come as near to them as they like. */
const limits = fc
  .tuple(fc.integer({ min: 1, max: 9_999 }), fc.integer({ min: -3, max: 4 }))
  .map(([digits, power]) => Number(`${digits}e${power}`));
const offsets = fc
  .tuple(fc.constantFrom(-1, 1), fc.double({ min: -9, max: 0.5, noNaN: true }))
  .map(([sign, power]) => sign * 10 ** power);
/** Value and ends, each a little or much off the limit. */
const near = (limit: number): fc.Arbitrary<Estimate> =>
  fc
    .tuple(offsets, offsets, offsets)
    .map((three) =>
      three.map((offset) => limit * Math.max(1e-3, 1 + offset)).toSorted((left, right) => left - right),
    )
    .map(([low = 0, value = 0, high = 0]) => ({ value, low, high }));

const cases = limits.chain((limit) => near(limit).map((estimate) => ({ limit, estimate })));

/** The verdict that a reader comes to, on the figures as they are printed. */
function readVerdict(text: string, limit: number, side: keyof Bound): string {
  const [value = 0, low = value, high = value] = figuresIn(text);
  return keeps({ value, low, high }, { [side]: limit });
}

const SIDES = ['atMost', 'below', 'atLeast'] as const;

test.each(UNITS)('an interval in %s reads as its verdict', (unit) => {
  fc.assert(
    fc.property(cases, fc.constantFrom(...SIDES), ({ limit, estimate }, side) => {
      const text = estimateText(unit, estimate, limit);
      // Ends that are left out decide nothing for a reader.
      if (text.includes('no useful interval')) return;
      const [shown = Number.NaN] = figuresIn(limitText(unit, limit));
      expect(shown).toBeCloseTo(limit, Math.max(0, 12 - Math.ceil(Math.log10(limit))));
      expect([text, readVerdict(text, shown, side)]).toEqual([text, keeps(estimate, { [side]: limit })]);
    }),
  );
});

type RatioText = (ratio: Estimate, limit: number) => string;

const ratiosReadAsTheyAre = (textOf: RatioText) =>
  fc.property(cases, ({ limit, estimate }) => {
    const text = textOf(estimate, limit);
    if (/unsure|no useful/.test(text)) return;
    const [value = 0, low = value, high = value] = figuresIn(text);
    // A half is rounded, and only printed far from the limit.
    const shown = text.includes('±') ? [value] : [value, low, high];
    const exact = [estimate.value, estimate.low, estimate.high].slice(0, shown.length);
    expect([text, shown.map((one) => one > limit)]).toEqual([text, exact.map((one) => one > limit)]);
  });

test.each<[string, RatioText]>([
  ['the last screen', factorText],
  ['a table', (ratio, limit) => cellText(ratioCell(ratio, limit))],
])('a ratio in %s is on the side of its limit that it is on, value and ends', (_name, textOf) => {
  fc.assert(ratiosReadAsTheyAre(textOf));
});

test.each<[string, RatioText]>([
  ['two digits', (ratio) => timesWithInterval(ratio, 2)],
  ['six digits', (ratio) => timesWithInterval(ratio, 6)],
  ['the limit in its place', (_ratio, limit) => `${limit}x`],
])('a ratio that is printed with %s is noticed', (_name, textOf) => {
  expect(fc.check(ratiosReadAsTheyAre(textOf), { numRuns: 500 }).failed).toBe(true);
});

test('a gate’s figure reads as the verdict beside it, whatever was timed', () => {
  const asked = (records: number, atMost: number): Test[] => [
    { quantity: 'time', operations: ['getOne'], records: [records], atMost },
    { quantity: 'time', operations: ['getOne'], records: [records], quantile: 'p95', below: atMost },
    { quantity: 'time', operations: ['getOne'], records: [records], atLeast: atMost },
  ];
  const trials = (middleNs: number): Trial[] =>
    [0, 1, 2, 3].map((order) => ({
      ...{ row: 'trial', operation: 'getOne', store: 'sqlite', records: 1_000, profile: 'small', order },
      samplesNs: Array.from({ length: 80 }, (_, at) => middleNs + ((at * 7 + order) % 5)),
      workDigest: 'ab'.repeat(32),
    }));
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5_000 }),
      fc.double({ min: -0.002, max: 0.002, noNaN: true }),
      (microseconds, offset) => {
        const limitMs = microseconds / 1_000;
        const rows: BodyRow[] = trials(Math.round(limitMs * 1e6 * (1 + offset)));
        const { targets } = gate({ ...exampleRun(), rows }, [{ id: 'a', tests: asked(1_000, limitMs) }]);
        for (const { test: one, found, verdict } of targets) {
          const side = SIDES.find((each) => each in one) ?? 'atMost';
          const word = { holds: 'pass', fails: 'fail', undecided: 'cannot tell' }[
            readVerdict(found, Number((limitMs * 1e6).toPrecision(12)), side) as 'holds'
          ];
          expect([found, word]).toEqual([found, verdict]);
        }
      },
    ),
    { numRuns: 25 },
  );
});
