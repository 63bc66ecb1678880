// What a process holds now, with those that it started (a program under test is one): resident memory and open handles, from
// /proc. Null where the system has none, and of a process that has ended.

import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessFigures {
  readonly residentBytes: number;
  /** Of these, those of the processes that it started. */
  readonly startedBytes: number;
  readonly handles: number;
}

/** A worker starts a program, and that at most a few more. */
export const DEPTH_MAX = 4;

export function figuresOf(pid: number, depth = 0): ProcessFigures | null {
  try {
    const residentBytes = residentBytesOf(pid);
    const handles = readdirSync(`/proc/${pid}/fd`).length;
    const children = depth === DEPTH_MAX ? [] : childrenOf(pid).map((child) => figuresOf(child, depth + 1));
    const started = sumOfFigures(children) ?? { residentBytes: 0, handles: 0 };
    return {
      residentBytes: residentBytes + started.residentBytes,
      startedBytes: started.residentBytes,
      handles: handles + started.handles,
    };
  } catch {
    return null;
  }
}

/** Null when there are none of any. */
export function sumOfFigures(all: readonly (ProcessFigures | null)[]): ProcessFigures | null {
  const known = all.filter((figures) => figures !== null);
  if (known.length === 0) return null;
  return {
    residentBytes: known.reduce((sum, { residentBytes }) => sum + residentBytes, 0),
    startedBytes: known.reduce((sum, { startedBytes }) => sum + startedBytes, 0),
    handles: known.reduce((sum, { handles }) => sum + handles, 0),
  };
}

/** Throws of a process that has ended and is not yet asked for: it has no memory. */
function residentBytesOf(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error(`Process ${pid} has no memory.`);
  return 1024 * Number(kilobytes);
}

/** Every thread has its own list; a system may keep none. */
function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
    try {
      return (readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').match(/\d+/g) ?? []).map(Number);
    } catch {
      return [];
    }
  });
}
