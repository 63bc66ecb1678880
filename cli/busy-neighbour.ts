// Processes that never rest, to see how something does beside them. They end with this process, and by themselves after two hours.

import { type ChildProcess, spawn } from 'node:child_process';

const LIFE_MS_MAX = 2 * 3_600_000;
/** Looks at its parent now and then: a killed parent ends nobody. */
const SPIN = `
const parent = process.ppid;
const end = Date.now() + ${LIFE_MS_MAX};
while (Date.now() < end && process.ppid === parent) for (let n = 0; n < 1e7; n++);`;

/** Answers what ends them. */
export function startNeighbours(count: number): () => void {
  const neighbours: ChildProcess[] = Array.from({ length: count }, () =>
    spawn(process.execPath, ['--eval', SPIN], { stdio: 'ignore' }),
  );
  return () => {
    for (const neighbour of neighbours) neighbour.kill('SIGKILL');
  };
}
