// Reading sessions: one by id, and ranges whole. The parts of up to a hundred sessions come as one text each
// (group_concat), so few values cross the driver and few strings burden the collector; records are cut in JavaScript.
// Callers put several reads that belong together into one transaction (Connection.reading).

import type { ChatMessage, WorktreeSession } from '../contract/session.ts';
import { chunkPack } from './compression.ts';
import type { Connection, Statement } from './connection.ts';
import { isTooBig } from './driver-errors.ts';
import { CHILD_BITS, CHILD_COUNT, firstSessionKey, lastSessionKey } from './keys.ts';
import type { Pack } from './pack.ts';
import { CHUNK_SEPARATOR, SessionReader, unpackHead, unpackSession } from './session-reader.ts';
import type { StoredCounts } from './session-table.ts';

/** A session's row without its chunks. */
export interface StoredSession extends StoredCounts {
  readonly head: Pack;
}

type HeadTuple = [
  key: number,
  workspaceId: number,
  searchTail: number,
  messages: number,
  outputChunks: number,
  chatChunks: number,
  text: string,
  wide: string,
];

interface RoundRow extends Pack {
  readonly firstKey: number;
  readonly lastKey: number;
  readonly count: number;
}

/** `text` null when no chunk is in the range. */
interface JoinedRow {
  readonly codec: number | null;
  readonly text: string | null;
  readonly wide: string | null;
}

interface OutputRow {
  readonly codec: number;
  readonly body: string | Buffer;
  readonly wide: string;
}

/** Sessions of one round of a long read. */
const ROUND_SIZE = 128;
/** Characters of large texts in a page, roughly: what is held at once, several times over. */
const PAGE_LENGTH = 1_000_000;
/** A guess until the first page shows how large the sessions are. */
const PAGE_SIZE_FIRST = 8;

const HEAD_COLUMNS =
  'session_key, workspace_id, search_tail, message_count, output_chunks, chat_chunks, head, head_wide';
const CHILDREN_OF = `BETWEEN CAST(?1 AS INTEGER) << ${CHILD_BITS} AND (CAST(?2 AS INTEGER) << ${CHILD_BITS}) + ${CHILD_COUNT - 1}`;

