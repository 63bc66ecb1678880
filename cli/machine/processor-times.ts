// What the kernel has counted of its processors' time so far, and what this program and its ended children took of it.
// Only Linux counts all of it; elsewhere what is not known is left out.

import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

export interface ProcessorTimes {
  /** All milliseconds below are sums over so many processors, whatever share of them this program may use. */
  readonly processors: number;
  readonly idleMs: number;
  readonly busyMs: number;
  readonly stealMs: number;
  /** Of this process and of its children that have ended. */
  readonly ownMs: number | null;
}

export function processorTimes(): ProcessorTimes {
  const all = cpus();
  const sum = (name: 'user' | 'nice' | 'sys' | 'idle' | 'irq'): number =>
    all.reduce((total, { times }) => total + times[name], 0);
  return {
    processors: all.length,
    idleMs: sum('idle'),
    busyMs: sum('user') + sum('nice') + sum('sys') + sum('irq'),
    stealMs: ticksMs(linesOf('/proc/stat')[0]?.split(/\s+/)[STEAL_FIELD]) ?? 0,
    ownMs: ownMs(),
  };
}

/** proc(5): of the line "cpu". */
const STEAL_FIELD = 8;
/** USER_HZ of every Linux that Node runs on. */
const TICK_MS = 10;

const ticksMs = (text: string | undefined): number | null =>
  text === undefined || !/^\d+$/.test(text) ? null : Number(text) * TICK_MS;

/** utime, stime, cutime and cstime. The name in front of them may hold spaces and brackets. */
function ownMs(): number | null {
  const stat = linesOf('/proc/self/stat')[0] ?? '';
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15)
    .map(ticksMs);
  if (fields.length < 4 || fields.includes(null)) return null;
  return fields.reduce<number>((sum, ms) => sum + (ms ?? 0), 0);
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
