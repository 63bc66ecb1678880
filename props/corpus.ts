// The counterexamples of earlier runs, played before anything random: what failed once is looked at first.

import { basename } from 'node:path';
import type { Check } from '../contract/result.ts';
import type { StoreMethod } from '../subjects/index.ts';
import { keptHistories, readHistory } from './kept-history.ts';
import { isStoreOperation, type Operation } from './operation.ts';
import { commonMethods, type Pair, pairName } from './pair.ts';
import { replayCheck } from './replay.ts';

export interface CorpusOptions extends Pair {
  /** Of histories, each a file. */
  readonly folder: string;
  readonly signal?: AbortSignal;
}

/**
 * A row for each history that shows a difference, or tells nothing; when there is none, one row for all. Histories with
 * operations that the stores lack are counted and left out. Throws E_PARSE for a file that is no history.
 */
export async function corpusChecks({ folder, signal, ...pair }: CorpusOptions): Promise<Check[]> {
  const methods = await commonMethods(pair);
  const kept = keptHistories(folder).map((file) => ({ name: basename(file), operations: readHistory(file) }));
  const possible = kept.filter(({ operations }) =>
    operations.every((operation) => isOffered(operation, methods)),
  );
  const checks: Check[] = [];
  for (const { name, operations } of possible) {
    const played = { ...pair, operations, name: `kept ${name}` };
    checks.push(await replayCheck(signal === undefined ? played : { ...played, signal }));
  }
  const open = checks.filter(({ verdict }) => verdict !== 'ok');
  if (open.length > 0) return open;
  const sum = (count: string): number =>
    checks.reduce((total, { counts }) => total + (counts[count] ?? 0), 0);
  return [
    {
      row: 'check',
      area: 'equivalence',
      subject: pairName(pair),
      name: 'kept counterexamples',
      verdict: 'ok',
      counts: {
        histories: possible.length,
        skipped: kept.length - possible.length,
        operations: sum('operations'),
        sweeps: sum('sweeps'),
      },
      detail: `The same answers and errors as the model on each of ${possible.length} kept histories.`,
    },
  ];
}

function isOffered(operation: Operation, methods: ReadonlySet<StoreMethod>): boolean {
  if (!isStoreOperation(operation)) return true;
  const inside = operation.op === 'transaction' ? operation.calls : [];
  return [operation, ...inside].every(({ op }) => methods.has(op));
}
