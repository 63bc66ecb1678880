// `npm run test:busy [-- PATH…]`: the tests beside processes that never rest, as on a shared machine. What fails here and
// not otherwise depends on speed. STOREPROOF_NEIGHBOURS says how many (20).

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { startNeighbours } from '../cli/busy-neighbour.ts';

const endNeighbours = startNeighbours(Number(process.env.STOREPROOF_NEIGHBOURS ?? 20));
const vitest = join(import.meta.dirname, '..', 'node_modules', 'vitest', 'vitest.mjs');
const tests = spawn(process.execPath, [vitest, 'run', ...process.argv.slice(2)], { stdio: 'inherit' });
tests.on('exit', (code) => {
  endNeighbours();
  process.exitCode = code ?? 1;
});
