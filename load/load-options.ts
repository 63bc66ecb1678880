// What a load run can be asked for, with its defaults and bounds.

import { StoreError } from '../contract/errors.ts';
import { type Control, noProgress, type ProgressListener } from '../contract/progress.ts';
import type { Programs } from '../definition/subjects.ts';
import type { Transaction } from '../histories/index.ts';

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
  /** Such as kill@2 or stop@2+3:0 (faults/plan.ts), and those of the definition. */
  readonly faults?: readonly string[];
  /** Of the history that is checked: each as it is taken in, the last reads first. */
  readonly onTransaction?: (transaction: Transaction) => void;
  /** Ends as soon as something is found, and nothing that is to stay flat may grow; a minute at least. */
  readonly soak?: boolean;
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
  readonly soak: boolean;
  readonly onTransaction: ((transaction: Transaction) => void) | undefined;
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
const SOAK_MS_MIN = 60_000;

/** Throws E_USAGE. */
export function checkedLoadOptions(options: LoadOptions): CheckedLoadOptions {
  const { perSecond = null } = options;
  if (perSecond !== null && !(perSecond > 0 && perSecond <= PER_SECOND_MAX)) {
    throw unusable('perSecond', perSecond, `a number above 0, ${PER_SECOND_MAX} at most`);
  }
  const isCounted = options.operationsPerProcess !== undefined;
  requireSoakTime(options);
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
    soak: options.soak ?? false,
    onTransaction: options.onTransaction,
    onProgress: options.onProgress ?? noProgress,
    signal: options.signal ?? null,
  };
}

/** Throws E_USAGE. */
export function requireSoakTime({
  soak = false,
  durationMs = 0,
}: Pick<LoadOptions, 'soak' | 'durationMs'>): void {
  if (!soak || durationMs >= SOAK_MS_MIN) return;
  const least = `A soak must go on for ${SOAK_MS_MIN / 1000} s at least`;
  throw new StoreError('E_USAGE', `${least}: before, nobody can tell what grows.`);
}

function integer(name: string, value: number, max: number): number {
  if (Number.isSafeInteger(value) && value >= 1 && value <= max) return value;
  throw unusable(name, value, `an integer from 1 to ${max}`);
}

const unusable = (name: string, value: number, expected: string): StoreError =>
  new StoreError('E_USAGE', `A load run cannot have ${name} ${value}: it must be ${expected}.`);
