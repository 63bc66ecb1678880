// `npm run test:busy [-- PATH…]`: the tests beside processes that never rest, as on a shared machine. What fails here and
// not otherwise depends on speed. STOREPROOF_NEIGHBOURS says how many (20); whatever happens, they end with this process,
// and by themselves after two hours.

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const NEIGHBOURS = Number(process.env.STOREPROOF_NEIGHBOURS ?? 20);
const LIFE_MS_MAX = 2 * 3_600_000;
/** Looks at its parent now and then: a killed parent ends nobody. */
const SPIN = `
const parent = process.ppid;
const end = Date.now() + ${LIFE_MS_MAX};
while (Date.now() < end && process.ppid === parent) for (let n = 0; n < 1e7; n++);`;

const neighbours: ChildProcess[] = Array.from({ length: NEIGHBOURS }, () =>
  spawn(process.execPath, ['--eval', SPIN], { stdio: 'ignore' }),
);
const vitest = join(import.meta.dirname, '..', 'node_modules', 'vitest', 'vitest.mjs');
const tests = spawn(process.execPath, [vitest, 'run', ...process.argv.slice(2)], { stdio: 'inherit' });
tests.on('exit', (code) => {
  for (const neighbour of neighbours) neighbour.kill('SIGKILL');
  process.exitCode = code ?? 1;
});
