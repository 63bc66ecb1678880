// The history of a load: what its workers appended and read, from their logs, and what was there at the end. It is checked for
// lost, doubled, disordered and stale entries, with real time (room `histories`), and so are the records that were made and deleted.
// Not here: what was there before the load; of that only how many entries a read showed.

import type { LoadDefinition } from '../definition/load.ts';
import {
  checkHistory,
  History,
  type HistoryVerdict,
  type Operation,
  type Outcome,
  type Transaction,
  type Value,
} from '../histories/index.ts';
import type { LoadHistory as LoadHistoryShown } from '../results/load.ts';
import { othersOf } from './choices.ts';
import { type Entries, entryIdOf, writerOf } from './entry-ids.ts';
import { RecordHistory } from './record-history.ts';
import type { LoggedCall, Steps } from './worker-log.ts';

export interface LoadScene {
  readonly operations: LoadDefinition<never>['operations'];
  /** What the definition calls one. */
  readonly record: string;
  /** That the store was filled with. */
  readonly records: number;
  readonly before: Entries;
  readonly after: Entries;
  /** Codes with which a store refuses: such a call has not happened. Of other failures it is not known. */
  readonly busy: readonly string[];
  /** Told of each transaction as it is taken in. */
  readonly keep?: ((transaction: Transaction) => void) | undefined;
  /** Which part of the records: every `of`th, from `at`; default all. Each part is a history of its own, so that memory has a bound. */
  readonly part?: { readonly at: number; readonly of: number };
}

export interface HistoryFindings {
  /** Counts, and one of each in words. */
  readonly shown: LoadHistoryShown;
  /** Acknowledged appends that are not there at the end. */
  readonly lost: number;
  /** Anomalies that could not be ruled out. */
  readonly undecided?: readonly string[];
}

/** Of all parts. */
export function joined(parts: readonly HistoryFindings[]): HistoryFindings {
  const anomalies = new Map<string, LoadHistoryShown['anomalies'][number]>();
  for (const one of parts.flatMap(({ shown }) => shown.anomalies)) {
    const known = anomalies.get(one.name);
    anomalies.set(one.name, known === undefined ? one : { ...known, count: known.count + one.count });
  }
  const sum = (value: (one: HistoryFindings) => number): number =>
    parts.reduce((all, one) => all + value(one), 0);
  return {
    shown: {
      appends: sum(({ shown }) => shown.appends),
      reads: sum(({ shown }) => shown.reads),
      anomalies: [...anomalies.values()],
    },
    lost: sum(({ lost }) => lost),
    undecided: [...new Set(parts.flatMap(({ undecided = [] }) => undecided))],
  };
}

/** Whoever reads at the end. */
const READER = -1;
/** More than there can be workers. */
const WORKERS = 1_024;

export class LoadHistory {
  private readonly scene: LoadScene;
  private readonly kinds: readonly LoadDefinition<never>['operations'][string][];
  private readonly history = new History();
  private readonly made: RecordHistory;
  private readonly othersBefore: ReadonlyMap<number, number>;
  private readonly shown = { appends: 0, reads: 0 };
  private readonly part: { readonly at: number; readonly of: number };
  private partial: { count: number; readonly example: string } | null = null;

  constructor(scene: LoadScene) {
    this.scene = scene;
    this.part = scene.part ?? { at: 0, of: 1 };
    this.kinds = Object.values(scene.operations);
    this.made = new RecordHistory(scene);
    const others = scene.before.map(
      ([record, ids]) => [record, ids.filter((id) => writerOf(id) === null).length] as const,
    );
    this.othersBefore = new Map(others);
  }

  /** First of all: then the history has the order of each list from the beginning. */
  *readAtTheEnd(): Generator {
    const { after, records } = this.scene;
    const found = new Map([...after].reverse());
    const end = Number.MAX_SAFE_INTEGER;
    const { at, of } = this.part;
    for (let record = at; record < records; record += of) {
      const read: Operation = { do: 'read', key: record, values: valuesIn(found.get(record) ?? []) };
      this.take({ process: READER, startNs: end, endNs: end, outcome: 'ok', operations: [read] });
      yield;
    }
  }

  /** In the order of each worker's calls. */
  add(worker: number, step: number, call: LoggedCall): void {
    const kind = this.kinds[call.operation];
    if (kind?.does === 'create' || kind?.does === 'delete') this.made.add(kind.does, worker, call);
    else if (call.steps !== undefined) this.transaction(worker, step, call, call.steps);
    else if (call.record % this.part.of !== this.part.at) return;
    else if (kind?.does === 'append') this.append(worker, step, call);
    else if (call.seen !== null && kind?.does === 'read') this.read(worker, call, kind.shows === 'last');
  }

