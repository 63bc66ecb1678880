// A history as a load run of a sound store leaves it, of any length: each process does one transaction after the other, each of one to
// four operations on some of some hundred lists, which takes effect at one moment between its start and its end.
// Every list is given up for a new one from time to time, and everything is read at the end.

import { Random } from '../../statistics/random.ts';
import type { Key, Operation, Transaction, Value } from '../transaction.ts';

export interface Typical {
  readonly transactions: number;
  readonly processes: number;
  readonly lists: number;
  /** Appends until a list is given up. */
  readonly lengthMax: number;
  readonly seed: number;
}

/** In the order in which they take effect, the last reads first; made as they are taken. Reads say how much is as before. */
export function* typicalHistory(typical: Typical): Generator<Transaction> {
  const content = new Map<Key, Value[]>();
  let lastNs = 0;
  for (const { endNs } of transactionsOn(content, typical)) lastNs = Math.max(lastNs, endNs);
  const operations = [...content].map(([key, values]): Operation => ({ do: 'read', key, values }));
  const [startNs, endNs] = [lastNs + 1, lastNs + 2];
  yield { process: typical.processes, startNs, endNs, outcome: 'ok', operations };
  yield* transactionsOn(new Map(), typical);
}

function* transactionsOn(
  content: Map<Key, Value[]>,
  { transactions, processes, lists, lengthMax, seed }: Typical,
): Generator<Transaction> {
  const random = new Random(seed);
  const names: Key[] = Array.from({ length: lists }, (_, list) => `list-${list}-0`);
  const known = Array.from({ length: processes }, () => new Map<Key, number>());
  const freeNs = new Float64Array(processes);
  let value = 0;
  let timeNs = 0;
  const operationOf = (process: number): Operation => {
    const list = random.below(lists);
    const key = names[list] as Key;
    const values = content.get(key) ?? [];
    content.set(key, values);
    if (random.chance(0.5)) {
      values.push(++value);
      if (values.length === lengthMax) names[list] = `list-${list}-${value}`;
      return { do: 'append', key, value };
    }
    const same = known[process]?.get(key) ?? 0;
    known[process]?.set(key, values.length);
    return { do: 'read', key, same, values: values.slice(same) };
  };
  for (let made = 0; made < transactions; made++) {
    timeNs += 1 + random.below(20_000);
    const process = random.below(processes);
    const startNs = Math.max(freeNs[process] as number, timeNs - random.below(100_000));
    const endNs = Math.max(startNs, timeNs) + random.below(50_000);
    timeNs = Math.max(timeNs, startNs);
    freeNs[process] = endNs + 1;
    const operations = Array.from({ length: 1 + random.below(4) }, () => operationOf(process));
    yield { process, startNs, endNs, outcome: 'ok', operations };
  }
}
