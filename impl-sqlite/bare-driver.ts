// The driver alone under load: what appending a message and reading a session ask of it in processes that change each other's
// sessions, with SQLite's own waiting for the lock. Values that the store works out (digests, words of the search index) are
// ready-made: they are not the driver's work. `bare-driver.test.ts` holds the statements against those that the store runs.

import type Database from 'better-sqlite3';
import type { MessageInput } from '../contract/session.ts';
import { workspaceHash } from '../contract/workspace.ts';
import type { RowShape } from './connection.ts';
import { type Durability, openDatabase } from './open-database.ts';
import { appendedRow, INDEX, SEARCH_TAIL_MAX, UNINDEX, UNINDEX_MESSAGES } from './search-index.ts';
import { placeOf } from './session-rows.ts';
import { SQL } from './sql.ts';
import { SESSIONS } from './tables.ts';

/** As long as a digest. A store that is to write these rows again refuses them; this one only reads them. */
const DIGEST = Buffer.alloc(16);
const SEARCH_TAIL = placeOf(SESSIONS, 'search_tail');

interface Texts {
  readonly output?: unknown;
  readonly content?: unknown;
}

export interface BareMessage {
  readonly id: string;
}

export class BareDriver {
  private readonly database: Database.Database;
  private readonly statements: ReturnType<typeof statementsOf>;

  /** Of a database that a store has filled. `waitMs`: SQLite's busy timeout. */
  constructor(file: string, { durability, waitMs }: { durability: Durability; waitMs: number }) {
    this.database = openDatabase(file, { durability, isReadOnly: false });
    this.database.pragma(`busy_timeout = ${waitMs}`);
    this.statements = statementsOf(this.database);
  }

  append(workspacePath: string, sessionId: string, message: MessageInput): void {
    this.statements.beginWriting.run();
    try {
      this.appendNow(workspaceHash(workspacePath), sessionId, message);
      this.statements.commit.run();
    } finally {
      if (this.database.inTransaction) this.database.exec('ROLLBACK');
    }
  }

  /** The messages of a session, after all of it was read. */
  read(workspacePath: string, sessionId: string): readonly BareMessage[] {
    const { begin, content, instances, messages, version, commit } = this.statements;
    begin.run();
    try {
      const [key] = content.get(workspaceHash(workspacePath), sessionId) as number[];
      instances.all(key, key);
      const read = messages.all(key, key) as BareMessage[];
      version.get();
      return read;
    } finally {
      commit.run();
    }
  }

  close(): void {
    this.database.close();
  }

  private appendNow(hash: string, sessionId: string, message: MessageInput): void {
    const { row, version, instances, messages, lastPlace, touch, insert, index } = this.statements;
    const stored = row.get(hash, sessionId) as number[];
    const key = stored[0] as number;
    const lastRevision = stored.at(-1) as number;
    version.get();
    const texts = [...instances.all(key, key), ...messages.all(key, key)] as Texts[];
    const place = Number(lastPlace.get(key) ?? -1) + 1;
    const isFull = (stored[SEARCH_TAIL] as number) >= SEARCH_TAIL_MAX;
    const tail = isFull ? 0 : (stored[SEARCH_TAIL] as number) + 1;
    const now = Date.now();
    touch.run(lastRevision + 1, new Date(now).toISOString(), now * 1_000, place + 1, tail, DIGEST, key);
    const { id, role, content, timestamp } = message;
    insert.run(key, place, id, role, timestamp, null, 0, DIGEST, content);
    if (isFull) this.indexAgain(key, [...texts, { content }]);
    else index.run(appendedRow(key, tail), content);
  }

  private indexAgain(key: number, texts: readonly Texts[]): void {
    const { deleted, unindex, unindexMessages, index } = this.statements;
    deleted.all();
    unindex.run(key);
    unindexMessages.run(appendedRow(key, SEARCH_TAIL_MAX), appendedRow(key, 0));
    index.run(key, texts.map(({ output, content }) => output ?? content).join(' '));
  }
}

function statementsOf(database: Database.Database) {
  const prepared = (sql: string, shape: RowShape = 'object'): Database.Statement => {
    const plain = database.prepare(sql);
    return shape === 'tuple' ? plain.raw() : shape === 'value' ? plain.pluck() : plain;
  };
  return {
    beginWriting: prepared('BEGIN IMMEDIATE'),
    begin: prepared('BEGIN'),
    commit: prepared('COMMIT'),
    version: prepared('PRAGMA data_version', 'value'),
    row: prepared(SQL['row of first session by id'], 'tuple'),
    content: prepared(SQL['first session by id'], 'tuple'),
    instances: prepared(SQL['instances of sessions']),
    messages: prepared(SQL['messages of sessions']),
    lastPlace: prepared(SQL['last place of messages'], 'value'),
    touch: prepared(SQL['touch session']),
    insert: prepared(SQL['insert message']),
    index: prepared(INDEX),
    deleted: prepared(SQL['deleted sessions'], 'tuple'),
    unindex: prepared(UNINDEX),
    unindexMessages: prepared(UNINDEX_MESSAGES),
  };
}
