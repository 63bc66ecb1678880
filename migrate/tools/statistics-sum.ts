// Statistics of several workspaces as one: groups of the same key are added up, in the order of the contract.

import {
  compareKeys,
  exactSum,
  type RuntimeGroup,
  type SessionGroup,
  type SessionStatistics,
  type SessionTotals,
  statisticsOf,
} from '../../contract/statistics.ts';

/** Equal to the statistics of all sessions together. */
export const sumStatistics = (parts: readonly SessionStatistics[]): SessionStatistics =>
  parts.reduce(
    (sum, part) => ({
      totals: addTotals(sum.totals, part.totals),
      byType: addGroups(sum.byType, part.byType),
      byStatus: addGroups(sum.byStatus, part.byStatus),
      byModel: addGroups(sum.byModel, part.byModel),
      byRuntime: addRuntimes(sum.byRuntime, part.byRuntime),
    }),
    statisticsOf([], {}),
  );

const addTotals = (left: SessionTotals, right: SessionTotals): SessionTotals => ({
  sessions: left.sessions + right.sessions,
  instances: left.instances + right.instances,
  messages: left.messages + right.messages,
  totalDuration: exactSum(BigInt(left.totalDuration) + BigInt(right.totalDuration)),
  totalFilesChanged: left.totalFilesChanged + right.totalFilesChanged,
  totalLinesAdded: left.totalLinesAdded + right.totalLinesAdded,
  totalLinesDeleted: left.totalLinesDeleted + right.totalLinesDeleted,
});

const addGroups = (left: readonly SessionGroup[], right: readonly SessionGroup[]): SessionGroup[] =>
  merged(left, right, (one, other) => ({ key: one.key, ...addTotals(one, other) }));

const addRuntimes = (left: readonly RuntimeGroup[], right: readonly RuntimeGroup[]): RuntimeGroup[] =>
  merged(left, right, (one, other) => ({
    key: one.key,
    sessions: one.sessions + other.sessions,
    instances: one.instances + other.instances,
    filesChanged: one.filesChanged + other.filesChanged,
    linesAdded: one.linesAdded + other.linesAdded,
    linesDeleted: one.linesDeleted + other.linesDeleted,
  }));

function merged<T extends { readonly key: string | null }>(
  left: readonly T[],
  right: readonly T[],
  add: (one: T, other: T) => T,
): T[] {
  const groups = new Map(left.map((group) => [group.key, group]));
  for (const group of right) {
    const known = groups.get(group.key);
    groups.set(group.key, known === undefined ? group : add(known, group));
  }
  return [...groups.values()].sort((one, other) => compareKeys(one.key, other.key));
}
