// Lists of sessions in SQLite as people keep them: a row a session, a row a message. Each statement can be another one, because that is
// where the bugs are: in one word of SQL. It is right as it stands, and much slower than it could be.

import Database from 'better-sqlite3';
import type { ListChange, WorkspaceKeeper } from '../../contract/list-store.ts';
import type { ChatMessage, WorktreeSession } from '../../contract/session.ts';
import type { SessionList } from '../../contract/session-list.ts';

export const RIGHT_SQL = {
  foreignKeys: 'ON',
  durationType: 'TEXT',
  sessionConstraint: '',
  add: `INSERT INTO sessions (key, hash, position, id, created, duration, record)
        VALUES (@key, @hash, @position, @id, @created, @duration, @record)`,
  change: `UPDATE sessions SET hash = @hash, position = @position, id = @id, created = @created, duration = @duration,
           record = @record WHERE key = @key`,
  created: 'created',
  content: 'content',
  order: 'position',
  find: 'SELECT id FROM sessions WHERE hash = ? AND id = ?',
  contains: 'SELECT instr(@text, @part) > 0',
};

export type SmallSql = typeof RIGHT_SQL;

interface Row {
  readonly key: number;
  readonly position: number;
  readonly session: WorktreeSession;
}

export class SmallTables implements WorkspaceKeeper {
  private readonly database: Database.Database;
  private readonly sql: SmallSql;
  private readonly prepared = new Map<string, Database.Statement>();

  constructor(file: string, sql: SmallSql) {
    this.sql = sql;
    this.database = new Database(file);
    this.database.pragma(`foreign_keys = ${sql.foreignKeys}`);
    this.database.exec(`
      CREATE TABLE IF NOT EXISTS sessions (key INTEGER PRIMARY KEY, hash TEXT, position INTEGER, id TEXT, created TEXT,
        duration ${sql.durationType}, record TEXT ${sql.sessionConstraint});
      CREATE TABLE IF NOT EXISTS messages (session INTEGER REFERENCES sessions ON DELETE CASCADE, position INTEGER, id TEXT, role TEXT,
        content TEXT, timestamp TEXT, instance INTEGER);
      CREATE INDEX IF NOT EXISTS messages_of ON messages (session, position)`);
  }

  async hashes(): Promise<readonly string[]> {
    return this.prepare('SELECT DISTINCT hash FROM sessions').pluck().all() as string[];
  }

  async read(hash: string): Promise<SessionList> {
    return this.rows(hash).map(({ session }) => session);
  }

  async change<T>(hash: string, step: (list: SessionList) => ListChange<T>): Promise<T> {
    const rows = this.rows(hash);
    return this.keep(hash, rows, step(rows.map(({ session }) => session)));
  }

  async changeSlowly<T>(hash: string, step: (list: SessionList) => Promise<ListChange<T>>): Promise<T> {
    const rows = this.rows(hash);
    return this.keep(hash, rows, await step(rows.map(({ session }) => session)));
  }

  /** The id of a session as it is stored. */
  find(hash: string, id: string): string | undefined {
    return this.prepare(this.sql.find).pluck().get(hash, id) as string | undefined;
  }

  contains(text: string, part: string): boolean {
    return this.prepare(this.sql.contains).pluck().get({ text, part }) === 1;
  }

  private prepare(sql: string): Database.Statement {
    const statement = this.prepared.get(sql) ?? this.database.prepare(sql);
    this.prepared.set(sql, statement);
    return statement;
  }

  private rows(hash: string): Row[] {
    const { created, content, order } = this.sql;
    const found = this.prepare(
      `SELECT key, position, ${created} AS createdAt, duration, record FROM sessions WHERE hash = ? ORDER BY ${order}`,
    ).all(hash) as readonly {
      key: number;
      position: number;
      createdAt: string;
      duration: unknown;
      record: string;
    }[];
    const messages = this.prepare(
      `SELECT id, role, ${content} AS content, timestamp, instance AS instanceId FROM messages WHERE session = ? ORDER BY position`,
    );
    return found.map(({ key, position, createdAt, duration, record }) => ({
      ...{ key, position },
      session: {
        ...(JSON.parse(record) as WorktreeSession),
        createdAt,
        totalDuration: durationOf(duration),
        chatHistory: messages.all(key) as ChatMessage[],
      },
    }));
  }

  private keep<T>(hash: string, rows: readonly Row[], { list, answer }: ListChange<T>): T {
    const known = new Map(rows.map((row) => [row.session, row]));
    const gone = rows.filter(({ session }) => !list.includes(session));
    this.database.transaction(() => {
      for (const [position, session] of list.entries()) {
        const row = known.get(session);
        if (row === undefined) this.write(hash, position, session, takenFrom(gone, session.id));
        else if (row.position !== position)
          this.prepare('UPDATE sessions SET position = ? WHERE key = ?').run(position, row.key);
      }
      for (const { key } of gone) this.prepare('DELETE FROM sessions WHERE key = ?').run(key);
    })();
    return answer;
  }

  private write(hash: string, position: number, session: WorktreeSession, before: Row | undefined): void {
    const { id, createdAt, totalDuration, chatHistory } = session;
    const record = JSON.stringify({ ...session, totalDuration: null, chatHistory: [] });
    const duration = totalDuration === null ? null : String(totalDuration);
    const values = {
      key: before?.key ?? null,
      ...{ hash, position, id, created: createdAt, duration, record },
    };
    const { lastInsertRowid } = this.prepare(before === undefined ? this.sql.add : this.sql.change).run(
      values,
    );
    const key = before?.key ?? Number(lastInsertRowid);
    const old = before?.session.chatHistory ?? [];
    const isLonger = old.every((message, at) => message === chatHistory[at]);
    if (!isLonger) this.prepare('DELETE FROM messages WHERE session = ?').run(key);
    const add = this.prepare('INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?)');
    for (const [at, message] of chatHistory.entries()) {
      if (isLonger && at < old.length) continue;
      add.run(key, at, message.id, message.role, message.content, message.timestamp, message.instanceId);
    }
  }
}

/** Of the rows that go, the one that the session takes the place of. */
function takenFrom(gone: Row[], id: string): Row | undefined {
  const at = gone.findIndex(({ session }) => session.id === id);
  return at < 0 ? undefined : gone.splice(at, 1)[0];
}

function durationOf(value: unknown): number | bigint | null {
  if (value === null) return null;
  const exact = BigInt(value as string | number);
  return exact > Number.MAX_SAFE_INTEGER ? exact : Number(exact);
}
