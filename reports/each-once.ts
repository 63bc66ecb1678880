// Trials of one operation on one store, each process once: a copy of a trial is no second process, and would make an interval
// that no process has shown.

import type { Trial } from '../results/result.ts';

/** The first of those that are one: of the same place in the order of trials, where a process times an operation once, or of the same samples. */
export function eachOnce(trials: readonly Trial[]): Trial[] {
  const places = new Set<number>();
  const shown = new Set<string>();
  return trials.filter(({ order, samplesNs }) => {
    const samples = shownBy(samplesNs);
    const isCopy = places.has(order) || (samples !== null && shown.has(samples));
    places.add(order);
    if (samples !== null) shown.add(samples);
    return !isCopy;
  });
}

/** With so many different values, two processes do not show the same ones by chance, in whatever order. */
const VALUES_MIN = 8;

/** Null where all samples are equal: two processes may well show that of a fast operation, or by a slow clock. */
function shownBy(samplesNs: readonly number[]): string | null {
  const values = new Set(samplesNs).size;
  if (values === 1) return null;
  return (values < VALUES_MIN ? samplesNs : samplesNs.toSorted((left, right) => left - right)).join();
}
