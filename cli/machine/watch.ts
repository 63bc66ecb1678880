// How busy the machine was while a run went on, and how much of that was the run itself.

import { loadavg } from 'node:os';
import type { Machine } from '../../results/result.ts';
import { type ProcessorTimes, processorTimes } from './processor-times.ts';

/** Programs that ran or wanted to, over the last minute; undefined where the system does not count them. */
export const loadAverage = (): number | undefined =>
  process.platform === 'win32' ? undefined : Number((loadavg()[0] ?? 0).toFixed(2));

/** Starts to watch; what it answers tells what was seen since. */
export function watchMachine(): () => Machine {
  const before = processorTimes();
  const startedNs = process.hrtime.bigint();
  return () => {
    const wallNs = Number(process.hrtime.bigint() - startedNs);
    return machineBetween(before, processorTimes(), { wallNs, loadAverage: loadAverage() });
  };
}

interface Seen {
  readonly wallNs: number;
  readonly loadAverage: number | undefined;
}

/** What lies between two counts. */
export function machineBetween(before: ProcessorTimes, after: ProcessorTimes, seen: Seen): Machine {
  const [idleMs, busyMs, stealMs] = (['idleMs', 'busyMs', 'stealMs'] as const).map((name) =>
    Math.max(0, after[name] - before[name]),
  ) as [number, number, number];
  const share = (ms: number): number => Math.min(1, Math.max(0, ms / Math.max(1, idleMs + busyMs + stealMs)));
  const isOwnKnown = before.ownMs !== null && after.ownMs !== null;
  return {
    processors: after.processors,
    wallNs: seen.wallNs,
    ...(seen.loadAverage !== undefined && { loadAverage: seen.loadAverage }),
    idleShare: share(idleMs),
    ...(isOwnKnown && { othersShare: share(busyMs - ((after.ownMs ?? 0) - (before.ownMs ?? 0))) }),
    stealShare: share(stealMs),
  };
}
