// What a list shows of a session: everything but outputs and chat.

import type { WorktreeInstance, WorktreeSession } from './session.ts';

export type InstanceSummary = Omit<WorktreeInstance, 'output'>;

/** A session without outputs and chat. */
export interface SessionSummary extends Omit<WorktreeSession, 'instances' | 'chatHistory'> {
  readonly instances: readonly InstanceSummary[];
  readonly messageCount: number;
}

/** Of a whole session. */
export const summaryOf = (
  session: WorktreeSession,
  messageCount: number = session.chatHistory.length,
): SessionSummary => summaryWith(session, session.instances.map(instanceSummaryOf), messageCount);

/** Copied field by field: a rest pattern costs more than reading the session did. */
export const summaryWith = (
  session: Omit<WorktreeSession, 'instances' | 'chatHistory'>,
  instances: readonly InstanceSummary[],
  messageCount: number,
): SessionSummary => ({
  id: session.id,
  type: session.type,
  task: session.task,
  status: session.status,
  createdAt: session.createdAt,
  updatedAt: session.updatedAt,
  completedAt: session.completedAt,
  model: session.model,
  timeoutSeconds: session.timeoutSeconds,
  preserveWorktrees: session.preserveWorktrees,
  winnerId: session.winnerId,
  runtimeMix: session.runtimeMix,
  totalDuration: session.totalDuration,
  totalFilesChanged: session.totalFilesChanged,
  totalLinesAdded: session.totalLinesAdded,
  totalLinesDeleted: session.totalLinesDeleted,
  instances,
  messageCount,
});

const instanceSummaryOf = (instance: WorktreeInstance): InstanceSummary => ({
  instanceId: instance.instanceId,
  worktreePath: instance.worktreePath,
  branch: instance.branch,
  agentName: instance.agentName,
  status: instance.status,
  tmuxSessionId: instance.tmuxSessionId,
  startTime: instance.startTime,
  endTime: instance.endTime,
  filesChanged: instance.filesChanged,
  linesAdded: instance.linesAdded,
  linesDeleted: instance.linesDeleted,
  runtime: instance.runtime,
  model: instance.model,
  runtimeLabel: instance.runtimeLabel,
});
