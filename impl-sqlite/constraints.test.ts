import type Database from 'better-sqlite3';
import { beforeEach, describe, expect, test } from 'vitest';
import { firstSessionKey } from './keys.ts';
import { MEMORY, openDatabase } from './open-database.ts';

let database: Database.Database;
const KEY = firstSessionKey(1);

const SESSION = {
  session_key: KEY as unknown,
  workspace_id: 1 as unknown,
  revision: 1 as unknown,
  id: 's' as unknown,
  session_type: 'debate' as unknown,
  status: 'running' as unknown,
  created_at: 't' as unknown,
  updated_at: 't' as unknown,
  created_us: 0 as unknown,
  updated_us: 0 as unknown,
  instance_count: 0 as unknown,
  message_count: 0 as unknown,
  is_outside_vocabulary: 0 as unknown,
  task: '' as unknown,
};

function insert(table: string, row: Readonly<Record<string, unknown>>): void {
  const columns = Object.keys(row);
  database
    .prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
    .run(...Object.values(row));
}
const insertSession = (more: Readonly<Record<string, unknown>> = {}): void =>
  insert('sessions', { ...SESSION, ...more });
const insertWorkspace = (more: Readonly<Record<string, unknown>> = {}): void =>
  insert('workspaces', { hash: '0123456789abcdef', last_accessed: 't', ...more });
const INSTANCE = {
  session_key: KEY as unknown,
  position: 0 as unknown,
  instance_id: 1 as unknown,
  worktree_path: '' as unknown,
  branch: '' as unknown,
  agent_name: '' as unknown,
  status: 'idle' as unknown,
  tmux_session_id: '' as unknown,
};
const insertInstance = (more: Readonly<Record<string, unknown>> = {}): void =>
  insert('instances', { ...INSTANCE, ...more });
const MESSAGE = {
  session_key: KEY as unknown,
  position: 0 as unknown,
  id: 'm' as unknown,
  role: 'user' as unknown,
  timestamp: 't' as unknown,
  content: '' as unknown,
};
const insertMessage = (more: Readonly<Record<string, unknown>> = {}): void =>
  insert('chat_messages', { ...MESSAGE, ...more });
const count = (table: string): unknown => database.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

beforeEach(() => {
  database = openDatabase(MEMORY, { durability: 'normal', isReadOnly: false });
  insertWorkspace();
});

describe('the vocabulary', () => {
  test.each(['competition', 'ensemble', 'debate'])('takes the type %s', (session_type) => {
    expect(() => insertSession({ session_type })).not.toThrow();
  });

  test.each(['running', 'completed', 'failed', 'paused', 'round_1', 'round_2', 'round_3'])(
    'takes the status %s',
    (status) => {
      expect(() => insertSession({ status })).not.toThrow();
    },
  );

  test.each([{ session_type: 'duel' }, { session_type: '' }, { status: 'round_4' }, { status: 'Running' }])(
    'refuses %o unless the row is marked',
    (other) => {
      expect(() => insertSession(other)).toThrow(/CHECK constraint failed/);
      expect(() => insertSession({ ...other, is_outside_vocabulary: 1 })).not.toThrow();
    },
  );

  test('holds for the status of instances as well', () => {
    insertSession();
    let position = 0;
    const insert = (status: string, mark: number): void =>
      insertInstance({ position: position++, status, is_outside_vocabulary: mark });
    for (const status of ['idle', 'running', 'completed', 'failed', 'paused', 'archived']) insert(status, 0);
    expect(() => insert('round_1', 0)).toThrow(/CHECK constraint failed/);
    expect(() => insert('round_1', 1)).not.toThrow();
  });

  test('holds for the role of messages as well', () => {
    insertSession();
    for (const role of ['user', 'assistant', 'system']) insertMessage({ position: role.length, role });
    expect(() => insertMessage({ role: 'tool' })).toThrow(/CHECK constraint failed/);
    expect(() => insertMessage({ role: 'tool', is_outside_vocabulary: 1 })).not.toThrow();
  });

  test('cannot be left by an update either', () => {
    insertSession();
    expect(() => database.exec("UPDATE sessions SET status = 'lost'")).toThrow(/CHECK constraint failed/);
  });
});

