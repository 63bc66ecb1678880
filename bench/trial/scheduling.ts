// What a trial's process got of the processors while it timed an operation. Time that its main thread waited for one is
// the plainest sign of a busy machine; only Linux tells it (proc(5), schedstat).

import { readFileSync } from 'node:fs';
import type { Scheduling } from '../../results/result.ts';

/** Starts to watch; what it answers tells what was seen since. */
export function watchScheduling(): () => Scheduling {
  const before = now();
  return () => {
    const after = now();
    return {
      wallNs: after.wallNs - before.wallNs,
      cpuNs: after.cpuNs - before.cpuNs,
      ...(before.waitNs !== null && after.waitNs !== null && { waitNs: after.waitNs - before.waitNs }),
      involuntarySwitches: after.involuntarySwitches - before.involuntarySwitches,
    };
  };
}

function now() {
  const { userCPUTime, systemCPUTime, involuntaryContextSwitches } = process.resourceUsage();
  return {
    wallNs: Number(process.hrtime.bigint()),
    cpuNs: (userCPUTime + systemCPUTime) * 1000,
    waitNs: waitNs(),
    involuntarySwitches: involuntaryContextSwitches,
  };
}

/** Fields: time on a processor, time on a run queue, time slices. */
function waitNs(): number | null {
  try {
    const text = readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1];
    return text === undefined ? null : Number(text);
  } catch {
    return null;
  }
}
