// Whether the machine was quiet while a run measured on it. A busy one makes figures vary, and then few of them can be
// decided: that must be said, or a reader takes the store for the cause.

import type { Machine, Scheduling } from '../results/result.ts';
import type { Results } from '../results/result-file.ts';
import { WAIT_SHARE_MAX } from './quiet-trials.ts';
import { count, digits } from './text/figures.ts';

export interface MachineNote {
  readonly isBusy: boolean;
  /** What decided, then the load, which decides only where nothing else was seen: "others 3%; load 0.4 on 2 cores". */
  readonly sight: string;
  /** For the first line of a screen: "machine quiet", or "machine BUSY: others 40%". */
  readonly brief: string;
  /** What the trials got of it: null where none says. */
  readonly trials: string | null;
}

/** Used by others, of the time of all processors. The system itself takes a few percent. */
const OTHERS_SHARE_MAX = 0.15;
const STEAL_SHARE_MAX = 0.02;

/** Null for results that say nothing of it. */
export function machineNote({ header, rows, footer }: Results): MachineNote | null {
  const { cpuCount, loadAverage } = header.environment;
  const machine = footer?.machine;
  const got = schedulingOf(rows);
  const waited = shareOf(got?.waitNs ?? null, got?.wallNs);
  if (loadAverage === undefined && machine === undefined && got === null) return null;
  const cores = `${count(cpuCount)} ${cpuCount === 1 ? 'core' : 'cores'}`;
  const seen = seenOf(waited, machine);
  const found = seen.filter(({ share, max }) => share > max);
  const load = loadAverage === undefined ? null : `load ${digits(loadAverage, 2)}`;
  // The load is that of the minute before: what was seen during the run says more.
  const isSeen = waited !== null || machine?.othersShare !== undefined;
  const isLoaded = !isSeen && (loadAverage ?? 0) > cpuCount;
  const isBusy = found.length > 0 || isLoaded;
  const causes = isLoaded ? [] : causesOf(seen, found);
  return {
    isBusy,
    sight: [...causes, load === null ? cores : `${load} on ${cores}`].join('; '),
    brief: isBusy ? `machine BUSY: ${isLoaded ? load : briefly(found)}` : 'machine quiet',
    trials: got === null ? null : trialsText(got),
  };
}

/** Of the time of a busy run, what it did not get: at most what other programs, the host or the wait for a core took. 0 of a quiet one. */
export function lostShare(results: Results): number {
  if (machineNote(results)?.isBusy !== true) return 0;
  const { environment } = results.header;
  const { othersShare, stealShare = 0 } = results.footer?.machine ?? {};
  const got = schedulingOf(results.rows);
  const waited = shareOf(got?.waitNs ?? null, got?.wallNs);
  const { cpuCount, loadAverage = 0 } = environment;
  // Programs that want a core, beside one for each core.
  const loaded = loadAverage / (loadAverage + cpuCount);
  const isSeen = waited !== null || othersShare !== undefined;
  const lost = isSeen ? Math.max((othersShare ?? 0) + stealShare, waited ?? 0) : Math.max(loaded, stealShare);
  return Math.min(lost, LOST_SHARE_MAX);
}

/** Something ran, or nothing would have been measured. */
const LOST_SHARE_MAX = 0.99;

interface Seen {
  readonly share: number;
  /** Above it the machine is busy. */
  readonly max: number;
  readonly brief: string;
  readonly text: (share: string) => string;
}

/** What took time from the run, of what is known. */
const seenOf = (waited: number | null, machine: Machine | undefined): Seen[] =>
  [
    {
      ...{ share: waited ?? 0, max: WAIT_SHARE_MAX, brief: 'trials waited' },
      text: (share: string) => `what was timed waited ${share} of its time for a core`,
    },
    {
      ...{ share: machine?.othersShare ?? 0, max: OTHERS_SHARE_MAX, brief: 'others' },
      text: (share: string) => `other programs took ${share} of the cores`,
    },
    {
      ...{ share: machine?.stealShare ?? 0, max: STEAL_SHARE_MAX, brief: 'steal' },
      text: (share: string) => `the host kept back ${share}`,
    },
  ].filter(({ share }) => share > 0);

const causesOf = (seen: readonly Seen[], found: readonly Seen[]): string[] => {
  if (found.length > 0) return found.map(({ share, text }) => text(shareText(share)));
  return seen.length === 0 ? [] : [briefly(seen)];
};

const briefly = (seen: readonly Seen[]): string =>
  seen.map(({ share, brief }) => `${brief} ${shareText(share)}`).join(', ');

const shareText = (share: number): string => `${digits(100 * share, 2)}%`;

/** Of all trials together; null when none says. */
function schedulingOf(rows: Results['rows']): Scheduling | null {
  const all = rows.flatMap((row) => (row.row === 'trial' ? (row.scheduling ?? []) : []));
  const waits = all.flatMap(({ waitNs }) => waitNs ?? []);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  if (all.length === 0) return null;
  return {
    wallNs: sum(all.map(({ wallNs }) => wallNs)),
    cpuNs: sum(all.map(({ cpuNs }) => cpuNs)),
    ...(waits.length > 0 && { waitNs: sum(waits) }),
    involuntarySwitches: sum(all.map(({ involuntarySwitches }) => involuntarySwitches)),
  };
}

const shareOf = (part: number | null, wallNs = 0): number | null =>
  part === null || wallNs === 0 ? null : part / wallNs;

function trialsText({ wallNs, cpuNs, waitNs, involuntarySwitches }: Scheduling): string {
  const waited = waitNs === undefined ? '' : `, waited for one ${shareText(shareOf(waitNs, wallNs) ?? 0)}`;
  const perSecond = digits(shareOf(involuntarySwitches * 1e9, wallNs) ?? 0, 2);
  return (
    `The trials had a processor for ${shareText(shareOf(cpuNs, wallNs) ?? 0)} of their time${waited}, and had it ` +
    `taken away ${perSecond} times a second.`
  );
}
