// How many transactions a second the checker of histories takes in and checks, in processor time of one thread, how much memory it
// holds of each, and how long the event loop has no turn: `npm run measure:histories -- --transactions 1000000`.
// The history is that of `histories/suite/typical.ts`, which is clean, and is made while no clock runs.

import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { checkHistory, History, type Transaction } from '../histories/index.ts';
import { typicalHistory } from '../histories/suite/typical.ts';
import { cpuMs } from './cpu-time.ts';

const { values: options } = parseArgs({
  options: {
    transactions: { type: 'string', default: '500000' },
    processes: { type: 'string', default: '8' },
    lists: { type: 'string', default: '300' },
    'list-length': { type: 'string', default: '500' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
  },
});
const transactions = Number(options.transactions);
const typical = {
  transactions,
  processes: Number(options.processes),
  lists: Number(options.lists),
  lengthMax: Number(options['list-length']),
  seed: Number(options.seed),
};
/** Made at a time, while no clock runs: a history of objects in memory would be what the collector of garbage is busy with. */
const BATCH = 10_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const memoryNow = (): number => {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

const threadMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/** The longest time between two turns of the event loop, in processor time of this thread: the neighbours' is not ours. */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longestMs = 0;
  let lastMs = threadMs();
  let isOver = false;
  const turn = (): void => {
    longestMs = Math.max(longestMs, threadMs() - lastMs);
    lastMs = threadMs();
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await work();
  isOver = true;
  return longestMs;
}

for (let round = 1; round <= Number(options.rounds); round++) {
  const before = memoryNow();
  let history = new History();
  let takenMs = 0;
  let batch: Transaction[] = [];
  const take = async (): Promise<void> => {
    takenMs += await cpuMs(async () => {
      for (const transaction of batch) history.add(transaction);
    });
    batch = [];
  };
  for (const transaction of typicalHistory(typical)) if (batch.push(transaction) === BATCH) await take();
  await take();
  const bytes = (memoryNow() - before) / transactions;
  let turnMs = 0;
  let peak = 0;
  const checkedMs = await cpuMs(async () => {
    turnMs = await longestTurn(async () => {
      const { isClean, operations, counts } = await checkHistory(history);
      peak = process.memoryUsage().arrayBuffers;
      if (!isClean)
        throw new Error(`found in a clean history of ${operations} operations: ${JSON.stringify(counts)}`);
    });
  });
  const perSecond = (ms: number): string => `${Math.round(transactions / ms)} k/s`;
  console.log(
    `${transactions} transactions, ${history.targets.length} operations: taken in ${perSecond(takenMs)}, checked ${perSecond(checkedMs)}, ` +
      `together ${perSecond(takenMs + checkedMs)}; ${Math.round(bytes)} bytes each held, buffers at the end ${Math.round(peak / transactions)}; ` +
      `longest turn ${turnMs.toFixed(0)} ms`,
  );
  history = new History();
}
