// The cookbook of docs/schema.md works: every question gets its answer from SQLite alone, and Python reads the same file.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { fillTestDatabase } from './suite/damage.ts';
import { instanceWith, messageWith, sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const DOCS = join(import.meta.dirname, '..', 'docs');
const [, COOKBOOK = ''] = readFileSync(join(DOCS, 'schema.md'), 'utf8').split('## Cookbook');
const QUESTIONS = [...COOKBOOK.matchAll(/^(\S[^\n]*?\?)[^\n]*\n\n```sql\n([^`]*);\n```/gm)].map(
  ([, question = '', sql = '']) => [question, sql] as const,
);

const place = useTestDatabase();
const NOW = new Date().toISOString();

/** What the first row of each answer holds. */
const ANSWERS: Record<string, object> = {
  'Which sessions failed in the last seven days?': { id: 'a session id', updated_at: NOW },
  'What did I work on last in this project?': { id: 'a session id' },
  'What was said in a session?': { role: 'user', content: 'the index is slow' },
  'Where was a word said?': { id: 'a session id', place: 'user', text: 'the index is slow' },
  'Which sessions took longest?': { id: 'a session id', minutes: 60 },
  'Which model wins most competitions?': { model: 'opus', entered: 2, won: 1 },
  'Which competitions are over without a winner?': { id: 'a draw' },
  'How many lines did each agent change?': {
    agent_name: 'the busy one',
    runs: 1,
    added: 4,
    deleted: 7,
  },
  'Which outputs take the most space?': { id: 'a session id', bytes: 4_000, output_codec: null },
  'How much happened each day?': { day: NOW.slice(0, 10), sessions: 1, messages: 1 },
};

beforeEach(async () => {
  const store = await place.store();
  const session = sessionWith('a session id', {
    ...{
      winnerId: 2,
      type: 'competition',
      model: 'opus',
      totalDuration: 3_600,
      status: 'failed',
      createdAt: NOW,
      updatedAt: NOW,
    },
    instances: [
      instanceWith(1, { output: 'x'.repeat(4_000) }),
      instanceWith(2, { agentName: 'the busy one', linesAdded: 4, linesDeleted: 7 }),
    ],
    chatHistory: [messageWith('m', { content: 'the index is slow' })],
  });
  await store.createSession(place.workspace, session);
  const draw = sessionWith('a draw', {
    type: 'competition',
    status: 'completed',
    updatedAt: '2020-01-01T00:00:00Z',
  });
  await store.createSession(place.workspace, draw);
  await store.close();
});

test('each of the ten questions of the cookbook gets its answer', () => {
  expect(QUESTIONS.map(([question]) => question)).toEqual(Object.keys(ANSWERS));
  const raw = place.raw();
  for (const [question, sql] of QUESTIONS) {
    const statement = raw.prepare(sql.replace('/home/me/project', place.workspace));
    expect(statement.get(), question).toMatchObject(ANSWERS[question] ?? {});
  }
});

const hasPython = spawnSync('python3', ['--version']).status === 0;

test.skipIf(!hasPython)('Python reads the same file, its digests are ours, and it finds damage', async () => {
  await fillTestDatabase(place);
  const read = () => spawnSync('python3', [join(DOCS, 'read_sessions.py'), place.file], { encoding: 'utf8' });
  const sound = read();
  expect([sound.status, sound.stderr]).toEqual([0, '']);
  expect(sound.stdout).toContain("user: 'the index is slow'");
  expect(sound.stdout).toMatch(/'agent-2': idle, .*(compressible|bytes of zstd)/);
  const raw = place.raw();
  raw.exec("UPDATE chat_messages SET content = 'the index is fast' WHERE content = 'the index is slow'");
  raw.close();
  const damaged = read();
  expect(damaged.status).toBe(8);
  expect(damaged.stdout).toContain('1 rows damaged, 0 without a digest');
  const other = place.raw();
  const spoil = other.prepare("UPDATE instances SET output = x'28b52ffd' WHERE output_codec = 'zstd'");
  expect(spoil.run().changes).toBeGreaterThan(0);
  other.close();
  expect(read().status).toBe(8);
});

test.skipIf(!hasPython)('the script says in one line what is wrong with its argument', () => {
  const text = join(place.folder, 'text.db');
  writeFileSync(text, 'no database, but long enough to be looked at as one');
  const absent = join(place.folder, 'absent.db');
  for (const [exitCode, words] of [
    [2, []],
    [4, [absent]],
    [4, [text]],
  ] as const) {
    const read = spawnSync('python3', [join(DOCS, 'read_sessions.py'), ...words], { encoding: 'utf8' });
    expect([read.status, read.stdout], words.join()).toEqual([exitCode, '']);
    expect(read.stderr).toMatch(/^[^\n]+\.?\n$/);
    expect(read.stderr).not.toContain('Traceback');
  }
});

test.skipIf(!hasPython)(
  'Python reads a file whose path has characters that mean something in a URI',
  async () => {
    const file = join(place.folder, 'a?b#c%41 d', 'é.db');
    const store = await place.store({}, file);
    await store.createSession(place.workspace, sessionWith('odd place'));
    await store.close();
    const read = spawnSync('python3', [join(DOCS, 'read_sessions.py'), file], { encoding: 'utf8' });
    expect([read.status, read.stderr]).toEqual([0, '']);
    expect(read.stdout).toContain("'odd place'");
  },
);
