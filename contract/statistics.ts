// The "complex query" of the design document: counts and sums per type, status, model and runtime over a filter.
// Groups are in code point order of their key, the absent key first.

import type { WorktreeInstance, WorktreeSession } from './session.ts';
import { matchesFilter, type SessionFilter } from './session-filter.ts';
import { compareText } from './text-order.ts';

export interface SessionTotals {
  readonly sessions: number;
  readonly instances: number;
  readonly messages: number;
  /** Sum in seconds; a bigint exactly when above Number.MAX_SAFE_INTEGER. Absent values count as zero. */
  readonly totalDuration: number | bigint;
  readonly totalFilesChanged: number;
  readonly totalLinesAdded: number;
  readonly totalLinesDeleted: number;
}

export interface SessionGroup extends SessionTotals {
  readonly key: string | null;
}

/** Instances by the runtime that ran them. */
export interface RuntimeGroup {
  readonly key: string | null;
  readonly sessions: number;
  readonly instances: number;
  readonly filesChanged: number;
  readonly linesAdded: number;
  readonly linesDeleted: number;
}

export interface SessionStatistics {
  readonly totals: SessionTotals;
  readonly byType: readonly SessionGroup[];
  readonly byStatus: readonly SessionGroup[];
  readonly byModel: readonly SessionGroup[];
  readonly byRuntime: readonly RuntimeGroup[];
}

export function statisticsOf(sessions: readonly WorktreeSession[], filter: SessionFilter): SessionStatistics {
  const matching = sessions.filter((session) => matchesFilter(session, filter));
  return {
    totals: totalsOf(matching),
    byType: groupBy(matching, (session) => session.type),
    byStatus: groupBy(matching, (session) => session.status),
    byModel: groupBy(matching, (session) => session.model),
    byRuntime: runtimeGroups(matching),
  };
}

/** A sum as answers carry it. */
export const exactSum = (sum: bigint): number | bigint =>
  sum <= Number.MAX_SAFE_INTEGER ? Number(sum) : sum;

export function compareKeys(left: string | null, right: string | null): number {
  if (left === null || right === null) return Number(right === null) - Number(left === null);
  return compareText(left, right);
}

function groupBy(
  sessions: readonly WorktreeSession[],
  keyOf: (session: WorktreeSession) => string | null,
): SessionGroup[] {
  return [...Map.groupBy(sessions, keyOf)]
    .sort(([left], [right]) => compareKeys(left, right))
    .map(([key, members]) => ({ key, ...totalsOf(members) }));
}

function totalsOf(sessions: readonly WorktreeSession[]): SessionTotals {
  return {
    sessions: sessions.length,
    instances: sum(sessions, (session) => session.instances.length),
    messages: sum(sessions, (session) => session.chatHistory.length),
    totalDuration: exactSum(
      sessions.reduce((total, { totalDuration }) => total + BigInt(totalDuration ?? 0), 0n),
    ),
    totalFilesChanged: sum(sessions, (session) => session.totalFilesChanged),
    totalLinesAdded: sum(sessions, (session) => session.totalLinesAdded),
    totalLinesDeleted: sum(sessions, (session) => session.totalLinesDeleted),
  };
}

function runtimeGroups(sessions: readonly WorktreeSession[]): RuntimeGroup[] {
  const owned = sessions.flatMap((session) => session.instances.map((instance) => ({ session, instance })));
  return [...Map.groupBy(owned, ({ instance }) => instance.runtime)]
    .sort(([left], [right]) => compareKeys(left, right))
    .map(([key, members]) => ({
      key,
      sessions: new Set(members.map(({ session }) => session)).size,
      instances: members.length,
      ...instanceSums(members.map(({ instance }) => instance)),
    }));
}

const instanceSums = (
  instances: readonly WorktreeInstance[],
): Pick<RuntimeGroup, 'filesChanged' | 'linesAdded' | 'linesDeleted'> => ({
  filesChanged: sum(instances, (instance) => instance.filesChanged),
  linesAdded: sum(instances, (instance) => instance.linesAdded),
  linesDeleted: sum(instances, (instance) => instance.linesDeleted),
});

const sum = <T>(items: readonly T[], fieldOf: (item: T) => number | null): number =>
  items.reduce((total, item) => total + (fieldOf(item) ?? 0), 0);
