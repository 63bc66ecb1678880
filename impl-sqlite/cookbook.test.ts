// The cookbook of docs/schema.md works: every query with SQLite alone, and the example in Python where there is one.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { fillPlace } from './suite/damage.ts';
import { usePlace } from './suite/place.ts';
import { instanceWith, messageWith, sessionWith } from './suite/sessions.ts';

const PAGE = readFileSync(join(import.meta.dirname, '..', 'docs', 'schema.md'), 'utf8');
const COOKBOOK = PAGE.split('## Cookbook')[1] ?? '';
const blocks = (language: string): string[] =>
  [...COOKBOOK.matchAll(new RegExp(`\`\`\`${language}\\n([^\`]*)\`\`\``, 'g'))].map(([, text = '']) => text);

const place = usePlace();

beforeEach(async () => {
  await fillPlace(place);
  const store = await place.store();
  await store.createSession(
    place.workspace,
    sessionWith('a session id', {
      winnerId: 2,
      totalDuration: 60,
      instances: [
        instanceWith(1, { status: 'failed', output: 'it failed', runtime: 'claude', linesAdded: 4 }),
        instanceWith(2, { runtime: 'codex', linesAdded: 9 }),
      ],
      chatHistory: [messageWith('m', { content: 'the index is slow' })],
    }),
  );
  await store.close();
});

test('there are ten questions', () => {
  expect(blocks('sql')).toHaveLength(10);
});

test.each(blocks('sql'))('a query of the cookbook answers: %s', (sql) => {
  const raw = place.raw();
  expect(raw.prepare(sql.trim().replace(/;$/, '')).all().length).toBeGreaterThan(0);
});

const hasPython = spawnSync('python3', ['--version']).status === 0;

test.skipIf(!hasPython)('Python reads the same file, and its digests are ours', () => {
  const script = join(place.folder, 'read.py');
  writeFileSync(script, blocks('python')[0] ?? '');
  const { stdout, stderr, status } = spawnSync('python3', [script, place.file], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('user sound the index is slow');
  expect(stdout).not.toContain('DAMAGED');
});
