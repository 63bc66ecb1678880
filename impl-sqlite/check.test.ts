import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { beforeEach, describe, expect, test } from 'vitest';
import { workspaceHash } from '../contract/workspace.ts';
import type { SqliteStore } from './index.ts';
import { checkAfter, fillTestDatabase, placesOf } from './suite/damage.ts';
import { messageWith, sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';
import * as tables from './tables.ts';

const place = useTestDatabase();
const SCHEMA_PAGE = readFileSync(join(import.meta.dirname, '..', 'docs', 'schema.md'), 'utf8');

beforeEach(() => fillTestDatabase(place));

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
  INTEGER: (column: string) =>
    `ifnull(${column}, 0) + ${/_key$|^workspace_id$|^position$/.test(column) ? 1_000 : 1}`,
  TEXT: (column: string) => `ifnull(${column}, '') || 'x'`,
  BLOB: () => "x'00112233445566778899aabbccddeeff'",
  ANY: (column: string) => `CAST(ifnull(${column}, '') || 'x' AS TEXT)`,
};
/**
 * Nothing else says what these should be, and no answer depends on them: the time of the first write, and the
 * number from which revisions go on.
 */
const UNCHECKED = ['workspaces.last_accessed', 'workspaces.deleted_revision'];

const COLUMNS = Object.entries(tables).flatMap(([name, columns]) =>
  Object.entries(columns).map(([column, type]) => [name.toLowerCase(), column, type] as const),
);

