// Reading sessions: one by id, a range whole, pages of outputs and messages. Parts come as packed text, few values a
// session, and are cut into records in JavaScript.
// Callers put several reads that belong together into one transaction (Connection.reading).

import type { InstanceSummary } from '../contract/query.ts';
import type { ChatMessage, WorktreeSession } from '../contract/session.ts';
import { chunkText, PLAIN } from './compression.ts';
import type { Connection, Statement } from './connection.ts';
import { CHILD_BITS, CHILD_COUNT, firstSessionKey, lastSessionKey } from './keys.ts';
import { notAPack } from './pack.ts';
import { unpackSession } from './session-pack.ts';
import type { StoredCounts } from './session-table.ts';

/** A session's row without its chunks. */
export interface StoredSession extends StoredCounts {
  readonly headText: string;
}

type HeadTuple = [
  key: number,
  workspaceId: number,
  searchTail: number,
  messages: number,
  outputChunks: number,
  chatChunks: number,
  head: string,
];
type RangeTuple = [key: number, outputChunks: number, chatChunks: number, head: string];
type OutputTuple = [codec: number, body: string | Buffer];

/** Sessions that one round of a long read holds as rows at a time; more keeps the collector busy at 10,000 sessions. */
const ROUND_SIZE = 128;

const HEAD_COLUMNS =
  'session_key, workspace_id, search_tail, message_count, output_chunks, chat_chunks, head';
const CHILDREN_OF = `BETWEEN CAST(?1 AS INTEGER) << ${CHILD_BITS} AND (CAST(?2 AS INTEGER) << ${CHILD_BITS}) + ${CHILD_COUNT - 1}`;

export class SessionReads {
  private readonly firstById: Statement<[number, string], HeadTuple>;
  private readonly allById: Statement<[number, string], HeadTuple>;
  private readonly byKey: Statement<[number], HeadTuple>;
  private readonly rowsOf: Statement<[number, number], [key: number, searchTail: number]>;
  private readonly round: Statement<[number, number], RangeTuple>;
  private readonly outputs: Statement<[number, number], OutputTuple>;
  private readonly chats: Statement<[number, number], string>;

  constructor(connection: Connection) {
    // `+` keeps the planner's statistics out: with them SQLite prepares the statement again for every bound value.
    this.firstById = connection.statement(
      'first session by id',
      `SELECT ${HEAD_COLUMNS} FROM sessions WHERE workspace_id = +? AND id = +? ORDER BY session_key LIMIT 1`,
      'tuple',
    );
    this.allById = connection.statement(
      'sessions by id',
      `SELECT ${HEAD_COLUMNS} FROM sessions WHERE workspace_id = +? AND id = +? ORDER BY session_key`,
      'tuple',
    );
    this.byKey = connection.statement(
      'session by key',
      `SELECT ${HEAD_COLUMNS} FROM sessions WHERE session_key = ?`,
      'tuple',
    );
    this.rowsOf = connection.statement(
      'session rows',
      'SELECT session_key, search_tail FROM sessions WHERE session_key BETWEEN ? AND ?',
      'tuple',
    );
    this.round = connection.statement(
      'range of sessions',
      `SELECT session_key, output_chunks, chat_chunks, head FROM sessions
       WHERE session_key BETWEEN ? AND ? ORDER BY session_key LIMIT ${ROUND_SIZE}`,
      'tuple',
    );
    this.outputs = connection.statement(
      'range of outputs',
      `SELECT codec, body FROM instance_outputs WHERE chunk_key ${CHILDREN_OF} ORDER BY chunk_key`,
      'tuple',
    );
    this.chats = connection.statement(
      'range of chat',
      `SELECT body FROM chat_messages WHERE chunk_key ${CHILDREN_OF} ORDER BY chunk_key`,
      'value',
    );
  }

  findFirst(workspaceId: number, sessionId: string): StoredSession | undefined {
    const row = this.firstById.get(workspaceId, sessionId);
    return row === undefined ? undefined : storedSession(row);
  }

  findAll(workspaceId: number, sessionId: string): StoredSession[] {
    return this.allById.all(workspaceId, sessionId).map(storedSession);
  }

  findByKey(key: number): StoredSession | undefined {
    const row = this.byKey.get(key);
    return row === undefined ? undefined : storedSession(row);
  }

  /** The rows of a workspace, without heads. */
  rows(workspaceId: number): Pick<StoredCounts, 'key' | 'workspaceId' | 'searchTail'>[] {
    return this.rowsOf
      .all(firstSessionKey(workspaceId), lastSessionKey(workspaceId))
      .map(([key, searchTail]) => ({ key, workspaceId, searchTail }));
  }

  /** The whole session of a row. */
  whole(stored: StoredSession): WorktreeSession {
    const { key } = stored;
    const outputs = stored.outputChunks === 0 ? [] : this.outputs.all(key, key).map(outputText);
    const chat = stored.chatChunks === 0 ? [] : this.chats.all(key, key);
    if (outputs.length !== stored.outputChunks || chat.length !== stored.chatChunks) throw notAPack();
    return unpackSession(stored.headText, outputs, chat);
  }

  /** All sessions of a workspace, in order. */
  all(workspaceId: number): WorktreeSession[] {
    const sessions: WorktreeSession[] = [];
    const last = lastSessionKey(workspaceId);
    let first = firstSessionKey(workspaceId);
    for (;;) {
      const heads = this.round.all(first, last);
      const end = heads.at(-1)?.[0];
      if (end === undefined) return sessions;
      this.appendRound(heads, end, sessions);
      if (heads.length < ROUND_SIZE) return sessions;
      first = end + 1;
    }
  }

  private appendRound(heads: readonly RangeTuple[], end: number, sessions: WorktreeSession[]): void {
    const start = heads[0]?.[0] ?? end;
    const outputs = this.outputs.all(start, end);
    const chat = this.chats.all(start, end);
    let output = 0;
    let message = 0;
    for (const [, outputChunks, chatChunks, head] of heads) {
      const outputTexts = outputs.slice(output, output + outputChunks).map(outputText);
      const chatTexts = chat.slice(message, message + chatChunks);
      output += outputChunks;
      message += chatChunks;
      sessions.push(unpackSession(head, outputTexts, chatTexts));
    }
    if (output !== outputs.length || message !== chat.length) throw notAPack();
  }

  messages(stored: StoredSession, offset: number, limit: number): ChatMessage[] {
    const chat = this.chats.all(stored.key, stored.key);
    return unpackSession(stored.headText, [], chat).chatHistory.slice(offset, offset + limit);
  }
}

const storedSession = ([
  key,
  workspaceId,
  searchTail,
  messages,
  outputChunks,
  chatChunks,
  headText,
]: HeadTuple): StoredSession => ({
  key,
  workspaceId,
  searchTail,
  messages,
  outputChunks,
  chatChunks,
  headText,
});

/** The head as what writes take: instances without outputs are all it packs. */
export const headOf = (
  stored: StoredSession,
): Omit<WorktreeSession, 'chatHistory' | 'instances'> & {
  readonly instances: readonly InstanceSummary[];
} => unpackSession(stored.headText, [], []);

const outputText = ([codec, body]: OutputTuple): string =>
  codec === PLAIN && typeof body === 'string' ? body : chunkText({ codec, body });
