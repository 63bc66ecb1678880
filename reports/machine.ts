// Whether the machine was quiet while a run measured on it. A busy one makes figures vary, and then few of them can be
// decided: that must be said, or a reader takes the store for the cause.

import type { Results } from '../results/result-file.ts';
import { count, digits } from './text/figures.ts';

export interface MachineNote {
  readonly isBusy: boolean;
  /** "load 0.4 on 2 cores", and what else was seen where it was busy. */
  readonly sight: string;
}

/** What was timed waited for a processor, as a share of its time. Interleaved trials on an idle machine: below 1%. */
const WAIT_SHARE_MAX = 0.05;
/** Used by others, of the time of all processors. The system itself takes a few percent. */
const OTHERS_SHARE_MAX = 0.15;
const STEAL_SHARE_MAX = 0.02;

/** Null for results that say nothing of it. */
export function machineNote({ header, rows, footer }: Results): MachineNote | null {
  const { cpuCount, loadAverage } = header.environment;
  const machine = footer?.machine;
  const waited = waitShare(rows);
  if (loadAverage === undefined && machine === undefined && waited === null) return null;
  const cores = `${count(cpuCount)} ${cpuCount === 1 ? 'core' : 'cores'}`;
  const found = [
    ...reason(waited, WAIT_SHARE_MAX, (share) => `what was timed waited ${share} of its time for a core`),
    ...reason(machine?.othersShare, OTHERS_SHARE_MAX, (share) => `other programs took ${share} of the cores`),
    ...reason(machine?.stealShare, STEAL_SHARE_MAX, (share) => `the host kept back ${share}`),
  ];
  const load = loadAverage === undefined ? cores : `load ${digits(loadAverage, 2)} on ${cores}`;
  // The load is that of the minute before: what was seen during the run says more.
  const isSeen = waited !== null || machine?.othersShare !== undefined;
  return {
    isBusy: found.length > 0 || (!isSeen && (loadAverage ?? 0) > cpuCount),
    sight: [load, ...found].join('; '),
  };
}

const reason = (value: number | null | undefined, max: number, text: (share: string) => string): string[] =>
  value == null || value <= max ? [] : [text(`${digits(100 * value, 2)}%`)];

/** Of all trials together; null when none says. */
function waitShare(rows: Results['rows']): number | null {
  let [waitedNs, wallNs] = [0, 0];
  for (const row of rows) {
    if (row.row !== 'trial' || row.scheduling?.waitNs === undefined) continue;
    waitedNs += row.scheduling.waitNs;
    wallNs += row.scheduling.wallNs;
  }
  return wallNs === 0 ? null : waitedNs / wallNs;
}
