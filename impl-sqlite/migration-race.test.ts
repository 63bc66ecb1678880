import { beforeEach, expect, test } from 'vitest';
import { workspaceHash } from '../contract/workspace.ts';
import { migrateSchema, schemaVersion } from './schema-migrations.ts';
import { finished, writerProcess } from './suite/child.ts';
import { sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();
const SESSIONS = 1_000;

beforeEach(async () => {
  const store = await place.store();
  const sessions = Array.from({ length: SESSIONS }, (_, at) =>
    sessionWith(`s${at}`, { task: `${'some words '.repeat(50)} number${at}` }),
  );
  await store.replaceWorkspace(workspaceHash(place.workspace), sessions);
  await store.close();
  const raw = place.raw();
  migrateSchema(raw, place.file, 2);
  raw.close();
});

test('processes that open an older database at the same time all get it, with its index', async () => {
  const writers = await Promise.all([1, 2, 3].map(() => writerProcess(place.file, place.workspace, 's0', 1)));
  const reader = await place.store({ isReadOnly: true });
  expect((await reader.searchSessions(place.workspace, { text: `number${SESSIONS - 1}` })).hits).toHaveLength(
    1,
  );
  expect(await Promise.all(writers.map(finished))).toEqual([0, 0, 0]);
  expect((await reader.getSession(place.workspace, 's0')).chatHistory).toHaveLength(3);
  expect((await reader.check()).findings).toEqual([]);
});

test('an index that cannot be filled leaves the database at its version', async () => {
  const raw = place.raw();
  raw.exec("UPDATE sessions SET message_count = 1 WHERE id = 's500'");
  await expect(place.store()).rejects.toMatchObject({ code: 'E_CORRUPT' });
  expect(schemaVersion(raw, place.file)).toBe(2);
  expect(
    raw.prepare("SELECT count(*) FROM sqlite_schema WHERE name GLOB 'sessions_fts*'").pluck().get(),
  ).toBe(0);
});
