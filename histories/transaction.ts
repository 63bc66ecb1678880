// What a history is made of: transactions of processes that append to lists and read them.

/** The name of a list, such as the id of a session. */
export type Key = string | number;
/** What is appended: unique in its list, for a value says by whom it was appended. */
export type Value = string | number;

/**
 * Whether it happened: `ok` was acknowledged, `failed` certainly did not happen. `unknown` may have happened or may happen
 * yet: its process was killed, or the call timed out.
 */
export type Outcome = 'ok' | 'failed' | 'unknown';

export interface Append {
  readonly do: 'append';
  readonly key: Key;
  readonly value: Value;
}

/** The whole list. */
export interface Read {
  readonly do: 'read';
  readonly key: Key;
  /** So many values at the beginning are those that this process read of this list last time, and are not repeated. Default: 0. */
  readonly same?: number;
  /** The values behind them. */
  readonly values: readonly Value[];
}

/** The end of a list. */
export interface PageRead {
  readonly do: 'page';
  readonly key: Key;
  /** The last ones, all of them if there are fewer than were asked for. */
  readonly values: readonly Value[];
  /** Of the whole list; left out where the page does not say it. */
  readonly total?: number;
}

/** How many values a list has. */
export interface Count {
  readonly do: 'count';
  readonly key: Key;
  readonly total: number;
}

export type Operation = Append | Read | PageRead | Count;

export interface Transaction {
  /** Does one transaction after the other. Where calls overlap in one process of the system, each lane is a process here. */
  readonly process: number;
  /** On a monotonic clock that all processes share, in nanoseconds: before the call. */
  readonly startNs: number;
  /** After it was answered. Of an unknown transaction it does not count. */
  readonly endNs: number;
  readonly outcome: Outcome;
  /** In their order. They take effect together or not at all. */
  readonly operations: readonly Operation[];
}
