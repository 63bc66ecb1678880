// The grouped rows of the complex query to its answer: the database has counted and summed by type, status and model
// together, which is folded here into each of them.

import {
  compareKeys,
  exactSum,
  type RuntimeGroup,
  type SessionGroup,
  type SessionStatistics,
  type SessionTotals,
} from '../../../../contract/statistics.ts';

/**
 * Of the sessions of one type, status and model. The sum of durations comes as two sums, of the bits above the 32nd and of
 * the others, because SQLite's sum is limited to 64 bits and the drivers' numbers to 53.
 */
export interface GroupRow {
  readonly type: string;
  readonly status: string;
  readonly model: string | null;
  readonly sessions: number;
  readonly instances: number;
  readonly messages: number;
  readonly durationHigh: number | null;
  readonly durationLow: number | null;
  readonly filesChanged: number | null;
  readonly linesAdded: number | null;
  readonly linesDeleted: number | null;
}

/** A session whose duration is above 2^53 - 1, which is what its group's sum has for it. */
export interface LongRow {
  readonly type: string;
  readonly status: string;
  readonly model: string | null;
  readonly exactDuration: string | null;
}

export interface StatisticsRows {
  readonly groups: readonly GroupRow[];
  readonly longOnes: readonly LongRow[];
  /** In any order. */
  readonly runtimes: readonly RuntimeGroup[];
}

interface Part {
  readonly keys: { readonly type: string; readonly status: string; readonly model: string | null };
  readonly sessions: number;
  readonly instances: number;
  readonly messages: number;
  readonly duration: bigint;
  readonly filesChanged: number;
  readonly linesAdded: number;
  readonly linesDeleted: number;
}

export function statisticsOfRows({ groups, longOnes, runtimes }: StatisticsRows): SessionStatistics {
  const parts = [...groups.map(partOfGroup), ...longOnes.map(partOfLongOne)];
  return {
    totals: totalsOf(parts),
    byType: groupBy(parts, ({ keys }) => keys.type),
    byStatus: groupBy(parts, ({ keys }) => keys.status),
    byModel: groupBy(parts, ({ keys }) => keys.model),
    byRuntime: runtimes.map((row) => ({ ...row })).sort((left, right) => compareKeys(left.key, right.key)),
  };
}

const partOfGroup = (row: GroupRow): Part => ({
  keys: row,
  sessions: row.sessions,
  instances: row.instances,
  messages: row.messages,
  duration: (BigInt(row.durationHigh ?? 0) << 32n) + BigInt(row.durationLow ?? 0),
  filesChanged: row.filesChanged ?? 0,
  linesAdded: row.linesAdded ?? 0,
  linesDeleted: row.linesDeleted ?? 0,
});

/** What the sum of its group lacks. */
const partOfLongOne = (row: LongRow): Part => ({
  keys: row,
  sessions: 0,
  instances: 0,
  messages: 0,
  duration: BigInt(row.exactDuration ?? 0) - BigInt(Number.MAX_SAFE_INTEGER),
  filesChanged: 0,
  linesAdded: 0,
  linesDeleted: 0,
});

const groupBy = (parts: readonly Part[], keyOf: (part: Part) => string | null): SessionGroup[] =>
  [...Map.groupBy(parts, keyOf)]
    .sort(([left], [right]) => compareKeys(left, right))
    .map(([key, members]) => ({ key, ...totalsOf(members) }));

function totalsOf(parts: readonly Part[]): SessionTotals {
  const sum = (of: (part: Part) => number): number => parts.reduce((total, part) => total + of(part), 0);
  return {
    sessions: sum((part) => part.sessions),
    instances: sum((part) => part.instances),
    messages: sum((part) => part.messages),
    totalDuration: exactSum(parts.reduce((total, { duration }) => total + duration, 0n)),
    totalFilesChanged: sum((part) => part.filesChanged),
    totalLinesAdded: sum((part) => part.linesAdded),
    totalLinesDeleted: sum((part) => part.linesDeleted),
  };
}
