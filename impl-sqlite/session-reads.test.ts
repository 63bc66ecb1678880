import { zstdCompressSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import type { WorktreeSession } from '../contract/session.ts';
import { workspaceHash } from '../contract/workspace.ts';
import type { SqliteStore } from './index.ts';
import { instanceWith, messageWith, sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();
let store: SqliteStore;
beforeEach(async () => {
  store = await place.store();
});

/** Sessions that differ in which parts they have, in what characters, and in whether outputs are compressed. */
const sessionAt = (at: number): WorktreeSession =>
  sessionWith(`s${at}`, {
    task: at % 5 === 0 ? `作業 ${at}` : `task ${at}`,
    instances: Array.from({ length: at % 3 }, (_, id) =>
      instanceWith(id, { output: at % 2 === 0 ? null : `${id === 0 ? 'out' : '出力\n\0'} ${at}` }),
    ),
    chatHistory: Array.from({ length: at % 4 }, (_, id) =>
      messageWith(`m${id}`, {
        content: at % 7 === 0 ? `\n話 ${at}` : `said ${at}`,
        timestamp: `2025-11-12T1${id}:00:00Z`,
      }),
    ),
  });

describe('reading a workspace whole', () => {
  test.each([0, 1, 2, 127, 128, 129, 256, 257, 400])(
    'gives %i sessions, each with its own parts',
    async (count) => {
      const sessions = Array.from({ length: count }, (_, at) => sessionAt(at));
      await store.replaceWorkspace(workspaceHash(place.workspace), sessions);
      expect(await store.getAllSessions(place.workspace)).toStrictEqual(sessions);
    },
  );

  test.each([
    ['one', 1],
    ['every', 200],
  ])('gives compressed outputs of %s session among plain ones', async (_what, compressed) => {
    const sessions = Array.from({ length: 200 }, (_, at) => ({
      ...sessionAt(at),
      instances: [
        instanceWith(0, {
          output:
            at < compressed ? `compressible ${at}${at % 2 === 0 ? ' ' : ' é '}`.repeat(3_000) : `plain ${at}`,
        }),
        instanceWith(1, { output: at % 2 === 0 ? null : '後' }),
      ],
    }));
    await store.replaceWorkspace(workspaceHash(place.workspace), sessions);
    expect(await store.getAllSessions(place.workspace)).toStrictEqual(sessions);
    expect(await store.getSession(place.workspace, 's0')).toStrictEqual(sessions[0]);
  });

  test('gives chats of many chunks next to each other', async () => {
    const chat = (at: number) =>
      Array.from({ length: 50 * at }, (_, id) =>
        messageWith(`${at}-${id}`, { content: id % 3 === 0 ? '話'.repeat(90) : 'said '.repeat(20) }),
      );
    const sessions = [0, 1, 2, 0, 3, 1].map((at, index) =>
      sessionWith(`s${index}`, { chatHistory: chat(at) }),
    );
    await store.replaceWorkspace(workspaceHash(place.workspace), sessions);
    expect(await store.getAllSessions(place.workspace)).toStrictEqual(sessions);
    const page = await store.listMessages(place.workspace, 's4', { offset: 70, limit: 30 });
    expect(page).toEqual({ items: chat(3).slice(70, 100), total: 150 });
  });

  test('goes over gaps that deleted sessions left', async () => {
    const sessions = Array.from({ length: 300 }, (_, at) => sessionAt(at));
    await store.replaceWorkspace(workspaceHash(place.workspace), sessions);
    for (const at of [0, 1, 127, 128, 200, 299]) await store.deleteSession(place.workspace, `s${at}`);
    const left = sessions.filter((_, at) => ![0, 1, 127, 128, 200, 299].includes(at));
    expect(await store.getAllSessions(place.workspace)).toStrictEqual(left);
  });
});

const PARTS = ['instances', 'chat_messages'] as const;
const partsAt = (at: number) => ({
  instances: [instanceWith(0, { output: `out ${at}` })],
  chatHistory: [messageWith('m', { content: `said ${at}` })],
});
const damaged = { code: 'E_CORRUPT' };

test.each(PARTS)('a part too much in %s is damage', async (table) => {
  for (const at of [0, 1]) await store.createSession(place.workspace, sessionWith(`s${at}`, partsAt(at)));
  const raw = place.raw();
  raw.exec(`CREATE TEMP TABLE copy AS SELECT * FROM ${table}`);
  raw.exec(`UPDATE copy SET position = 1; INSERT INTO ${table} SELECT * FROM copy`);
  const other = await place.store();
  await expect(other.getAllSessions(place.workspace)).rejects.toMatchObject(damaged);
  await expect(other.getSession(place.workspace, 's0')).rejects.toMatchObject(damaged);
});

test.each(PARTS)(
  'a part that is missing in %s is damage, and never another session’s part',
  async (table) => {
    const sessions = [0, 1, 2].map((at) => sessionWith(`s${at}`, partsAt(at)));
    for (const session of sessions) await store.createSession(place.workspace, session);
    place.raw().exec(`DELETE FROM ${table} WHERE session_key = (SELECT min(session_key) FROM ${table})`);
    const other = await place.store();
    await expect(other.getAllSessions(place.workspace)).rejects.toMatchObject(damaged);
    await expect(other.getSession(place.workspace, 's0')).rejects.toMatchObject(damaged);
    expect(await other.getSession(place.workspace, 's1')).toStrictEqual(sessions[1]);
  },
);

test('a list names no instances of another session, whoever moved them', async () => {
  for (const id of ['a', 'b'])
    await store.createSession(
      place.workspace,
      sessionWith(id, { instances: [instanceWith(1), instanceWith(2)] }),
    );
  place.raw().exec(`UPDATE instances SET session_key = (SELECT max(session_key) FROM sessions), position = 2
           WHERE session_key = (SELECT min(session_key) FROM sessions) AND position = 1`);
  await expect(store.listSessions(place.workspace)).rejects.toMatchObject({ code: 'E_CORRUPT' });
});

describe.each(PARTS)('another program’s gaps in the positions of %s', (table) => {
  test.each([
    ['in front', 'position = position + 1'],
    ['within', 'position = position * 3'],
  ])('%s are read, and a write mixes nothing up', async (_where, change) => {
    const session = sessionWith('s', {
      instances: [0, 1].map((id) => instanceWith(id)),
      chatHistory: [0, 1].map((id) => messageWith(`m${id}`)),
    });
    await store.createSession(place.workspace, session);
    const raw = place.raw();
    raw.exec(`CREATE TEMP TABLE copy AS SELECT * FROM ${table}; UPDATE copy SET digest = NULL, ${change};
      DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM copy;`);
    expect(await store.getSession(place.workspace, 's')).toStrictEqual(session);
    const { instances, chatHistory } = session;
    const changed = { ...session, instances: instances.toReversed(), chatHistory: chatHistory.toReversed() };
    const write =
      table === 'instances'
        ? store.updateInstanceStatus(place.workspace, 's', 1, 'failed')
        : store.addChatMessage(place.workspace, 's', messageWith('new'));
    await expect(write).rejects.toMatchObject(damaged);
    await expect(store.updateSession(place.workspace, changed)).rejects.toMatchObject(damaged);
    expect(await store.getSession(place.workspace, 's')).toStrictEqual(session);
  });
});

describe('a hostile database', () => {
  const spoiled = async (sql: string) => {
    const rich = sessionWith('s0', { ...partsAt(0), runtimeMix: ['claude'], totalDuration: 5 });
    await store.createSession(place.workspace, rich);
    const raw = place.raw();
    raw.unsafeMode();
    raw.pragma('ignore_check_constraints = ON');
    raw.pragma('writable_schema = ON');
    raw.exec(
      "UPDATE sqlite_schema SET sql = replace(replace(sql, ') STRICT, WITHOUT', ') WITHOUT'), ') STRICT', ')') WHERE type = 'table'",
    );
    raw.pragma('writable_schema = OFF');
    raw.close();
    const lax = place.raw();
    lax.pragma('ignore_check_constraints = ON');
    lax.exec(sql);
    lax.close();
    return place.store();
  };

  test.each([
    "UPDATE sessions SET runtime_mix = '[1'",
    `UPDATE sessions SET runtime_mix = '${'['.repeat(2_000)}${']'.repeat(2_000)}'`,
    "UPDATE sessions SET runtime_mix = '{}'",
    "UPDATE sessions SET total_duration = 'long'",
    'UPDATE sessions SET total_duration = 1e300',
    "UPDATE sessions SET task = x'00ff'",
    'UPDATE sessions SET timeout_seconds = -1',
    'UPDATE sessions SET timeout_seconds = 1.5',
    'UPDATE sessions SET message_count = 1e15',
    'UPDATE sessions SET instance_count = -5',
    "UPDATE instances SET output = x'28b52ffd', output_codec = 'zstd'",
    'UPDATE instances SET output = 1',
    'UPDATE instances SET instance_id = 1e300',
    "UPDATE instances SET branch = x'00'",
    "UPDATE chat_messages SET content = x'00'",
    'UPDATE chat_messages SET instance_id = 9223372036854775807',
  ])('answers reads and writes with damage, and its check names it: %s', async (sql) => {
    const other = await spoiled(sql);
    await expect(other.getAllSessions(place.workspace)).rejects.toMatchObject(damaged);
    await expect(other.getSession(place.workspace, 's0')).rejects.toMatchObject(damaged);
    const write = other.updateInstanceStatus(place.workspace, 's0', 0, 'failed');
    await expect(write).rejects.toMatchObject(damaged);
    expect((await other.check()).findings.length).toBeGreaterThan(0);
  });

  test('answers filters and statistics that SQLite cannot compute with damage', async () => {
    const other = await spoiled("UPDATE sessions SET runtime_mix = '[1', instance_count = 1 << 62");
    await expect(other.listSessions(place.workspace, { runtimes: ['x'] })).rejects.toMatchObject(damaged);
    await other.createSession(place.workspace, sessionWith('s1', partsAt(1)));
    place
      .raw()
      .exec('PRAGMA ignore_check_constraints = ON; UPDATE sessions SET instance_count = 9223372036854775807');
    await expect(other.sessionStatistics(place.workspace)).rejects.toMatchObject(damaged);
    const places = (await other.check()).findings.map((finding) => finding.place.slice(-2));
    expect(places).toEqual(expect.arrayContaining(['/0', '/1']));
  });

  test('may claim that a small output unpacks to gigabytes', async () => {
    const bomb = zstdCompressSync(Buffer.alloc(2 ** 30, 'a'));
    const other = await spoiled(
      `UPDATE instances SET output = x'${bomb.toString('hex')}', output_codec = 'zstd'`,
    );
    expect(bomb.length).toBeLessThan(200_000);
    await expect(other.getAllSessions(place.workspace)).rejects.toMatchObject(damaged);
    expect((await other.check()).findings.length).toBeGreaterThan(0);
  });
});
