// What the equivalence check sees: after how many operations it catches each planted bug, how few of them show it then, and how
// long seed and path take to play them again. `npm run measure:detection -- 1 2 3` for these seeds; default: 1 to 10.
// It ends with exit code 1 when a bug is missed, a counterexample does not show it again, or the model is blamed. `--keep FOLDER`
// keeps, for each bug that has no history there, the shortest that was found (sessions/corpus holds them).

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Step } from '../definition/operation.ts';
import { checkEquivalence, keepHistory, operationsAt, replay } from '../props/index.ts';
import sessions from '../sessions/definition.ts';
import { MUTANTS } from '../sessions/mutants/detection.ts';
import { type Mutant, mutantSubject } from '../sessions/mutants/mutant.ts';
import { asSubject } from '../sessions/session-subjects.ts';
import { medianOf } from '../statistics/quantile.ts';

const OPERATIONS_MAX = 5_000;

interface Caught {
  readonly mutant: string;
  readonly operations: number;
  readonly fewest: number;
  readonly history: readonly Step[];
  readonly searchMs: number;
  readonly replayMs: number;
}

/** Null when the check passes; throws when a counterexample does not show the bug again. */
async function caught(mutant: Mutant, seed: number): Promise<Caught | null> {
  const subject = asSubject(mutantSubject(mutant));
  const pair = { left: subject, right: subject };
  const options = { ...pair, seed, operations: OPERATIONS_MAX };
  const startMs = performance.now();
  const { counterexample } = await checkEquivalence(sessions, options);
  const foundMs = performance.now();
  if (counterexample === null) return null;
  const upToFailure = { ...options, operations: counterexample.index + 1 };
  const operations = await operationsAt(sessions, counterexample.path, upToFailure);
  if ((await replay(sessions, { ...pair, operations })) === null)
    throw new Error(`${mutant.name}, seed ${seed}: its path ${counterexample.path} shows nothing`);
  return {
    mutant: mutant.name,
    operations: counterexample.index + 1,
    fewest: operations.length,
    history: operations,
    searchMs: foundMs - startMs,
    replayMs: performance.now() - foundMs,
  };
}

const { values, positionals } = parseArgs({ options: { keep: { type: 'string' } }, allowPositionals: true });
const seeds = positionals.map(Number);
const all: Caught[] = [];
for (const seed of seeds.length > 0 ? seeds : Array.from({ length: 10 }, (_, index) => index + 1)) {
  const found: Caught[] = [];
  for (const mutant of MUTANTS) {
    const one = await caught(mutant, seed);
    if (one !== null) found.push(one);
    else console.log(`seed ${seed}: ${mutant.name} was missed`);
  }
  const isClean = (await caught({ name: 'none', what: 'no bug' }, seed)) === null;
  if (found.length < MUTANTS.length || !isClean) process.exitCode = 1;
  console.log(`seed ${seed}: ${isClean ? 'no' : 'A'} false alarm; ${summary(found)}`);
  all.push(...found);
}
console.log(`all: ${summary(all)}`);
for (const { mutant, operations, fewest } of all
  .toSorted((left, right) => right.fewest - left.fewest)
  .slice(0, 10))
  console.log(`  ${mutant}: ${fewest} of ${operations} operations show it`);

if (values.keep !== undefined) {
  for (const [mutant, found] of Map.groupBy(all, (one) => one.mutant)) {
    const [shortest] = found.toSorted((left, right) => left.fewest - right.fewest) as [Caught];
    const file = join(values.keep, `${mutant}.json`);
    if (!existsSync(file)) keepHistory(file, shortest.history);
  }
}

function summary(found: readonly Caught[]): string {
  const of = (key: 'operations' | 'fewest' | 'searchMs' | 'replayMs'): string => {
    const values = found.map((one) => one[key]);
    return `median ${Math.round(medianOf(values))}, at most ${Math.round(Math.max(...values))}`;
  };
  return [
    `${found.length} caught`,
    `after ${of('operations')} operations`,
    `shown by ${of('fewest')}`,
    `found and made small in ms: ${of('searchMs')}`,
    `played again in ms: ${of('replayMs')}`,
  ].join('; ');
}
