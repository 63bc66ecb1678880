// What a worker does at each step, from the seed, the worker and the step alone: no state is carried along, so any
// step of any worker can be looked up afterwards.

export interface Choice {
  /** Place in the weights. */
  readonly operation: number;
  readonly record: number;
}

export interface ChoiceSource {
  readonly seed: number;
  readonly worker: number;
  /** How often each operation comes, relative to the others; not all are 0. */
  readonly weights: readonly number[];
  /** How many there are to choose from. */
  readonly records: number;
  /** So many of them at a time, and others after so many steps. */
  readonly hot?: { readonly records: number; readonly steps: number } | undefined;
}

export function choiceAt({ seed, worker, weights, records, hot }: ChoiceSource, step: number): Choice {
  const place = scatter(scatter(seed) + worker);
  const begin = hot === undefined ? 0 : Math.floor(step / hot.steps) * hot.records;
  const share = fraction(scatter(place + 2 * step + 1));
  return {
    operation: weighted(weights, fraction(scatter(place + 2 * step))),
    record: (begin + Math.floor(share * Math.min(hot?.records ?? records, records))) % records,
  };
}

/** What a transaction on a record may touch as well. */
export const othersOf = (record: number, records: number): number[] =>
  [1, 2].map((further) => (record + further) % records).filter((_, at) => at + 1 < records);

function weighted(weights: readonly number[], share: number): number {
  let left = share * weights.reduce((sum, weight) => sum + weight, 0);
  const found = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  // Sums of fractions may end a little above.
  return found === -1 ? weights.findLastIndex((weight) => weight > 0) : found;
}

const fraction = (bits: number): number => bits / 0x1_0000_0000;

/** Neighbouring integers to unrelated ones of 32 bits: a golden-ratio step, then multiply and fold twice. */
function scatter(value: number): number {
  const stepped = Math.imul(value, 0x9e3779b1) >>> 0;
  const folded = Math.imul(stepped ^ (stepped >>> 15), 0x85ebca77) >>> 0;
  return (Math.imul(folded ^ (folded >>> 13), 0xc2b2ae3d) ^ (folded >>> 16)) >>> 0;
}
