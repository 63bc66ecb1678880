// Which faults are to be played when: kill@2 (a worker, at second 2), stop@2+3 (for 3 seconds), stop@2+3:0 (the first worker),
// full@2+2 (the disk), and those that the definition has of its own, such as lock@1+2.

import { StoreError } from '../../contract/errors.ts';
import { Random } from '../../statistics/random.ts';

export interface FaultPlan {
  /** As it was asked for. */
  readonly text: string;
  readonly fault: string;
  /** From the common start. */
  readonly atMs: number;
  /** 0 of what takes no time. */
  readonly forMs: number;
  /** Null: of no single one. */
  readonly worker: number | null;
}

export interface FaultRoom {
  /** Names of the definition's own. */
  readonly own: readonly string[];
  readonly durationMs: number;
  readonly processes: number;
  /** Chooses the worker where none is named. */
  readonly seed: number;
}

/** Those that every store can meet. */
export const FAULTS = {
  kill: { says: 'kills a worker (kill -9); the others go on', isOfWorker: true, takesTime: false },
  stop: { says: 'stops a worker, and lets it go on', isOfWorker: true, takesTime: true },
  full: { says: 'fills the disk that the store is on', isOfWorker: false, takesTime: true },
} as const;

interface FaultKind {
  readonly isOfWorker: boolean;
  readonly takesTime: boolean;
}

const OWN: FaultKind = { isOfWorker: false, takesTime: true };

/** Throws E_USAGE. */
export function faultPlans(texts: readonly string[], room: FaultRoom): FaultPlan[] {
  const plans = texts.map((text) => planOf(text, room));
  const taken = plans.map(({ worker }) => worker);
  return plans.map((plan, at) => {
    if (plan.worker !== null || !kindOf(plan.fault, room).isOfWorker) return plan;
    const worker = new Random(room.seed, at).pick(candidates(plan, taken, room));
    taken[at] = worker;
    return { ...plan, worker };
  });
}

/** A worker of its own for each fault: one that was killed can be hit by nothing else. */
function candidates(
  { text }: FaultPlan,
  taken: readonly (number | null)[],
  { processes }: FaultRoom,
): number[] {
  const free = Array.from({ length: processes }, (_, worker) => worker).filter(
    (worker) => !taken.includes(worker),
  );
  if (free.length > 0) return free;
  throw unusable(text, 'every worker has a fault already; name one, or have more processes');
}

const FORM = /^([A-Za-z][\w-]*)@(\d+(?:\.\d+)?)(?:\+(\d+(?:\.\d+)?))?(?::(\d+))?$/;

function planOf(text: string, room: FaultRoom): FaultPlan {
  const [, fault, at, lasts, worker] = FORM.exec(text) ?? [];
  if (fault === undefined) throw unusable(text, 'it must look like kill@2, stop@2+3 or stop@2+3:0');
  const kind = kindOf(fault, room, text);
  if (kind.takesTime && !(Number(lasts) > 0)) {
    throw unusable(text, `say for how many seconds: ${fault}@${at}+2`);
  }
  if (!kind.takesTime && lasts !== undefined) throw unusable(text, `${fault} takes no time: ${fault}@${at}`);
  if (!kind.isOfWorker && worker !== undefined) throw unusable(text, `${fault} is of no single worker`);
  const [atMs, forMs] = [Number(at) * 1000, Number(lasts ?? 0) * 1000];
  if (atMs + forMs >= room.durationMs) {
    throw unusable(text, `it would end after the load, which is over after ${room.durationMs / 1000} s`);
  }
  if (worker !== undefined && Number(worker) >= room.processes) {
    throw unusable(text, `the workers are numbered from 0 to ${room.processes - 1}`);
  }
  return { text, fault, atMs, forMs, worker: worker === undefined ? null : Number(worker) };
}

function kindOf(fault: string, { own }: FaultRoom, text = fault): FaultKind {
  if (Object.hasOwn(FAULTS, fault)) return FAULTS[fault as keyof typeof FAULTS];
  if (own.includes(fault)) return OWN;
  throw unusable(
    text,
    `there is no fault of this name; there are ${[...Object.keys(FAULTS), ...own].join(', ')}`,
  );
}

const unusable = (text: string, why: string): StoreError =>
  new StoreError('E_USAGE', `The fault ${text} cannot be played: ${why}.`);
