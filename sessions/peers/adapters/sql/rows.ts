// Rows to sessions and back. Columns are named like the fields; what a column cannot hold as it is: booleans are 0 or
// 1, a list is JSON, and a duration above 2^53 - 1 stands there as that number with its digits beside it.

import { instantUs } from '../../../../contract/instant.ts';
import type { ChatMessage, WorktreeInstance, WorktreeSession } from '../../../../contract/session.ts';

/** The columns that are stored and answered as they are. */
type PlainFields = Omit<
  WorktreeSession,
  'instances' | 'chatHistory' | 'preserveWorktrees' | 'runtimeMix' | 'totalDuration'
>;

export interface SessionColumns extends PlainFields {
  readonly preserveWorktrees: number | null;
  readonly runtimeMix: string | null;
  readonly totalDuration: number | null;
  readonly exactDuration: string | null;
}

/** Without its key, as it is written. */
export interface NewSessionRow extends SessionColumns {
  readonly workspace: string;
  /** For sorting; see instantUs. */
  readonly createdUs: number;
  readonly updatedUs: number;
}

export interface SessionRow extends SessionColumns {
  readonly sid: number;
}

export interface ChildKey {
  readonly sid: number;
  readonly position: number;
}
export type NewInstanceRow = WorktreeInstance & ChildKey;
export type NewMessageRow = ChatMessage & ChildKey;
/** As read; more columns are ignored. */
export type InstanceRow = WorktreeInstance & { readonly sid: number };
export type MessageRow = ChatMessage & { readonly sid: number };

/** Sessions by key, children by their session's key and their position. */
export interface Rows {
  readonly sessions: readonly SessionRow[];
  readonly instances: readonly InstanceRow[];
  readonly messages: readonly MessageRow[];
}

export function sessionRowOf(workspace: string, session: WorktreeSession): NewSessionRow {
  const { instances: _instances, chatHistory: _chatHistory, totalDuration, ...fields } = session;
  const isExactNumber = typeof totalDuration !== 'bigint';
  return {
    ...fields,
    workspace,
    preserveWorktrees: fields.preserveWorktrees === null ? null : Number(fields.preserveWorktrees),
    runtimeMix: fields.runtimeMix === null ? null : JSON.stringify(fields.runtimeMix),
    totalDuration: isExactNumber ? totalDuration : Number.MAX_SAFE_INTEGER,
    exactDuration: isExactNumber ? null : totalDuration.toString(),
    createdUs: instantUs(session.createdAt),
    updatedUs: instantUs(session.updatedAt),
  };
}

export const instanceRowsOf = (sid: number, { instances }: WorktreeSession): NewInstanceRow[] =>
  instances.map((instance, position) => ({ sid, position, ...instance }));

export const messageRowsOf = (sid: number, { chatHistory }: WorktreeSession): NewMessageRow[] =>
  chatHistory.map((message, position) => ({ sid, position, ...message }));

export function sessionsOf({ sessions, instances, messages }: Rows): WorktreeSession[] {
  const instancesOf = childrenOf(instances, ({ sid }) => sid, instanceOf);
  const messagesOf = childrenOf(messages, ({ sid }) => sid, messageOf);
  return sessions.map((row) => sessionOf(row, instancesOf(row.sid), messagesOf(row.sid)));
}

/** Takes each session's children off their rows, for sessions that are asked for in the order of their keys. */
export function childrenOf<R, T>(
  rows: readonly R[],
  sidOf: (row: R) => number,
  build: (row: R) => T,
): (sid: number) => T[] {
  let at = 0;
  return (sid) => {
    const children: T[] = [];
    for (let row = rows[at]; row !== undefined && sidOf(row) === sid; row = rows[++at])
      children.push(build(row));
    return children;
  };
}

export const sessionOf = (
  row: SessionRow,
  instances: readonly WorktreeInstance[],
  chatHistory: readonly ChatMessage[],
): WorktreeSession => ({
  id: row.id,
  type: row.type,
  task: row.task,
  status: row.status,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
  completedAt: row.completedAt,
  instances,
  chatHistory,
  model: row.model,
  timeoutSeconds: row.timeoutSeconds,
  preserveWorktrees: row.preserveWorktrees === null ? null : row.preserveWorktrees === 1,
  winnerId: row.winnerId,
  runtimeMix: row.runtimeMix === null ? null : (JSON.parse(row.runtimeMix) as string[]),
  totalDuration: row.exactDuration === null ? row.totalDuration : BigInt(row.exactDuration),
  totalFilesChanged: row.totalFilesChanged,
  totalLinesAdded: row.totalLinesAdded,
  totalLinesDeleted: row.totalLinesDeleted,
});

/** Of a row that was read without its output. */
export const summaryInstanceOf = (row: Omit<WorktreeInstance, 'output'>): WorktreeInstance =>
  instanceOf({ ...row, output: null });

const instanceOf = (row: WorktreeInstance): WorktreeInstance => ({
  instanceId: row.instanceId,
  worktreePath: row.worktreePath,
  branch: row.branch,
  agentName: row.agentName,
  status: row.status,
  tmuxSessionId: row.tmuxSessionId,
  output: row.output,
  startTime: row.startTime,
  endTime: row.endTime,
  filesChanged: row.filesChanged,
  linesAdded: row.linesAdded,
  linesDeleted: row.linesDeleted,
  runtime: row.runtime,
  model: row.model,
  runtimeLabel: row.runtimeLabel,
});

const messageOf = (row: ChatMessage): ChatMessage => ({
  id: row.id,
  role: row.role,
  content: row.content,
  timestamp: row.timestamp,
  instanceId: row.instanceId,
});
