import type Database from 'better-sqlite3';
import { beforeEach, describe, expect, test } from 'vitest';
import { workspaceHash } from '../contract/workspace.ts';
import { checkAfter, fillPlace, placesOf } from './suite/damage.ts';
import { usePlace } from './suite/place.ts';
import { sessionWith } from './suite/sessions.ts';
import * as tables from './tables.ts';

const place = usePlace();

beforeEach(() => fillPlace(place));

test('a sound database has no findings, in whatever way it was written', async () => {
  expect(await checkAfter(place, () => {})).toEqual({ sessions: 23, findings: [] });
});

test('an empty database has none either', async () => {
  expect(await (await place.store({}, ':memory:')).check()).toEqual({ sessions: 0, findings: [] });
});

test('checking changes nothing and can be done while reading only', async () => {
  const store = await place.store({ isReadOnly: true });
  for (let time = 0; time < 2; time++) expect(await store.check()).toEqual({ sessions: 23, findings: [] });
});

/** Another value that the column could hold. Of the row with the largest key, so that the damage is a single one. */
const CHANGED = {
  // Far enough not to be another row's key.
  INTEGER: (column: string) => `${column} + ${/_key$|^workspace_id$/.test(column) ? 1_000 : 1}`,
  TEXT: (column: string) => `${column} || 'x'`,
  BLOB: () => "x'00112233445566778899aabbccddeeff'",
  ANY: (column: string) => `CAST(${column} || 'x' AS TEXT)`,
};
/**
 * Nothing else says what these should be, and no answer depends on them: the time of the first write, and the
 * number from which revisions go on.
 */
const UNCHECKED = ['workspaces.last_accessed', 'workspaces.deleted_revision'];

const COLUMNS = Object.entries(tables).flatMap(([name, columns]) =>
  Object.entries(columns).map(([column, type]) => [name.toLowerCase(), column, type] as const),
);

test.each(COLUMNS.filter(([table, column]) => !UNCHECKED.includes(`${table}.${column}`)))(
  'another value in %s.%s is found',
  async (table, column, type) => {
    const kind = type.replace('?', '') as keyof typeof CHANGED;
    const key = table === 'workspaces' ? 'hash' : COLUMNS.find(([name]) => name === table)?.[1];
    const row = {
      sessions: `(SELECT session_key FROM sessions WHERE id = 'rich')`,
      workspaces: `'${workspaceHash(place.workspace)}'`,
      instances: '(SELECT min(instance_key) FROM instances)',
      instance_outputs: '(SELECT min(chunk_key) FROM instance_outputs)',
      chat_messages: '(SELECT min(chunk_key) FROM chat_messages)',
      file_layouts: '(SELECT min(workspace_id) FROM file_layouts)',
    }[table];
    const { findings } = await checkAfter(place, (raw) => {
      raw.exec('DROP TRIGGER sessions_keep_key');
      const { changes } = raw
        .prepare(`UPDATE ${table} SET ${column} = ${CHANGED[kind](column)} WHERE ${key} = ${row}`)
        .run();
      expect(changes).toBe(1);
      raw.exec(KEEP_KEY);
    });
    expect(findings.length).toBeGreaterThan(0);
  },
);
const KEEP_KEY = `CREATE TRIGGER sessions_keep_key BEFORE UPDATE OF session_key ON sessions
WHEN new.session_key IS NOT old.session_key BEGIN
  SELECT RAISE(ABORT, 'a session keeps its key');
END;`;

test.each([
  ['total_duration', 'total_duration - 1'],
  ['total_duration', 'total_duration + (1 << 62)'],
  ['created_us', 'created_us + 1'],
  ['created_us', 'created_us - 1'],
  ['status', "'paused'"],
  ['model', 'NULL'],
  ['total_files_changed', 'NULL'],
  ['revision', 'revision - 1'],
  ['search_tail', '0'],
  ['message_count', '0'],
])('a change of sessions.%s to %s is found, however small', async (column, value) => {
  const report = await checkAfter(place, (raw) =>
    raw.exec(`UPDATE sessions SET ${column} = ${value} WHERE id = 'rich'`),
  );
  expect(placesOf(report)).toContain(`sessions ${workspaceHash(place.workspace)}/1`);
});

