import { expect, test } from 'vitest';
import { breathe } from './breathe.ts';

/** Steps until something else of the process has run; `most` when nothing has. */
async function stepsUntilHeard(step: () => Promise<void>, most: number): Promise<number> {
  let isHeard = false;
  setTimeout(() => {
    isHeard = true;
  }, 1);
  let steps = 0;
  while (!isHeard && steps < most) {
    await step();
    steps++;
  }
  return steps;
}

test('work that breathes lets others run, work that awaits settled promises does not', async () => {
  expect(await stepsUntilHeard(async () => {}, 1_000_000)).toBe(1_000_000);
  expect(await stepsUntilHeard(breathe, Number.MAX_SAFE_INTEGER)).toBeGreaterThan(0);
});