describe('values', () => {
  test.each([
    { revision: 'one' },
    { id: Buffer.from('x') },
    { created_us: 1.5 },
    { task: Buffer.from('x') },
    { runtime_mix: 5 },
    { digest: '0123456789abcdef' },
    { message_count: 'many' },
  ])('of another type are refused: %o', (wrong) => {
    expect(() => insertSession(wrong)).toThrow(/cannot store|CHECK constraint failed/);
  });

  test.each([
    { digest: Buffer.alloc(15) },
    { is_outside_vocabulary: 2 },
    { total_files_changed: -1 },
    { total_lines_added: 4_294_967_296 },
    { total_lines_deleted: -1 },
    { instance_count: -1 },
    { message_count: -1 },
    { timeout_seconds: -1 },
    { winner_id: 4_294_967_296 },
    { preserve_worktrees: 2 },
    { runtime_mix: '{}' },
    { search_tail: 256 },
    { revision: 0 },
    { revision: 2n ** 53n },
  ])('out of their range are refused: %o', (wrong) => {
    expect(() => insertSession(wrong)).toThrow(/CHECK constraint failed/);
  });

  test.each(Object.keys(SESSION).filter((column) => column !== 'session_key'))(
    '%s cannot be null',
    (column) => {
      expect(() => insertSession({ [column]: null })).toThrow(/NOT NULL constraint failed/);
    },
  );

  test.each([0, 4_294_967_295])('the bounds of a 32-bit number are taken: %i', (total_files_changed) => {
    expect(() => insertSession({ total_files_changed })).not.toThrow();
  });

  test('an output that says it is compressed and is text is refused, and the other way round', () => {
    insertSession();
    const output = (output_codec: unknown, body: unknown, position = 0) =>
      insertInstance({ position, output_codec, output: body });
    expect(() => output('zstd', 'text')).toThrow(/CHECK constraint failed/);
    expect(() => output('zstd', null)).toThrow(/CHECK constraint failed/);
    expect(() => output(null, Buffer.from('x'))).toThrow(/CHECK constraint failed/);
    expect(() => output(null, 5)).toThrow(/CHECK constraint failed/);
    expect(() => output('gzip', Buffer.from('x'))).toThrow(/CHECK constraint failed/);
    expect(() => output(null, null)).not.toThrow();
    expect(() => output(null, 'text', 1)).not.toThrow();
    expect(() => output('zstd', Buffer.from('x'), 2)).not.toThrow();
  });
});

describe('a workspace', () => {
  test.each(['', 'xyz', '0123456789ABCDEF', '0123456789abcde', '0123456789abcdeg', '../../etc/passwd'])(
    'is not named %o',
    (hash) => {
      expect(() => insertWorkspace({ hash })).toThrow(/CHECK constraint failed/);
    },
  );

  test('is there once, and the file of an early version may be one', () => {
    expect(() => insertWorkspace()).toThrow(/UNIQUE constraint failed/);
    expect(() => insertWorkspace({ hash: 'global' })).not.toThrow();
  });

  test('with sessions cannot be deleted, one without can', () => {
    insertSession();
    expect(() => database.exec('DELETE FROM workspaces')).toThrow(/FOREIGN KEY constraint failed/);
    database.exec('DELETE FROM sessions');
    expect(() => database.exec('DELETE FROM workspaces')).not.toThrow();
  });

  test('never gets the id of a deleted one', () => {
    database.exec('DELETE FROM workspaces');
    insertWorkspace();
    expect(database.prepare('SELECT workspace_id FROM workspaces').pluck().get()).toBe(2);
  });

  test('that is not there has no sessions', () => {
    expect(() => insertSession({ session_key: firstSessionKey(2), workspace_id: 2 })).toThrow(
      /FOREIGN KEY constraint failed/,
    );
  });
});

describe('keys', () => {
  test('of a session and of its workspace agree', () => {
    expect(() => insertSession({ session_key: firstSessionKey(2) })).toThrow(/CHECK constraint failed/);
  });
});

describe('children', () => {
  const CHILDREN = [
    ['instances', INSTANCE],
    ['chat_messages', MESSAGE],
  ] as const;

  test.each(CHILDREN)('of no session are refused in %s', (table, row) => {
    expect(() => insert(table, row)).toThrow(/FOREIGN KEY constraint failed/);
    insertSession();
    expect(() => insert(table, row)).not.toThrow();
    expect(() => insert(table, row)).toThrow(/UNIQUE constraint failed/);
    expect(() => insert(table, { ...row, position: -1 })).toThrow(/CHECK constraint failed/);
  });

  test.each(CHILDREN)(
    'of a session are deleted with it from %s, and those of its neighbours are not',
    (table, row) => {
      for (const place of [0, 1, 2]) {
        insertSession({ session_key: KEY + place });
        for (const position of [0, 1]) insert(table, { ...row, session_key: KEY + place, position });
      }
      database.exec(`DELETE FROM sessions WHERE session_key = ${KEY + 1}`);
      expect(count(table)).toBe(4);
      expect(
        database
          .prepare(`SELECT count(*) FROM ${table} WHERE session_key = ?`)
          .pluck()
          .get(KEY + 1),
      ).toBe(0);
    },
  );

  test.each(CHILDREN)('keep their session from getting another key: %s', (table, row) => {
    insertSession();
    insert(table, row);
    expect(() => database.exec('UPDATE sessions SET session_key = session_key + 1')).toThrow(
      /FOREIGN KEY constraint failed/,
    );
  });

  test('have instance ids of 32 bits', () => {
    insertSession();
    expect(() => insertInstance({ instance_id: -1 })).toThrow(/CHECK constraint failed/);
    expect(() => insertInstance({ instance_id: 4_294_967_296 })).toThrow(/CHECK constraint failed/);
    expect(() => insertInstance({ instance_id: 4_294_967_295 })).not.toThrow();
  });
});
