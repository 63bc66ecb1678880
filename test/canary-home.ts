// A home in which every text says where it stands, by words that occur nowhere else: wherever one of them turns up, a
// text of a session has got out. Session ids are not among them: records are named by their ids.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorktreeSession } from '../contract/session.ts';
import { writeSessions } from '../contract/session-writer.ts';
import { workspaceHash } from '../contract/workspace.ts';

/** What every planted text holds. */
export const CANARY = 'canary';

/** A planted text of its own for each field. */
const planted = (field: string): string => `${CANARY}-${field}-Zq7`;

/** Every text field is planted but the id of the session; both spellings of an option, value and null, occur. */
export function canarySession(id: string): WorktreeSession {
  const instance = {
    instanceId: 1,
    worktreePath: planted('worktreePath'),
    branch: planted('branch'),
    agentName: planted('agentName'),
    status: planted('instanceStatus'),
    tmuxSessionId: planted('tmuxSessionId'),
    output: `${planted('output')} `.repeat(400),
    startTime: planted('startTime'),
    endTime: planted('endTime'),
    filesChanged: 1,
    linesAdded: 2,
    linesDeleted: 3,
    runtime: planted('runtime'),
    model: planted('instanceModel'),
    runtimeLabel: planted('runtimeLabel'),
  };
  return {
    id,
    type: planted('type'),
    task: planted('task'),
    status: planted('status'),
    createdAt: planted('createdAt'),
    updatedAt: planted('updatedAt'),
    completedAt: planted('completedAt'),
    instances: [instance, { ...instance, status: 'running', output: null }],
    chatHistory: [
      {
        id: planted('messageId'),
        role: planted('role'),
        content: planted('content'),
        timestamp: planted('timestamp'),
        instanceId: 1,
      },
    ],
    model: planted('model'),
    timeoutSeconds: 60,
    preserveWorktrees: true,
    winnerId: 1,
    runtimeMix: [planted('runtimeMix')],
    totalDuration: 2n ** 60n,
    totalFilesChanged: 1,
    totalLinesAdded: 2,
    totalLinesDeleted: 3,
  };
}

/** The workspace of the first file. */
export const CANARY_WORKSPACE = '/nowhere/at/all';

const BROKEN_ENDS = [
  // Cut off in a text, a wrong type behind one, a bad escape, a known key twice, text behind the array.
  ',{"id": "x", "task": "canary-cut',
  ',{"id": "x", "task": ["canary-type"]}]',
  ',{"id": "x", "task": "canary-escape \\q"}]',
  ',{"id": "x", "task": "canary-once", "task": "canary-twice"}]',
  '] canary-behind',
] as const;

/** Writes it: one readable file, one with unknown keys, the global one, damaged ones of every kind, a foreign one. */
export function writeCanaryHome(home: string): void {
  const folder = join(home, '.ait42', 'sessions');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const text = writeSessions([canarySession('s-1'), canarySession('s-2'), canarySession('s-1')]);
  const write = (name: string, content: string | Buffer): void => writeFileSync(join(folder, name), content);
  write(`${workspaceHash(CANARY_WORKSPACE)}.json`, text);
  write(`${'a'.repeat(16)}.json`, text.replaceAll('"type":', '"canary-key": "canary-unknown",\n "type":'));
  for (const [index, end] of BROKEN_ENDS.entries()) {
    write(`${String(index).repeat(16)}.json`, `${text.slice(0, -2)}${end}`);
  }
  write(`${'b'.repeat(16)}.json`, Buffer.concat([Buffer.from(text), Buffer.from([0xff])]));
  write(`${'c'.repeat(16)}.json`, '"canary-no-array"');
  write('notes.txt', 'canary-foreign');
  writeFileSync(join(home, '.ait42', 'sessions.json'), text);
}
