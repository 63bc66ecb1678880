// What a worker did: a line for each call, in the order of its steps. A call that changes something is handed to the system
// before the worker goes on, with all that came before it, so that what was acknowledged outlives a worker that is killed.
// Reads wait for that, or for a full buffer: their own hand-over would cost a twentieth of a quick read.

import { closeSync, openSync, readSync } from 'node:fs';
import type { CallFailure } from './failures.ts';
import { LineFile } from './line-file.ts';

export interface LoggedCall {
  /** Place in the names of the definition's operations. */
  readonly operation: number;
  readonly record: number;
  /** All from the common start of the workers; in a closed loop due when the call before had ended. */
  readonly dueNs: number;
  readonly beginNs: number;
  readonly endNs: number;
  /** For other processes. */
  readonly waits: number;
  /** Null when it succeeded. */
  readonly failure: CallFailure | null;
  /** Of a checked read that succeeded. */
  readonly seen: Seen | null;
  /** Of a transaction, whether it succeeded or not. */
  readonly steps?: Steps;
}

export interface Steps {
  readonly isUndone: boolean;
  /** A record that was appended to, or one that was read, with what was seen. */
  readonly made: readonly (readonly [record: number, seen: Seen | null])[];
}

/** Entries of a record: so many of the load's as when this worker read them last, and then these. */
export interface Seen {
  /** Entries that no worker wrote. */
  readonly others: number;
  readonly kept: number;
  readonly fresh: readonly string[];
}

export class WorkerLog {
  private readonly lines: LineFile;

  constructor(...file: ConstructorParameters<typeof LineFile>) {
    this.lines = new LineFile(...file);
  }

  add(call: LoggedCall, isHandedOver: boolean): void {
    this.lines.add(lineOf(call), isHandedOver);
  }

  close(): void {
    this.lines.close();
  }
}

function lineOf({
  operation,
  record,
  dueNs,
  beginNs,
  endNs,
  waits,
  failure,
  seen,
  steps,
}: LoggedCall): string {
  const call = `${operation} ${record} ${dueNs} ${beginNs} ${endNs} ${waits}`;
  if (failure !== null || steps !== undefined)
    return `${call} ! ${JSON.stringify([failure?.code, failure?.message, steps])}`;
  if (seen === null) return `${call}`;
  const fresh = seen.fresh.length === 0 ? '' : ` ${seen.fresh.join(' ')}`;
  return `${call} ${seen.others} ${seen.kept}${fresh}`;
}

const CHUNK_BYTES = 65_536;

/** In pieces that take some milliseconds. */
export function* callsIn(file: string): Generator<readonly LoggedCall[]> {
  const reader = new LogReader(file);
  try {
    for (let calls = reader.next(); calls !== null; calls = reader.next()) yield calls;
  } finally {
    reader.close();
  }
}

/** Reads a log from its begin, and goes on where it stood when there is more. */
export class LogReader {
  private readonly descriptor: number;
  /** A line without its end: its worker is about to write the rest, or was killed while it wrote. */
  private rest: Buffer = Buffer.alloc(0);

  constructor(file: string) {
    this.descriptor = openSync(file, 'r');
  }

  /** Null: there is no more for now. */
  next(): readonly LoggedCall[] | null {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const length = readSync(this.descriptor, chunk);
    if (length === 0) return null;
    const text = Buffer.concat([this.rest, chunk.subarray(0, length)]);
    const end = text.lastIndexOf(0x0a) + 1;
    this.rest = text.subarray(end);
    return end === 0
      ? []
      : text
          .toString('utf8', 0, end - 1)
          .split('\n')
          .map(callOf);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

function callOf(line: string): LoggedCall {
  const failed = line.indexOf(' ! ');
  const words = (failed === -1 ? line : line.slice(0, failed)).split(' ');
  const [operation, record, dueNs, beginNs, endNs, waits, others] = words.map(Number) as [
    ...[number, number, number, number, number, number],
    number | undefined,
  ];
  const call = { operation, record, dueNs, beginNs, endNs, waits, failure: null, seen: null };
  if (failed !== -1) {
    const [code, message, steps] = JSON.parse(line.slice(failed + 3)) as [string | null, string, Steps?];
    const failure = code === null ? null : { code, message };
    return { ...call, failure, ...(steps != null && { steps }) };
  }
  if (others === undefined) return call;
  return { ...call, seen: { others, kept: Number(words[7]), fresh: words.slice(8) } };
}
