// Histories of a simulated store, sound or with one fault. The steps of several processes are put in a random order; what a step does to
// the lists, and what is seen of them, is decided by the kind of isolation. The clock is the number of the step.

import type { Random } from '../../statistics/random.ts';
import { History } from '../history.ts';
import type { Operation, Outcome, Transaction, Value } from '../transaction.ts';

export const STORES = {
  serializable: 'each transaction takes effect at one moment between its start and its end',
  snapshot: 'reads see the lists as they were at the start; of two that append to one list the first commits',
  'read committed': 'each read sees what is committed when it is made',
  'lost append': 'sound, but some acknowledged appends are not made',
  'doubled append': 'sound, but some appends are made twice',
  'stale read': 'sound, but some transactions that only read see the lists as they were long ago',
  'torn order': 'sound, but some reads have two values in the wrong order',
  'dirty abort': 'sound, but some transactions that fail leave their appends',
  'lost update': 'whole lists are read and written back without a lock',
} as const;
export type StoreKind = keyof typeof STORES;

type Lists = ReadonlyMap<number, readonly Value[]>;

/** What a process has begun. */
interface Begun {
  readonly startNs: number;
  readonly kind: Outcome;
  readonly asked: readonly { readonly key: number; readonly isAppend: boolean }[];
  readonly snapshot: Lists;
  readonly done: Operation[];
  readonly appended: Map<number, Value[]>;
  isOver: boolean;
}

export interface Simulation {
  readonly store: StoreKind;
  readonly transactions: number;
  readonly processes: number;
  readonly lists: number;
}

export function simulated(
  random: Random,
  { store, transactions, processes, lists: listCount }: Simulation,
): History {
  const lists: Map<number, readonly Value[]> = new Map();
  const past: Lists[] = [];
  const begun: (Begun | undefined)[] = Array.from({ length: processes });
  const made: Transaction[] = [];
  let lastValue = 0;
  let time = 0;

  const begin = (): Begun => ({
    startNs: time,
    kind: random.pick(['ok', 'ok', 'ok', 'ok', 'ok', 'failed', 'unknown'] as const),
    asked: Array.from({ length: random.integer(1, 4) }, () => ({
      key: random.below(listCount),
      isAppend: random.chance(0.5),
    })),
    snapshot: new Map(lists),
    done: [],
    appended: new Map(),
    isOver: false,
  });

  const perform = (work: Begun, base: Lists): void => {
    const { key, isAppend } = work.asked[work.done.length] as Begun['asked'][number];
    const own = work.appended.get(key) ?? [];
    // A list that waits for its commit is not read by the one who appends to it: others may come in between.
    if (isAppend || (store === 'read committed' && own.length > 0)) {
      work.appended.set(key, [...own, ++lastValue]);
      work.done.push({ do: 'append', key, value: lastValue });
    } else {
      const values = [...(base.get(key) ?? []), ...own];
      const at = random.below(Math.max(1, values.length - 1));
      if (store === 'torn order' && values.length > 1 && random.chance(0.2))
        values.splice(at, 2, values[at + 1] as Value, values[at] as Value);
      work.done.push({ do: 'read', key, values });
    }
  };

  const commit = (work: Begun): boolean => {
    const keys = [...work.appended.keys()];
    if (store === 'snapshot' && keys.some((key) => lists.get(key) !== work.snapshot.get(key))) return false;
    if (store === 'lost append' && random.chance(0.1)) return true;
    const from = store === 'lost update' ? work.snapshot : lists;
    for (const [key, values] of work.appended) {
      const again = store === 'doubled append' && random.chance(0.1) ? values.slice(-1) : [];
      lists.set(key, [...(from.get(key) ?? []), ...values, ...again]);
    }
    return true;
  };

  const seenBy = (work: Begun): Lists => {
    if (store === 'snapshot' || store === 'lost update') return work.snapshot;
    const isReader = work.asked.every(({ isAppend }) => !isAppend);
    return store === 'stale read' && isReader && random.chance(0.3) ? (past.at(-12) ?? lists) : lists;
  };

  /** Everything at once, as the isolation has it. */
  const takeEffect = (work: Begun): boolean => {
    work.isOver = true;
    if (work.kind === 'unknown' && random.chance(0.5)) return true;
    const base = seenBy(work);
    while (work.done.length < work.asked.length) perform(work, base);
    return work.kind === 'failed' && store !== 'dirty abort' ? true : commit(work);
  };

  const step = (process: number): void => {
    const work = begun[process];
    if (work === undefined) {
      begun[process] = begin();
    } else if (store === 'read committed' && work.done.length < work.asked.length && !work.isOver) {
      perform(work, lists);
    } else if (!work.isOver) {
      past.push(new Map(lists));
      const isCommitted = takeEffect(work);
      if (!isCommitted) begun[process] = { ...work, kind: 'failed' };
    } else {
      const operations = [...work.done];
      made.push({ process, startNs: work.startNs, endNs: time, outcome: work.kind, operations });
      begun[process] = undefined;
    }
  };

  while (made.length < transactions || begun.some((work) => work !== undefined)) {
    time++;
    const process = random.below(processes);
    if (begun[process] !== undefined || made.length < transactions) step(process);
  }
  const history = new History();
  const operations = [...lists].map(([key, values]): Operation => ({ do: 'read', key, values }));
  const last: Transaction = {
    process: processes,
    startNs: time + 1,
    endNs: time + 2,
    outcome: 'ok',
    operations,
  };
  const isLastFirst = store !== 'serializable' || random.chance(0.5);
  const inForm = store === 'serializable' ? anyForm(random) : (each: Transaction) => each;
  for (const transaction of isLastFirst ? [last, ...made] : [...made, last]) history.add(inForm(transaction));
  return history;
}

/** The same reads, some as pages, counts, or with what is as before left out. */
function anyForm(random: Random): (transaction: Transaction) => Transaction {
  const known = new Map<string, readonly Value[]>();
  const formOf = (process: number, operation: Operation): Operation => {
    if (operation.do !== 'read') return operation;
    const { key, values } = operation;
    const form = random.pick(['read', 'read', 'page', 'page of a total', 'count'] as const);
    if (form === 'count') return { do: 'count', key, total: values.length };
    if (form === 'page') return { do: 'page', key, values: values.slice(-2) };
    if (form === 'page of a total')
      return { do: 'page', key, values: values.slice(-2), total: values.length };
    const before = known.get(`${process} ${key}`) ?? [];
    known.set(`${process} ${key}`, values);
    const differs = before.findIndex((value, place) => values[place] !== value);
    const same = random.below((differs === -1 ? before.length : differs) + 1);
    return { do: 'read', key, same, values: values.slice(same) };
  };
  return (transaction) => ({
    ...transaction,
    operations: transaction.operations.map((operation) => formOf(transaction.process, operation)),
  });
}