  /** What a worker that was killed had begun perhaps: nobody was told how it ended. */
  begun(worker: number, step: number, call: Pick<LoggedCall, 'operation' | 'record' | 'beginNs'>): void {
    const { operation, record, beginNs } = call;
    const does = this.kinds[operation]?.does;
    if (does !== 'append' && does !== 'transaction') this.made.begun(worker, record);
    else {
      const others = does === 'append' ? [] : othersOf(record, this.scene.records);
      const appends = [record, ...others].map((key) => appendOf(worker, step, key));
      this.push(worker, { beginNs, endNs: beginNs }, 'unknown', ...appends);
    }
  }

  /** Rejects with the signal's reason. */
  async verdict(signal: AbortSignal | null): Promise<HistoryFindings> {
    const { counts, anomalies, undecided } = await checkedInWords(this.history, this.scene.record, signal);
    const found = anomalies.map(({ name, text }) => ({
      name: name as string,
      count: counts[name] ?? 1,
      example: text,
    }));
    const partial = this.partial === null ? [] : [{ name: 'partial-read', ...this.partial }];
    return {
      // Whole in each part: it is shown once.
      shown: {
        ...this.shown,
        anomalies: [...found, ...partial, ...(this.part.at === 0 ? this.made.anomalies() : [])],
      },
      lost: counts['lost-append'] ?? 0,
      undecided,
    };
  }

  private append(worker: number, step: number, call: LoggedCall): void {
    this.shown.appends++;
    this.push(worker, call, this.outcomeOf(call), appendOf(worker, step, call.record));
  }

  private outcomeOf({ failure }: LoggedCall): Outcome {
    if (failure === null) return 'ok';
    return this.scene.busy.includes(failure.code) ? 'failed' : 'unknown';
  }

  private transaction(worker: number, step: number, call: LoggedCall, { isUndone, made }: Steps): void {
    const operations = made.map(([key, seen]): Operation => {
      if (seen === null) return appendOf(worker, step, key);
      return { do: 'read', key, same: seen.kept, values: valuesIn(seen.fresh) };
    });
    const appends = made.filter(([, seen]) => seen === null).length;
    this.shown.appends += appends;
    this.shown.reads += made.length - appends;
    this.push(worker, call, isUndone ? 'failed' : this.outcomeOf(call), ...operations);
  }

  private read(worker: number, call: LoggedCall, isLast: boolean): void {
    const { record, seen } = call;
    if (seen === null) return;
    this.shown.reads++;
    const values = valuesIn(seen.fresh);
    if (isLast) {
      this.push(worker, call, 'ok', { do: 'page', key: record, values });
      return;
    }
    this.push(worker, call, 'ok', { do: 'read', key: record, same: seen.kept, values });
    const others = this.othersBefore.get(record) ?? 0;
    if (seen.others === others) return;
    const example =
      `worker ${worker} read ${this.scene.record} ${record} with ${seen.others} entries that were there before the load; ` +
      `there were ${others}`;
    this.partial = { count: (this.partial?.count ?? 0) + 1, example: this.partial?.example ?? example };
  }

  private push(
    worker: number,
    { beginNs, endNs }: Pick<LoggedCall, 'beginNs' | 'endNs'>,
    outcome: Outcome,
    ...all: readonly Operation[]
  ): void {
    const { at, of } = this.part;
    const operations = all.filter(({ key }) => (key as number) % of === at);
    if (operations.length > 0) this.take({ process: worker, startNs: beginNs, endNs, outcome, operations });
  }

  private take(transaction: Transaction): void {
    this.history.add(transaction);
    this.scene.keep?.(transaction);
  }
}

/** One finding of each kind is told, with the names that a load has for things. */
export function checkedInWords(
  history: History,
  record: string,
  signal: AbortSignal | null,
): Promise<HistoryVerdict> {
  return checkHistory(history, {
    ...(signal !== null && { signal }),
    examplesMax: 1,
    say: {
      key: (key) => `${record} ${key}`,
      value: idOf,
      transaction: (transaction) => transactionText(history, transaction),
    },
  });
}

function transactionText({ processes, processNames, starts }: History, transaction: number): string {
  const worker = processNames[processes.at(transaction)] as number;
  if (worker === READER) return 'the read at the end';
  return `worker ${worker} (${(starts.at(transaction) / 1e9).toFixed(6)} s after the start)`;
}

/** A number takes less memory than an id. */
const numberOf = (worker: number, step: number): number => step * WORKERS + worker;

const appendOf = (worker: number, step: number, key: number): Operation => ({
  do: 'append',
  key,
  value: numberOf(worker, step),
});

const idOf = (value: Value): string =>
  typeof value === 'number' ? entryIdOf(value % WORKERS, Math.floor(value / WORKERS)) : value;

/** Of entries that workers wrote, or seem to have written. */
function valuesIn(ids: readonly string[]): Value[] {
  const values: Value[] = [];
  for (const id of ids) {
    const writer = writerOf(id);
    if (writer !== null) values.push(writer.worker < WORKERS ? numberOf(writer.worker, writer.step) : id);
  }
  return values;
}
