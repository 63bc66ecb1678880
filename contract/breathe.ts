// Room for the rest of the process in long work. A promise that is settled already gives the event loop no turn, and a
// loop that waits for nothing else hears neither Ctrl-C nor a timer until it is over. Where the event loop turns by itself
// nothing is added: each turn more would let others write, and whoever follows them would never catch up.

import { setImmediate as nextTurn } from 'node:timers/promises';

/** A person notices a delay of 50 ms; what happens between two calls comes on top of this. */
const TURN_MS = 20;

/** The first call since the event loop turned last. */
let firstCallMs: number | undefined;

/** To be awaited in every step of a loop that can take long. Costs a turn only when the last one is a while ago. */
export async function breathe(): Promise<void> {
  if (firstCallMs === undefined) {
    firstCallMs = performance.now();
    setImmediate(() => {
      firstCallMs = undefined;
    });
  } else if (performance.now() - firstCallMs >= TURN_MS) {
    await nextTurn();
  }
}

/** Takes all steps of a work, with turns in between; answers what it answers. */
export async function stepByStep<T>(steps: Generator<unknown, T>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    await breathe();
  }
}

/** The same without a turn, for work that nothing may come between. */
export function atOnce<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
