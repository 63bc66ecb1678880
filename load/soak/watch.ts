// A soak while it goes on: how fast it is, and whether there is a reason to end it. What can be told at once is told at once: a call that
// failed with what nothing excuses, entries that a worker saw and no longer sees, a worker that is gone. The rest of the history is
// checked at the end, as of every load.

import { existsSync } from 'node:fs';
import { breathe } from '../../contract/breathe.ts';
import type { LoadOperation } from '../../definition/load.ts';
import { HistogramCounter } from '../../statistics/histogram.ts';
import { type LoggedCall, LogReader } from '../worker-log.ts';

export interface Watched {
  /** Of the workers. */
  readonly logFiles: readonly string[];
  readonly operations: readonly Pick<LoadOperation<never>, 'does'>[];
  isExcused(code: string): boolean;
  /** A store that promises nothing to several processes may lose what they saw. */
  readonly mayLose: boolean;
}

export interface SoakNow {
  /** Since the look before. */
  readonly perSecond: number;
  readonly latencyNsP99: number | null;
  /** Why to end it, in a sentence. */
  readonly alarm: string | null;
}

export class SoakWatch {
  private readonly watched: Watched;
  private readonly readers = new Map<number, LogReader>();
  /** By worker and record: how many entries it saw. */
  private readonly seen = new Map<string, number>();
  private lastNs = 0;
  private alarm: string | null = null;

  constructor(watched: Watched) {
    this.watched = watched;
  }

  /** Piece by piece: seconds of logs take long. Not twice at a time. */
  async look(nowNs: number): Promise<SoakNow> {
    const latencies = new HistogramCounter();
    for (const worker of this.watched.logFiles.keys()) {
      for (const calls of this.newCalls(worker)) {
        for (const call of calls) {
          if (call.failure === null) latencies.add(call.endNs - call.dueNs);
          this.alarm ??= this.alarmOf(worker, call);
        }
        await breathe();
      }
    }
    const perSecond = (latencies.count * 1e9) / Math.max(1, nowNs - this.lastNs);
    this.lastNs = nowNs;
    return { perSecond, latencyNsP99: latencies.quantile(0.99), alarm: this.alarm };
  }

  close(): void {
    for (const reader of this.readers.values()) reader.close();
    this.readers.clear();
  }

  private *newCalls(worker: number): Generator<readonly LoggedCall[]> {
    const file = this.watched.logFiles[worker] as string;
    if (!this.readers.has(worker) && !existsSync(file)) return;
    const reader = this.readers.get(worker) ?? new LogReader(file);
    this.readers.set(worker, reader);
    for (let calls = reader.next(); calls !== null; calls = reader.next()) yield calls;
  }

  private alarmOf(worker: number, { operation, record, failure, seen }: LoggedCall): string | null {
    if (failure !== null && !this.watched.isExcused(failure.code)) {
      return `A call failed with ${failure.code}: ${failure.message}`;
    }
    if (seen === null || this.watched.mayLose || !showsAll(this.watched.operations[operation])) return null;
    const key = `${worker} ${record}`;
    const before = this.seen.get(key) ?? 0;
    this.seen.set(key, seen.kept + seen.fresh.length);
    if (seen.kept >= before) return null;
    return `Worker ${worker} saw ${before} entries of record ${record}, and then ${seen.kept} of them.`;
  }
}

const showsAll = (operation: { readonly does: string; readonly shows?: string } | undefined): boolean =>
  operation?.does === 'read' && operation.shows !== 'last';
