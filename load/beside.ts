// What goes on beside the workers while they are at work: faults that are played, and what is sampled of their processes and
// of the store's files.

import type { LoadFaultShown } from '../results/load.ts';
import type { Sample } from './sampling/index.ts';

/** The workers while they are at work. */
export interface Crew {
  /** By worker, as of now; null of one whose process has ended, or could not be started. */
  readonly pids: readonly (number | null)[];
  /** On the system's monotonic clock: from here all times of a load count. */
  readonly startNs: bigint;
  /** With SIGKILL. Why goes into the row; it is no death of the worker's own. */
  kill(worker: number, why: string): void;
  /** Aborted when the last worker has ended. */
  readonly signal: AbortSignal;
}

export interface Besides {
  readonly samples: readonly Sample[];
  readonly faults: readonly LoadFaultShown[];
  /** One sentence for each fault that was not played as planned. */
  readonly problems: readonly string[];
  /** Why a soak was ended before its time, in sentences. */
  readonly endedEarly: string | null;
}

/** Called at the start of the workers; ends soon after its crew's signal. */
export type Beside = (crew: Crew) => Promise<Besides>;
