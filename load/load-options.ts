// What a load run can be asked for, with its defaults and bounds.

import { StoreError } from '../contract/errors.ts';
import { type Control, noProgress, type ProgressListener } from '../contract/progress.ts';
import type { Programs } from '../definition/subjects.ts';
import { type Beside, nothingBeside } from './beside.ts';

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
  /** One of the definition by its name, or operations with how often each comes, such as append=1,get=4. Default: the first. */
  readonly mix?: string;
  /** Operations a second that all workers together are asked for; by default each begins when its last has ended. */
  readonly perSecond?: number;
  readonly seed: number;
  /** Wall clock of a worker for getting ready, and again beyond its duration for a slow last call; default 15,000. */
  readonly graceMs?: number;
  /** Commands of programs that answer the subject protocol, by the names that they have as stores. */
  readonly programs?: Programs;
  /** What goes on meanwhile. */
  readonly beside?: Beside;
}

export interface CheckedLoadOptions {
  readonly store: string;
  readonly processes: number;
  readonly records: number;
  readonly durationMs: number;
  readonly operationsMax: number;
  readonly perSecond: number | null;
  readonly seed: number;
  readonly graceMs: number;
  readonly programs: Programs;
  readonly beside: Beside;
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
export const DURATION_MS_MAX: number = 24 * 3_600_000;
const OPERATIONS_MAX = 1e12;

/** Throws E_USAGE. */
export function checkedLoadOptions(options: LoadOptions): CheckedLoadOptions {
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
    perSecond,
    seed: options.seed,
    graceMs: options.graceMs ?? GRACE_MS,
    programs: options.programs ?? {},
    beside: options.beside ?? nothingBeside,
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