describe('what is missing or too much', () => {
  test.each([
    ['instances', 'instance_key'],
    ['instance_outputs', 'chunk_key'],
    ['chat_messages', 'chunk_key'],
  ])('a missing row of %s is found', async (table, key) => {
    const remove = (raw: Database.Database) =>
      raw.exec(`DELETE FROM ${table} WHERE ${key} = (SELECT max(${key}) FROM ${table})`);
    expect((await checkAfter(place, remove)).findings.length).toBeGreaterThan(0);
  });

  test.each([
    ['instances', 'instance_key', "1, 'idle', NULL, NULL, NULL, NULL, 0"],
    ['instance_outputs', 'chunk_key', "0, zeroblob(16), '', ''"],
    ['chat_messages', 'chunk_key', "zeroblob(16), '', ''"],
  ])('a row of %s too many is found, with and without a session', async (table, key, values) => {
    const sound = await checkAfter(place, (raw) =>
      raw.exec(`INSERT INTO ${table} SELECT max(${key}) + 1, ${values} FROM ${table}`),
    );
    expect(sound.findings.length).toBeGreaterThan(0);
    const orphan = await checkAfter(place, (raw) => {
      raw.exec(
        `UPDATE ${table} SET ${key} = ${key} + (500 << 20) WHERE ${key} = (SELECT max(${key}) FROM ${table})`,
      );
    });
    expect(placesOf(orphan)).toContain(table);
  });

  test('a session that was removed past its workspace is found', async () => {
    const report = await checkAfter(place, (raw) => raw.exec("DELETE FROM sessions WHERE id = 'rich'"));
    expect(report.findings.length).toBeGreaterThan(0);
  });

  test('a workspace that was removed under its sessions is found', async () => {
    const report = await checkAfter(place, (raw) =>
      raw.exec("DELETE FROM workspaces WHERE hash = '00000000000000aa'"),
    );
    expect(report.findings.length).toBeGreaterThan(0);
  });
});

test.each([
  ['a missing index', 'DROP INDEX idx_sessions_status'],
  ['a missing trigger', 'DROP TRIGGER sessions_delete_children'],
  ['another trigger', 'CREATE TRIGGER quiet AFTER DELETE ON sessions BEGIN DELETE FROM chat_messages; END'],
  ['another column', 'ALTER TABLE sessions ADD COLUMN more TEXT'],
])('%s in the schema is found', async (_what, sql) => {
  expect(placesOf(await checkAfter(place, (raw) => raw.exec(sql)))).toContain('structure');
});

test('the planner’s statistics are no change of the schema', async () => {
  expect((await checkAfter(place, (raw) => raw.exec('ANALYZE'))).findings).toEqual([]);
});

test('findings name places and never content', async () => {
  const report = await checkAfter(place, (raw) => {
    raw.exec("UPDATE sessions SET head = head || 'canary', status = 'canary', id = 'canary'");
    raw.exec("UPDATE instances SET status = 'canary'");
    raw.exec("UPDATE chat_messages SET body = body || 'canary'");
  });
  expect(report.findings.length).toBeGreaterThan(20);
  expect(JSON.stringify(report)).not.toContain('canary');
});

test('a thoroughly damaged database gives a bounded list', async () => {
  const many = await place.store();
  await many.replaceWorkspace(
    '00000000000000bb',
    Array.from({ length: 600 }, (_, at) => sessionWith(`s${at}`)),
  );
  await many.close();
  const report = await checkAfter(place, (raw) =>
    raw.exec("UPDATE sessions SET model = 'x', created_at = 'y', updated_us = 0"),
  );
  expect(report.findings).toHaveLength(1_000);
});

test('what another connection has written since the last read is no damage', async () => {
  const mine = await place.store();
  const others = await place.store();
  for (const id of ['a', 'b', 'c']) await mine.createSession(place.workspace, sessionWith(id));
  for (let count = 0; count < 40; count++) {
    await others.createSession(place.workspace, sessionWith(`other ${count}`, { task: `word${count}` }));
    expect((await mine.check()).findings).toEqual([]);
  }
});
