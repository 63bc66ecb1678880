// Who holds a lock, as written into the lock file, and whether that process is known to be dead.
//
// A process id alone says too little: it is used again after the process or the machine went down, means something
// else in another container, and nothing on another machine that shares the disk. So an owner is a process id within
// a host (and, on Linux, its process namespace) that started at a certain tick. Only what is certain counts as dead.

import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { isLetGo } from './let-go.ts';
import { isRunning, newToken } from './temporary-file.ts';

export interface LockOwner {
  /** Random, 16 hex digits; never used twice. */
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  /** Clock ticks from boot to the start of the process; null where the system does not tell. */
  readonly startTicks: string | null;
}

/** This process, as the owner of one lock. */
export const newOwner = (): LockOwner => ({
  token: newToken(),
  pid: process.pid,
  host: thisHost(),
  startTicks: processState(process.pid)?.startTicks ?? null,
});

/** Undefined for a text that no lock of ours holds. */
export function parseOwner(text: string): LockOwner | undefined {
  try {
    const { token, pid, host, startTicks } = JSON.parse(text) as Record<string, unknown>;
    const isOwner =
      typeof token === 'string' && /^[0-9a-f]{16}$/.test(token) && isPid(pid) && typeof host === 'string';
    if (!isOwner) return undefined;
    return { token, pid, host, startTicks: typeof startTicks === 'string' ? startTicks : null };
  } catch {
    return undefined;
  }
}

/** Whether the owner can no longer do anything. False when that cannot be known from here. */
export function isKnownDead(owner: LockOwner): boolean {
  if (isLetGo(owner.token)) return true;
  if (owner.host !== thisHost()) return false;
  if (!isRunning(owner.pid)) return true;
  const state = processState(owner.pid);
  if (state === undefined) return false;
  if (owner.startTicks !== null && owner.startTicks !== state.startTicks) return true;
  // A killed process keeps its id until its parent has asked for its end.
  return state.letter === 'Z' || state.letter === 'X';
}

const isPid = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;

let knownHost: string | undefined;

function thisHost(): string {
  knownHost ??= `${hostname()}${processNamespace()}`;
  return knownHost;
}

function processNamespace(): string {
  try {
    return ` ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}

/** What Linux tells of a process (proc(5), /proc/PID/stat); undefined elsewhere. */
function processState(pid: number): { readonly letter: string; readonly startTicks: string } | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field, the program's name, may hold spaces and parentheses.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    const [letter, startTicks] = [fields[0], fields[19]];
    return letter === undefined || startTicks === undefined ? undefined : { letter, startTicks };
  } catch {
    return undefined;
  }
}
