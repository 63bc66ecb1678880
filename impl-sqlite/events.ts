// What the store tells a program that listens, through node:diagnostics_channel: names and durations, never values.

import { type Channel, channel } from 'node:diagnostics_channel';

export interface SlowStatement {
  readonly file: string;
  readonly statement: string;
  readonly sql: string;
  readonly durationNs: number;
}

export interface BusyRetry {
  readonly file: string;
  /** Tries so far. */
  readonly attempt: number;
  readonly waitedMs: number;
}

/** A statement took longer than the store's `slowMs`. Messages are {@link SlowStatement}. */
export const slowChannel: Channel = channel('storeproof:sqlite:slow');
/** Another process held the write lock. Messages are {@link BusyRetry}. */
export const busyChannel: Channel = channel('storeproof:sqlite:busy');
