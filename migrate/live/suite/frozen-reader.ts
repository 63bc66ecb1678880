// A reader of the old format that shares no code with the project, as the app of yesterday would read a file today: for
// tests of the way back. Strict about what matters there: the array, every key in its place, nothing else behind.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';

const SESSION_KEYS =
  'id type task status createdAt updatedAt completedAt instances chatHistory model timeoutSeconds preserveWorktrees ' +
  'winnerId runtimeMix totalDuration totalFilesChanged totalLinesAdded totalLinesDeleted';
const INSTANCE_KEYS =
  'instanceId worktreePath branch agentName status tmuxSessionId output startTime endTime filesChanged linesAdded ' +
  'linesDeleted runtime model runtimeLabel';
const MESSAGE_KEYS = 'id role content timestamp instanceId';

export interface OldSession {
  readonly id: string;
  readonly [key: string]: unknown;
}

/** The sessions that the old app would show for a workspace; throws where it would show an error. */
export function readAsOldApp(home: string, workspacePath: string): OldSession[] {
  const name = createHash('sha256').update(realpathSync.native(workspacePath)).digest('hex').slice(0, 16);
  const path = `${home}/.ait42/sessions/${name}.json`;
  if (!existsSync(path)) return [];
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  if (/^\s*$/.test(text)) return [];
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw new Error('not an array');
  for (const session of list) requireSession(session);
  return list;
}

function requireSession(session: Record<string, unknown>): void {
  requireKeys(session, SESSION_KEYS);
  for (const instance of session.instances as Record<string, unknown>[]) requireKeys(instance, INSTANCE_KEYS);
  for (const message of session.chatHistory as Record<string, unknown>[]) requireKeys(message, MESSAGE_KEYS);
}

function requireKeys(record: Record<string, unknown>, keys: string): void {
  if (Object.keys(record).join(' ') !== keys) throw new Error(`keys: ${Object.keys(record).join(' ')}`);
}
