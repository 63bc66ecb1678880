// What a load run can be asked for, with its defaults and bounds.

import { StoreError } from '../contract/errors.ts';
import { type Control, noProgress, type ProgressListener } from '../contract/progress.ts';
import type { Programs } from '../definition/subjects.ts';

export interface LoadOptions extends Control {
  /** Name of a persistent subject. */
  readonly store: string;
  /** 1 to PROCESSES_MAX; default 4. */
  readonly processes?: number;
  /** In the store before the load; default 100. */
  readonly records?: number;
  /** Each worker ends at whichever of the two comes first; when neither is given, after 3,000 ms. */
  readonly durationMs?: number;
  readonly operationsPerProcess?: number;
  /** 0 (only writes) to 1 (only reads); default 0.5. */
  readonly readShare?: number;
  /** Operations a second that all workers together are asked for; by default each begins when its last has ended. */
  readonly perSecond?: number;
  readonly seed: number;
  /** Wall clock of a worker for getting ready, and again beyond its duration for a slow last call; default 15,000. */
  readonly graceMs?: number;
  /** Commands of programs that answer the subject protocol, by the names that they have as stores. */
  readonly programs?: Programs;
}

export interface CheckedLoadOptions {
  readonly store: string;
  readonly processes: number;
  readonly records: number;
  readonly durationMs: number;
  readonly operationsMax: number;
  readonly readShare: number;
  readonly perSecond: number | null;
  readonly seed: number;
  readonly graceMs: number;
  readonly programs: Programs;
  readonly onProgress: ProgressListener;
  readonly signal: AbortSignal | null;
}

export const PROCESSES_MAX = 64;
/** More than this is more than a process can begin, whatever the store. */
export const PER_SECOND_MAX = 100_000;
/** A store gives up on a lock well before. */
const GRACE_MS = 15_000;
const RECORDS_MAX = 100_000;
const DURATION_MS_DEFAULT = 3_000;
const DURATION_MS_MAX = 600_000;
/** Of one worker: bounds what it keeps in memory. */
const OPERATIONS_MAX = 200_000;

/** Throws E_USAGE. */
export function checkedLoadOptions(options: LoadOptions): CheckedLoadOptions {
  const { readShare = 0.5 } = options;
  if (!(readShare >= 0 && readShare <= 1)) throw unusable('readShare', readShare, 'a number from 0 to 1');
  const { perSecond = null } = options;
  if (perSecond !== null && !(perSecond > 0 && perSecond <= PER_SECOND_MAX)) {
    throw unusable('perSecond', perSecond, `a number above 0, ${PER_SECOND_MAX} at most`);
  }
  const isCounted = options.operationsPerProcess !== undefined;
  return {
    store: options.store,
    processes: integer('processes', options.processes ?? 4, PROCESSES_MAX),
    records: integer('records', options.records ?? 100, RECORDS_MAX),
    durationMs: integer(
      'durationMs',
      options.durationMs ?? (isCounted ? DURATION_MS_MAX : DURATION_MS_DEFAULT),
      DURATION_MS_MAX,
    ),
    operationsMax: integer(
      'operationsPerProcess',
      options.operationsPerProcess ?? OPERATIONS_MAX,
      OPERATIONS_MAX,
    ),
    readShare,
    perSecond,
    seed: options.seed,
    graceMs: options.graceMs ?? GRACE_MS,
    programs: options.programs ?? {},
    onProgress: options.onProgress ?? noProgress,
    signal: options.signal ?? null,
  };
}

function integer(name: string, value: number, max: number): number {
  if (Number.isSafeInteger(value) && value >= 1 && value <= max) return value;
  throw unusable(name, value, `an integer from 1 to ${max}`);
}

const unusable = (name: string, value: number, expected: string): StoreError =>
  new StoreError('E_USAGE', `A load run cannot have ${name} ${value}: it must be ${expected}.`);
