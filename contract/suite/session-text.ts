// The texts of session files for the tests of the reader: one file with one session, and ways to spoil it.

import { expect } from 'vitest';
import { StoreError } from '../errors.ts';
import type { WorktreeSession } from '../session.ts';
import { readSessions } from '../session-reader.ts';

export const SESSION = {
  id: '"s"',
  type: '"debate"',
  task: '"t"',
  status: '"running"',
  createdAt: '"c"',
  updatedAt: '"u"',
  completedAt: 'null',
  instances: '[]',
  chatHistory: '[]',
  model: 'null',
  timeoutSeconds: 'null',
  preserveWorktrees: 'null',
  winnerId: 'null',
  runtimeMix: 'null',
  totalDuration: 'null',
  totalFilesChanged: 'null',
  totalLinesAdded: 'null',
  totalLinesDeleted: 'null',
};
export const INSTANCE = {
  instanceId: '1',
  worktreePath: '"w"',
  branch: '"b"',
  agentName: '"a"',
  status: '"idle"',
  tmuxSessionId: '"x"',
  output: 'null',
  startTime: 'null',
  endTime: 'null',
  filesChanged: 'null',
  linesAdded: 'null',
  linesDeleted: 'null',
  runtime: 'null',
  model: 'null',
  runtimeLabel: 'null',
};
export const MESSAGE = { id: '"m"', role: '"user"', content: '"c"', timestamp: '"t"', instanceId: 'null' };
export type Members = Readonly<Record<string, string>>;

export const SESSION_KEYS = Object.keys(SESSION);
export const INSTANCE_KEYS = Object.keys(INSTANCE);
export const MESSAGE_KEYS = Object.keys(MESSAGE);
export const OPTIONAL = new Set([
  ...['completedAt', 'timeoutSeconds', 'preserveWorktrees', 'winnerId', 'runtimeMix', 'totalDuration'],
  ...['totalFilesChanged', 'totalLinesAdded', 'totalLinesDeleted', 'output', 'startTime', 'endTime'],
  ...['filesChanged', 'linesAdded', 'linesDeleted', 'runtime', 'model', 'runtimeLabel'],
]);
export const isRequired = (key: string): boolean => !OPTIONAL.has(key);

export const object = (members: Members): string =>
  `{${Object.entries(members)
    .map(([key, value]) => `"${key}":${value}`)
    .join(',')}}`;
export const without = (members: Members, key: string): Members =>
  Object.fromEntries(Object.entries(members).filter(([other]) => other !== key));

/** A file of one session with some members changed; `extra` is put in front of the closing brace. */
export const file = (members: Members = {}, extra = ''): string =>
  `[${object({ ...SESSION, ...members }).slice(0, -1)}${extra}}]`;
export const withInstance = (members: Members, extra = ''): string =>
  file({ instances: `[${object({ ...INSTANCE, ...members }).slice(0, -1)}${extra}}]` });
export const withMessage = (members: Members, extra = ''): string =>
  file({ chatHistory: `[${object({ ...MESSAGE, ...members }).slice(0, -1)}${extra}}]` });

export const positional = (members: Members, count = Object.keys(members).length): string =>
  `[${[...Object.values(members), '1', '"more"'].slice(0, count)}]`;

/**
 * The text and the same text laid out as the app lays out sessions, and instances and messages: the reader takes
 * such lines another way.
 */
const layoutsOf = (text: string): string[] => [
  text,
  ...[4, 8].map((indentation) => text.replace(/([{,])"(\w+)":/g, `$1\n${' '.repeat(indentation)}"$2": `)),
];

/** What the text means, in each of its layouts. */
export function read(text: string): WorktreeSession[] {
  const [compact, ...laidOut] = layoutsOf(text).map((layout) => readSessions(layout));
  for (const sessions of laidOut) expect(sessions).toEqual(compact);
  return compact ?? [];
}

export function accepts(text: string): void {
  expect(() => read(text), JSON.stringify(text.slice(0, 1_000))).not.toThrow();
}

export function refuses(text: string): void {
  for (const layout of layoutsOf(text)) refusesAsItIs(layout);
}

function refusesAsItIs(text: string): void {
  try {
    readSessions(text);
  } catch (error) {
    expect(error, JSON.stringify(text)).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({
      code: 'E_PARSE',
      message: expect.stringMatching(/^Failed to parse sessions: /),
    });
    return;
  }
  expect.fail(`accepted ${JSON.stringify(text)}`);
}