export class SessionReads {
  private readonly firstById: Statement<[number, string], HeadTuple>;
  private readonly allById: Statement<[number, string], HeadTuple>;
  private readonly byKey: Statement<[number], HeadTuple>;
  private readonly rowsOf: Statement<[number, number], [key: number, searchTail: number]>;
  private readonly round: Statement<[number, number], RoundRow>;
  private readonly roundOfOne: Statement<[number, number], RoundRow>;
  private readonly roundOfSome: Statement<[number, number, number], RoundRow>;
  private readonly joinedOutputs: Statement<[number, number], JoinedRow>;
  private readonly joinedChat: Statement<[number, number], JoinedRow>;
  private readonly outputs: Statement<[number, number], OutputRow>;
  private readonly chat: Statement<[number, number], Pack>;

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
    // The rows are joined as the subquery answers them, by ascending key.
    const roundOf = (
      size: number | '?',
    ): string => `SELECT min(session_key) AS firstKey, max(session_key) AS lastKey, count(*) AS count,
         group_concat(head, '') AS text, group_concat(head_wide, '') AS wide
       FROM (SELECT session_key, head, head_wide FROM sessions
         WHERE session_key BETWEEN ? AND ? ORDER BY session_key LIMIT ${size})`;
    this.round = connection.statement('range of sessions', roundOf(ROUND_SIZE));
    this.roundOfOne = connection.statement('session of range', roundOf(1));
    this.roundOfSome = connection.statement('part of range of sessions', roundOf('?'));
    this.joinedOutputs = connection.statement(
      'range of outputs',
      `SELECT max(codec) AS codec, group_concat(CASE codec WHEN 0 THEN body END, '') AS text,
         group_concat(wide, '') AS wide
       FROM (SELECT codec, body, wide FROM instance_outputs WHERE chunk_key ${CHILDREN_OF} ORDER BY chunk_key)`,
    );
    this.joinedChat = connection.statement(
      'range of chat',
      `SELECT 0 AS codec, group_concat(body, char(${CHUNK_SEPARATOR.charCodeAt(0)})) AS text,
         group_concat(wide, '') AS wide
       FROM (SELECT body, wide FROM chat_messages WHERE chunk_key ${CHILDREN_OF} ORDER BY chunk_key)`,
    );
    this.outputs = connection.statement(
      'output chunks',
      `SELECT codec, body, wide FROM instance_outputs WHERE chunk_key ${CHILDREN_OF} ORDER BY chunk_key`,
    );
    this.chat = connection.statement(
      'chat chunks',
      `SELECT body AS text, wide FROM chat_messages WHERE chunk_key ${CHILDREN_OF} ORDER BY chunk_key`,
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
  rows(workspaceId: number): Pick<StoredCounts, 'key' | 'searchTail'>[] {
    return this.rowsOf
      .all(firstSessionKey(workspaceId), lastSessionKey(workspaceId))
      .map(([key, searchTail]) => ({ key, searchTail }));
  }

  /** The whole session of a row. */
  whole(stored: StoredSession): WorktreeSession {
    const { key, head } = stored;
    const outputs = stored.outputChunks === 0 ? [] : this.outputsOf(key, key);
    return unpackSession(head, outputs, stored.chatChunks === 0 ? [] : this.chatOf(key, key));
  }

  /** All sessions of a workspace, in order. */
  all(workspaceId: number): WorktreeSession[] {
    const sessions: WorktreeSession[] = [];
    const last = lastSessionKey(workspaceId);
    let first = firstSessionKey(workspaceId);
    for (;;) {
      const round = unlessTooBig(() => this.round.get(first, last)) ?? this.roundOfOne.get(first, last);
      if (round === undefined || round.count === 0) return sessions;
      this.appendRound(round, sessions);
      first = round.lastKey + 1;
    }
  }

  /** All sessions of a workspace, in order, as many at a time as have about PAGE_LENGTH characters. */
  *pages(workspaceId: number): Generator<WorktreeSession[]> {
    const last = lastSessionKey(workspaceId);
    let first = firstSessionKey(workspaceId);
    let size = PAGE_SIZE_FIRST;
    for (;;) {
      const some = unlessTooBig(() => this.roundOfSome.get(first, last, size));
      const round = some ?? this.roundOfOne.get(first, last);
      if (round === undefined || round.count === 0) return;
      const page: WorktreeSession[] = [];
      this.appendRound(round, page);
      yield page;
      first = round.lastKey + 1;
      const fitting = Math.floor((round.count * PAGE_LENGTH) / Math.max(1, lengthOf(page)));
      size = Math.max(1, Math.min(fitting, 2 * size, ROUND_SIZE));
    }
  }

  private appendRound(round: RoundRow, sessions: WorktreeSession[]): void {
    const { firstKey, lastKey, count } = round;
    const reader = new SessionReader(
      round,
      this.outputsOf(firstKey, lastKey),
      this.chatOf(firstKey, lastKey),
    );
    for (let index = 0; index < count; index++) sessions.push(reader.read());
    reader.expectEnd();
  }

  /** The output chunks of a range: joined into one pack where that can be, else one by one. */
  private outputsOf(firstKey: number, lastKey: number): Pack[] {
    const joined = unlessTooBig(() => this.joinedOutputs.get(firstKey, lastKey));
    return joined === undefined || (joined.codec ?? 0) > 0
      ? this.outputs.all(firstKey, lastKey).map(chunkPack)
      : [packOf(joined)];
  }

  private chatOf(firstKey: number, lastKey: number): Pack[] {
    const joined = unlessTooBig(() => this.joinedChat.get(firstKey, lastKey));
    return joined === undefined ? this.chat.all(firstKey, lastKey) : [packOf(joined)];
  }

  messages({ key, head }: StoredSession, offset: number, limit: number): ChatMessage[] {
    const reader = new SessionReader(head, null, this.chatOf(key, key));
    return reader.read().chatHistory.slice(offset, offset + limit);
  }
}

/** Characters of the texts that can be large. */
function lengthOf(sessions: readonly WorktreeSession[]): number {
  let length = 0;
  for (const { task, instances, chatHistory } of sessions) {
    length += task.length;
    for (const { output } of instances) length += output?.length ?? 0;
    for (const { content } of chatHistory) length += content.length;
  }
  return length;
}

/** Undefined when the joined text would be longer than SQLite or V8 can hold. */
function unlessTooBig<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isTooBig(error)) return undefined;
    throw error;
  }
}

const packOf = ({ text, wide }: JoinedRow): Pack => ({ text: text ?? '', wide: wide ?? '' });

const storedSession = ([
  key,
  workspaceId,
  searchTail,
  messages,
  outputChunks,
  chatChunks,
  text,
  wide,
]: HeadTuple): StoredSession => ({
  key,
  workspaceId,
  searchTail,
  messages,
  outputChunks,
  chatChunks,
  head: { text, wide },
});

/** What writes and checks take of a stored session without reading its chunks. */
export const headOf = (stored: StoredSession): WorktreeSession => unpackHead(stored.head);