test.each(
  COLUMNS.filter(
    ([table, column]) => table !== 'deleted_sessions' && !UNCHECKED.includes(`${table}.${column}`),
  ),
)('another value in %s.%s is found', async (table, column, type) => {
  const kind = type.replace('?', '') as keyof typeof CHANGED;
  const key = table === 'workspaces' ? 'hash' : COLUMNS.find(([name]) => name === table)?.[1];
  const row = {
    sessions: `(SELECT session_key FROM sessions WHERE id = 'rich')`,
    workspaces: `'${workspaceHash(place.workspace)}'`,
    instances: '(SELECT max(session_key) FROM instances) AND position = 0',
    chat_messages: '(SELECT max(session_key) FROM chat_messages) AND position = 0',
    file_layouts: '(SELECT min(workspace_id) FROM file_layouts)',
  }[table];
  const { findings } = await checkAfter(place, (raw) => {
    const { changes } = raw
      .prepare(`UPDATE ${table} SET ${column} = ${CHANGED[kind](column)} WHERE ${key} = ${row}`)
      .run();
    expect(changes).toBe(1);
  });
  expect(findings.length).toBeGreaterThan(0);
});
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
  const LAST = (table: string) =>
    `(session_key, position) = (SELECT session_key, position FROM ${table} ORDER BY 1 DESC, 2 DESC LIMIT 1)`;

  test.each(['instances', 'chat_messages'])('a missing row of %s is found', async (table) => {
    const report = await checkAfter(place, (raw) => raw.exec(`DELETE FROM ${table} WHERE ${LAST(table)}`));
    expect(report.findings.length).toBeGreaterThan(0);
  });

  test.each(['instances', 'chat_messages'])(
    'a row of %s too many is found, with and without a session',
    async (table) => {
      const added = await checkAfter(place, (raw) => {
        raw.exec(`CREATE TEMP TABLE copy AS SELECT * FROM ${table} WHERE ${LAST(table)}`);
        raw.exec('UPDATE copy SET position = position + 1');
        raw.exec(`INSERT INTO ${table} SELECT * FROM copy`);
      });
      expect(added.findings.length).toBeGreaterThan(0);
      const orphan = await checkAfter(place, (raw) => {
        raw.exec(`UPDATE ${table} SET session_key = session_key + 500 WHERE ${LAST(table)}`);
      });
      expect(placesOf(orphan)).toContain(table);
    },
  );

  test('a session that was removed with its guards off is found', async () => {
    const report = await checkAfter(place, (raw) =>
      raw.exec("DROP TRIGGER sessions_deleted; DELETE FROM sessions WHERE id = 'rich'"),
    );
    expect(placesOf(report)).toEqual(expect.arrayContaining(['instances', 'chat_messages']));
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
  ['a missing trigger', 'DROP TRIGGER sessions_deleted'],
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
    raw.exec("UPDATE sessions SET task = task || 'canary', status = 'canary', id = 'canary'");
    raw.exec("UPDATE instances SET status = 'canary'");
    raw.exec("UPDATE chat_messages SET content = content || 'canary'");
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
    raw.exec("UPDATE sessions SET instance_count = 7, created_at = 'y', updated_us = 0"),
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

describe('another program', () => {
  const foreign = (work: (raw: Database.Database) => void, foreignKeys: 'ON' | 'OFF' = 'ON'): void => {
    const raw = place.raw();
    raw.pragma(`foreign_keys = ${foreignKeys}`);
    work(raw);
    raw.close();
  };

  // Off is what SQLite has by itself, and so the sqlite3 program.
  test.each(['ON', 'OFF'] as const)(
    'that deletes a session takes everything of it along, with foreign keys %s',
    async (foreignKeys) => {
      foreign((raw) => raw.exec("DELETE FROM sessions WHERE id = 'rich'"), foreignKeys);
      const store = await place.store();
      expect(await store.check()).toEqual({ sessions: 22, findings: [] });
      expect((await store.getAllSessions(place.workspace)).map(({ id }) => id)).toEqual(['first', 'last']);
      expect((await store.searchSessions(place.workspace, { text: 'unheard' })).hits).toEqual([]);
    },
  );

  test('that deletes the last session with foreign keys off leaves its place to a new one', async () => {
    const store = await place.store();
    const session = sessionWith('again', { chatHistory: [messageWith('m')] });
    for (const id of ['once', 'twice']) {
      await store.createSession(place.workspace, { ...session, id });
      foreign((raw) => raw.exec(`DELETE FROM sessions WHERE id = '${id}'`), 'OFF');
    }
    await store.createSession(place.workspace, session);
    expect((await store.getAllSessions(place.workspace)).at(-1)).toEqual(session);
    expect(await store.check()).toEqual({ sessions: 24, findings: [] });
  });

  test('that deletes a session is noticed by a store that keeps what it has read', async () => {
    const store = await place.store();
    for (let time = 0; time < 3; time++) expect(await store.getAllSessions(place.workspace)).toHaveLength(3);
    foreign((raw) => raw.exec("DELETE FROM sessions WHERE id = 'rich'"));
    expect(await store.getAllSessions(place.workspace)).toHaveLength(2);
    foreign((raw) => raw.exec("DELETE FROM sessions WHERE id = 'last'"));
    expect(await store.getAllSessions(place.workspace)).toHaveLength(1);
  });

  const KEY_OF = (id: string) => `(SELECT session_key FROM sessions WHERE id = '${id}')`;

  test.each([
    [
      'writes a wrong count',
      `UPDATE sessions SET message_count = 7, revision = revision + 1, digest = NULL WHERE id = 'rich'`,
    ],
    // The sum of both is what it was.
    [
      'moves a message to another session and leaves the counts',
      `UPDATE chat_messages SET session_key = ${KEY_OF('last')}, digest = NULL WHERE session_key = ${KEY_OF('rich')} AND position = 0`,
    ],
    [
      'moves an instance to another session and leaves the counts',
      `UPDATE instances SET session_key = ${KEY_OF('last')}, digest = NULL WHERE session_key = ${KEY_OF('rich')} AND position = 0`,
    ],
  ])('that %s: what is read names the session, and others can be read', async (_what, change) => {
    foreign((raw) => raw.exec(change));
    const store = await place.store();
    const error = { code: 'E_CORRUPT', message: expect.stringMatching(/session \d+ \(id "rich"\)/) };
    for (let time = 0; time < 2; time++) {
      await expect(store.getAllSessions(place.workspace)).rejects.toMatchObject(error);
      await expect(store.getSession(place.workspace, 'rich')).rejects.toMatchObject(error);
    }
    expect(await store.getSession(place.workspace, 'first')).toMatchObject({ id: 'first' });
    const { sessions } = await store.listSessions(place.workspace, { sortBy: 'createdAt', limit: 1 });
    expect(sessions.map(({ id }) => id)).toEqual(['first']);
    expect((await store.check()).findings.map(({ place: where }) => where)).toContain(
      `sessions ${workspaceHash(place.workspace)}/1`,
    );
    const [remedy = ''] = /UPDATE sessions SET instance_count[^;]*;/.exec(SCHEMA_PAGE) ?? [];
    foreign((raw) => raw.exec(remedy.replace('a session id', 'rich')));
    foreign((raw) => raw.exec(remedy.replace('a session id', 'last')));
    await store.getSession(place.workspace, 'rich');
  });

  test('that gives a session the largest revision stops the writes of its workspace until it has another', async () => {
    const store = await place.store();
    expect(await store.getAllSessions(place.workspace)).toHaveLength(3);
    foreign((raw) =>
      raw.exec("UPDATE sessions SET revision = 9007199254740991, digest = NULL WHERE id = 'first'"),
    );
    const before = await store.getAllSessions(place.workspace);
    const writes = [
      () => store.createSession(place.workspace, sessionWith('new')),
      () => store.updateSession(place.workspace, sessionWith('last', { task: 'other' })),
      () => store.addChatMessage(place.workspace, 'first', messageWith('new')),
      () => store.updateInstanceStatus(place.workspace, 'rich', 2, 'failed'),
      () => store.deleteSession(place.workspace, 'first'),
      () => store.replaceWorkspace(workspaceHash(place.workspace), []),
      () => store.removeWorkspace(workspaceHash(place.workspace)),
    ];
    for (const write of writes)
      await expect(write()).rejects.toMatchObject({
        code: 'E_REFUSED',
        message: expect.stringContaining('without revisions left'),
      });
    expect(await store.getAllSessions(place.workspace)).toEqual(before);
    const [remedy = ''] = /UPDATE sessions SET revision[^`]*/.exec(SCHEMA_PAGE) ?? [];
    foreign((raw) => raw.exec(remedy));
    for (const write of writes) await write();
    expect((await store.check()).findings).toEqual([]);
  });

  const handWritten = (raw: Database.Database): void => {
    raw.exec(`UPDATE sessions SET task = 'bytask', digest = NULL WHERE id = 'first'`);
    raw.exec(`UPDATE instances SET output = 'byoutput', output_codec = NULL, digest = NULL
      WHERE position = 1 AND session_key = (SELECT session_key FROM sessions WHERE id = 'rich')`);
    raw.exec(`INSERT INTO chat_messages (session_key, position, id, role, timestamp, content)
      SELECT session_key, message_count, 'm', 'user', '2025-11-12T14:00:00Z', 'bymessage' FROM sessions WHERE id = 'last'`);
    raw.exec(
      `UPDATE sessions SET message_count = message_count + 1, revision = revision + 1, digest = NULL WHERE id = 'last'`,
    );
  };
  const ALL = ['first', 'rich', 'last'];
  const WORDS = { bytask: 'first', byoutput: 'rich', bymessage: 'last' };

  test('may write rows without a digest: they are counted and named, and no damage', async () => {
    foreign(handWritten);
    const { withoutDigest, findings } = await (await place.store()).check();
    const hash = workspaceHash(place.workspace);
    expect(findings).toEqual([]);
    expect(withoutDigest?.rows).toBe(4);
    expect(withoutDigest?.places).toEqual([
      `sessions ${hash}/0`,
      `sessions ${hash}/1, instances 1`,
      `sessions ${hash}/2`,
      `sessions ${hash}/2, chat_messages 0`,
    ]);
  });

  test('may write words: a search finds them at once, and those that are gone no more', async () => {
    foreign(handWritten);
    const store = await place.store();
    const found = async (text: string): Promise<string[]> =>
      (await store.searchSessions(place.workspace, { text })).hits.map(({ id }) => id);
    for (const [word, id] of Object.entries(WORDS)) expect(await found(word)).toEqual([id]);
    expect(await found('compressible')).toEqual([]);
    expect(await found('by*')).toEqual(['last', 'rich', 'first']);
    const page = await store.searchSessions(place.workspace, { text: 'by*', limit: 2 });
    const next = await store.searchSessions(place.workspace, { text: 'by*', cursor: page.nextCursor ?? '' });
    expect([...page.hits, ...next.hits].map(({ id }) => id)).toEqual(['last', 'rich', 'first']);
  });

  test.each([
    [
      'a message',
      ALL,
      (store: SqliteStore, id: string) => store.addChatMessage(place.workspace, id, messageWith('n')),
    ],
    [
      'a status',
      ['rich'],
      (store: SqliteStore, id: string) => store.updateInstanceStatus(place.workspace, id, 2, 'failed'),
    ],
    [
      'other values',
      ALL,
      async (store: SqliteStore, id: string) => {
        const session = await store.getSession(place.workspace, id);
        const instances = session.instances.map((instance) => ({ ...instance, branch: 'another' }));
        const chatHistory = session.chatHistory.map((message) => ({ ...message, timestamp: 'later' }));
        return store.updateSession(place.workspace, { ...session, instances, chatHistory, winnerId: 1 });
      },
    ],
  ])('may write words that are indexed once the app writes %s to the session', async (_what, ids, write) => {
    foreign(handWritten);
    const store = await place.store();
    for (const id of ids) await write(store, id);
    expect((await store.check()).findings).toEqual([]);
    for (const [word, id] of Object.entries(WORDS)) {
      const { hits } = await store.searchSessions(place.workspace, { text: word });
      expect(hits.map((hit) => hit.id)).toEqual([id]);
    }
  });
});
