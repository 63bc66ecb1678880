// Makes a failing sequence small: first its end alone, then ever smaller pieces taken out (delta debugging, Zeller and
// Hildebrandt 2002), then each remaining operation simpler. Every attempt plays the whole candidate on fresh stores.
// Bounded by attempts and by time; what it has when the bound is reached is what it gives. Time decides only how
// small the result is, never whether there is one.

import type { Operation } from './operation.ts';
import { simplerOperations } from './simplify.ts';

/** Whether the sequence still fails. */
export type StillFails = (operations: readonly Operation[]) => Promise<boolean>;

export interface ShrinkBounds {
  readonly attemptsMax: number;
  readonly durationMsMax: number;
}

export const SHRINK_BOUNDS: ShrinkBounds = { attemptsMax: 600, durationMsMax: 20_000 };

/** The sequence itself when nothing smaller fails, or when it fails no more itself. */
export async function shrink(
  operations: readonly Operation[],
  stillFails: StillFails,
  bounds: ShrinkBounds = SHRINK_BOUNDS,
): Promise<readonly Operation[]> {
  const attempts = new Attempts(stillFails, bounds);
  const ending = await failingEnd(operations, attempts);
  if (ending === null) return operations;
  const fewer = await withoutNeedless(ending, attempts);
  const simpler = await withSimplerOperations(fewer, attempts);
  return withoutNeedless(simpler, attempts);
}

class Attempts {
  private readonly stillFails: StillFails;
  private readonly endMs: number;
  private left: number;

  constructor(stillFails: StillFails, { attemptsMax, durationMsMax }: ShrinkBounds) {
    this.stillFails = stillFails;
    this.left = attemptsMax;
    this.endMs = performance.now() + durationMsMax;
  }

  get isExhausted(): boolean {
    return this.left <= 0 || performance.now() > this.endMs;
  }

  /** False when the bound is reached: then nothing counts as smaller any more. */
  async fails(candidate: readonly Operation[]): Promise<boolean> {
    if (this.isExhausted) return false;
    this.left--;
    return this.stillFails(candidate);
  }
}

const ENDING_LENGTHS = [1, 10, 50, 250, 1000];

/**
 * The last operations alone, where that is enough: most failures need little of what came before. Null when not even all of
 * them fail again: a failure by chance would only use up the bounds.
 */
async function failingEnd(
  operations: readonly Operation[],
  attempts: Attempts,
): Promise<readonly Operation[] | null> {
  for (const length of ENDING_LENGTHS.filter((candidate) => candidate < operations.length)) {
    const ending = operations.slice(-length);
    if (await attempts.fails(ending)) return ending;
  }
  return (await attempts.fails(operations)) ? operations : null;
}

async function withoutNeedless(
  operations: readonly Operation[],
  attempts: Attempts,
): Promise<readonly Operation[]> {
  let kept = operations;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    // From the end, so that what a later operation needs is still there when that one goes.
    for (let end = kept.length; end > 0 && kept.length > 1 && !attempts.isExhausted; end -= size) {
      const candidate = [...kept.slice(0, Math.max(0, end - size)), ...kept.slice(end)];
      if (candidate.length > 0 && (await attempts.fails(candidate))) kept = candidate;
    }
  }
  return kept;
}

/** Rounds over one operation; each round makes it smaller, so few are needed. */
const ROUNDS_MAX = 30;

async function withSimplerOperations(
  operations: readonly Operation[],
  attempts: Attempts,
): Promise<readonly Operation[]> {
  let kept = operations;
  for (let index = 0; index < kept.length; index++) {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const simpler = await firstFailing(kept, index, attempts);
      if (simpler === null) break;
      kept = simpler;
    }
  }
  return kept;
}

async function firstFailing(
  operations: readonly Operation[],
  index: number,
  attempts: Attempts,
): Promise<readonly Operation[] | null> {
  for (const simpler of simplerOperations(operations[index] as Operation)) {
    // Variants cost something to make, too.
    if (attempts.isExhausted) return null;
    const candidate = operations.with(index, simpler);
    if (await attempts.fails(candidate)) return candidate;
  }
  return null;
}
