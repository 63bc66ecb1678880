// Where the level of a series steps, such as that of one figure over past runs. For each split of a stretch the standardized
// Wilcoxon rank sum says how far its two sides are apart; the largest of them is the candidate, and stands when no shuffling
// of the stretch gives one as large. Then both sides are searched in the same way. A level that came and went is averaged
// away in a long stretch, so one without a step is searched by overlapping halves as well.
//
// Method: A. N. Pettitt, "A Non-Parametric Approach to the Change-Point Problem" (Applied Statistics 28, 1979), standardized for
// each split as by B. Lausen and M. Schumacher, "Maximally Selected Rank Statistics" (Biometrics 48, 1992), so that steps
// near the end are found too; shuffling and division as in e-divisive (D. S. Matteson and N. A. James, "A Nonparametric
// Approach for Multiple Change Point Analysis of Multivariate Data", JASA 109, 2014); stretches as in S. Kovács and others,
// "Seeded binary segmentation" (Biometrika 110, 2023). Ranks mind neither outliers nor units.

import type { Random } from './random.ts';

/** A level that fewer values show is none. */
export const LEVEL_MIN = 3;
/** None of so many may reach the candidate: p of 0.001, for many figures are looked at together. */
const SHUFFLES = 999;
/** In fewer values not even a perfect step is that rare. */
const VALUES_MIN = 14;

/** Places at which a new level begins, ascending. O(shufflings x values x log values). */
export function changePoints(values: readonly number[], random: Random): number[] {
  const split = splitOf(values, random);
  if (split === null) return [];
  return [
    ...changePoints(values.slice(0, split), random),
    split,
    ...changePoints(values.slice(split), random).map((at) => at + split),
  ];
}

/** Of the whole stretch, or else of one of its halves, the newest first. */
function splitOf(values: readonly number[], random: Random): number | null {
  if (values.length < VALUES_MIN) return null;
  const split = stepIn(values, random);
  if (split !== null) return split;
  const half = values.length >> 1;
  for (const start of [values.length - half, half >> 1, 0]) {
    const inHalf = splitOf(values.slice(start, start + half), random);
    if (inHalf !== null) return start + inHalf;
  }
  return null;
}

function stepIn(values: readonly number[], random: Random): number | null {
  const ranks = ranksOf(values);
  const { split, distance } = farthest(ranks);
  for (let shuffle = 0; shuffle < SHUFFLES; shuffle++) {
    if (farthest(random.shuffled(ranks)).distance >= distance) return null;
  }
  return split;
}

/** The split whose sides are farthest apart. */
function farthest(ranks: readonly number[]): { readonly split: number; readonly distance: number } {
  const all = ranks.length;
  let best = { split: 0, distance: -1 };
  let sum = 0;
  for (const [index, rank] of ranks.entries()) {
    sum += rank;
    const before = index + 1;
    const after = all - before;
    if (before < LEVEL_MIN || after < LEVEL_MIN) continue;
    const distance = Math.abs(sum - (before * (all + 1)) / 2) / Math.sqrt((before * after * (all + 1)) / 12);
    if (distance > best.distance) best = { split: before, distance };
  }
  return best;
}

/** From 1; equal values share the mean of their ranks. */
function ranksOf(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}
