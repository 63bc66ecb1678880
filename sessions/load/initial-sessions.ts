// What the workspace holds before the load: sessions of ordinary size (about 9 KB in a file), recognisable by their
// ids. Their texts say nothing; what texts cost is for the benchmark, whose datasets look like real use.

import type { ChatMessage, WorktreeSession } from '../../contract/session.ts';

const INSTANCES = 5;
const MESSAGES = 10;
const OUTPUT_LENGTH = 420;
const CONTENT_LENGTH = 160;
/** A year of them: a load has larger numbers than a calendar. */
const MINUTES = 525_600;

const PREFIX = 'load-session-';

export const initialSessionId = (record: number): string => `${PREFIX}${record}`;

/** The number of a session by its id; NaN of another one. */
export const recordOf = (id: string): number =>
  id.startsWith(PREFIX) ? Number(id.slice(PREFIX.length)) : Number.NaN;

export const initialSessions = (count: number): WorktreeSession[] =>
  Array.from({ length: count }, (_, index) => initialSession(index));

/** Also of a number beyond those, for one that a load creates. */
export function initialSession(index: number): WorktreeSession {
  const id = initialSessionId(index);
  const time = new Date(Date.UTC(2025, 8, 1) + (index % MINUTES) * 60_000).toISOString();
  return {
    id,
    type: 'competition',
    task: `Session ${index} of a load run`,
    status: 'running',
    createdAt: time,
    updatedAt: time,
    completedAt: null,
    instances: Array.from({ length: INSTANCES }, (_, at) => ({
      instanceId: at + 1,
      worktreePath: `/projects/orbit/.worktrees/${id}/instance-${at + 1}`,
      branch: `ait42/${id}-${at + 1}`,
      agentName: 'backend-developer',
      status: 'running',
      tmuxSessionId: `ait42-${id}-${at + 1}`,
      output: filler(`output ${at} of ${id}; `, OUTPUT_LENGTH),
      startTime: time,
      endTime: null,
      filesChanged: null,
      linesAdded: null,
      linesDeleted: null,
      runtime: 'claude',
      model: 'sonnet',
      runtimeLabel: 'Claude',
    })),
    chatHistory: Array.from({ length: MESSAGES }, (_, at) => ({
      id: `${id}-message-${at}`,
      role: 'user',
      content: filler(`message ${at} of ${id}; `, CONTENT_LENGTH),
      timestamp: time,
      instanceId: null,
    })),
    model: 'sonnet',
    timeoutSeconds: 600,
    preserveWorktrees: true,
    winnerId: null,
    runtimeMix: null,
    totalDuration: null,
    totalFilesChanged: null,
    totalLinesAdded: null,
    totalLinesDeleted: null,
  };
}

/** One that a load appends. */
export const messageOf = (id: string): ChatMessage => ({
  id,
  role: 'assistant',
  content: filler(`${id} was here; `, CONTENT_LENGTH),
  timestamp: '2025-10-01T00:00:00.000Z',
  instanceId: null,
});

export const filler = (text: string, length: number): string =>
  text.repeat(Math.ceil(length / text.length)).slice(0, length);
