// Writing sessions: every change is made of these few steps, and the caller's transaction makes them one.

import { StoreError } from '../contract/errors.ts';
import type { ChatMessage, WorktreeSession } from '../contract/session.ts';
import type { StoredChunk } from './compression.ts';
import type { Connection, SqlValue, Statement } from './connection.ts';
import { chunkDigest } from './digest.ts';
import { CHILD_BITS, CHILD_COUNT, firstSessionKey, lastSessionKey } from './keys.ts';
import type { Pack } from './pack.ts';
import { SEARCH_TAIL_MAX, type SearchIndex } from './search-index.ts';
import { appendToChat, type Head } from './session-pack.ts';
import { CONTENT_COLUMNS, contentValues, isStrangeStatus, type PartCounts, partsOf } from './session-rows.ts';
import type { WorkspaceTable } from './workspace-table.ts';

/** What a write needs to know of a stored session beside its head. */
export interface StoredCounts extends PartCounts {
  readonly key: number;
  readonly workspaceId: number;
  readonly searchTail: number;
}

const CHILD_KEY = `CAST(?1 AS INTEGER) << ${CHILD_BITS} | CAST(?2 AS INTEGER)`;
const CHILD_RANGE = `BETWEEN CAST(?1 AS INTEGER) << ${CHILD_BITS} AND (CAST(?1 AS INTEGER) << ${CHILD_BITS}) + ${CHILD_COUNT - 1}`;
const placeholders = (count: number): string => Array.from({ length: count }, () => '?').join(', ');

export class SessionTable {
  private readonly workspaces: WorkspaceTable;
  private readonly search: SearchIndex;
  private readonly insertRow: Statement<SqlValue[], never>;
  private readonly updateRow: Statement<SqlValue[], never>;
  private readonly deleteRow: Statement<[number], never>;
  private readonly lastKey: Statement<[number, number], number | null>;
  private readonly lastRevision: Statement<[number], number>;
  private readonly insertInstance: Statement<SqlValue[], never>;
  private readonly updateInstanceStatus: Statement<[number, number, string, number], never>;
  private readonly deleteInstances: Statement<[number], never>;
  private readonly insertOutput: Statement<SqlValue[], never>;
  private readonly deleteOutputs: Statement<[number], never>;
  private readonly putChat: Statement<[number, number, Buffer, string, string], never>;
  private readonly deleteChat: Statement<[number], never>;
  private readonly chatChunk: Statement<[number, number], Pack>;

  constructor(connection: Connection, workspaces: WorkspaceTable, search: SearchIndex) {
    this.workspaces = workspaces;
    this.search = search;
    this.insertRow = connection.statement(
      'insert session',
      `INSERT INTO sessions (session_key, workspace_id, revision, ${CONTENT_COLUMNS.join(', ')}) VALUES (${placeholders(CONTENT_COLUMNS.length + 3)})`,
    );
    this.updateRow = connection.statement(
      'update session',
      `UPDATE sessions SET revision = ?, search_tail = ?, ${CONTENT_COLUMNS.map((column) => `${column} = ?`).join(', ')} WHERE session_key = ?`,
    );
    this.deleteRow = connection.statement('delete session', 'DELETE FROM sessions WHERE session_key = ?');
    this.lastKey = connection.statement(
      'last session key',
      'SELECT max(session_key) FROM sessions WHERE session_key BETWEEN ? AND ?',
      'value',
    );
    // `+` for the same reason as in session-reads.ts; max() cannot be kept from the statistics.
    this.lastRevision = connection.statement(
      'last revision',
      `SELECT max(deleted_revision, ifnull(
         (SELECT revision FROM sessions WHERE workspace_id = +?1 ORDER BY revision DESC LIMIT 1), 0))
       FROM workspaces WHERE workspace_id = +?1`,
      'value',
    );
    this.insertInstance = connection.statement(
      'insert instance',
      `INSERT INTO instances (instance_key, instance_id, status, runtime, files_changed, lines_added, lines_deleted,
         is_outside_vocabulary)
       VALUES (${CHILD_KEY}, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.updateInstanceStatus = connection.statement(
      'update instance status',
      `UPDATE instances SET status = ?3, is_outside_vocabulary = ?4 WHERE instance_key = (${CHILD_KEY})`,
    );
    this.deleteInstances = connection.statement(
      'delete instances',
      `DELETE FROM instances WHERE instance_key ${CHILD_RANGE}`,
    );
    this.insertOutput = connection.statement(
      'insert outputs',
      `INSERT INTO instance_outputs (chunk_key, codec, digest, body, wide) VALUES (${CHILD_KEY}, ?, ?, ?, ?)`,
    );
    this.deleteOutputs = connection.statement(
      'delete outputs',
      `DELETE FROM instance_outputs WHERE chunk_key ${CHILD_RANGE}`,
    );
    this.putChat = connection.statement(
      'put chat chunk',
      `INSERT INTO chat_messages (chunk_key, digest, body, wide) VALUES (${CHILD_KEY}, ?, ?, ?)
       ON CONFLICT (chunk_key) DO UPDATE SET digest = excluded.digest, body = excluded.body, wide = excluded.wide`,
    );
    this.deleteChat = connection.statement(
      'delete chat',
      `DELETE FROM chat_messages WHERE chunk_key ${CHILD_RANGE}`,
    );
    this.chatChunk = connection.statement(
      'chat chunk',
      `SELECT body AS text, wide FROM chat_messages WHERE chunk_key = (${CHILD_KEY})`,
    );
  }

  /** Appends sessions at the end of their workspace, under one revision. */
  append(workspaceId: number, sessions: readonly WorktreeSession[]): void {
    const revision = this.nextRevision(workspaceId);
    const key = this.nextKey(workspaceId, sessions.length);
    for (const [index, session] of sessions.entries()) {
      this.insert(workspaceId, key + index, revision, session);
    }
    this.workspaces.addToCount(workspaceId, sessions.length);
    // Behind all rows: a statement with triggers makes the index write out what it has gathered, a segment each time.
    for (const [index, session] of sessions.entries()) this.search.add(key + index, session);
  }

  private insert(workspaceId: number, key: number, revision: number, session: WorktreeSession): void {
    const parts = partsOf(session);
    const counts = countsOf(parts);
    this.insertRow.run(key, workspaceId, revision, ...contentValues(key, revision, session, counts));
    this.putInstances(key, session);
    this.putOutputs(key, parts.outputs);
    this.putChatChunks(key, parts.chat);
  }

  /** Puts a session in the place of another one. `before` is what stands there, to leave alone what stays the same. */
  replace(stored: StoredCounts, session: WorktreeSession, before: WorktreeSession): void {
    const { key } = stored;
    const parts = partsOf(session);
    const isSearchSame = hasSameTexts(session, before);
    this.updateContent(stored, session, countsOf(parts), isSearchSame ? stored.searchTail : 0);
    if (!isSame(session.instances, before.instances)) {
      this.deleteInstances.run(key);
      this.putInstances(key, session);
    }
    if (!hasSameOutputs(session, before)) {
      this.deleteOutputs.run(key);
      this.putOutputs(key, parts.outputs);
    }
    if (!isSame(session.chatHistory, before.chatHistory)) {
      this.deleteChat.run(key);
      this.putChatChunks(key, parts.chat);
    }
    if (!isSearchSame) {
      this.search.remove(key, stored.searchTail > 0);
      this.search.add(key, session);
    }
  }

  /** Deletes sessions of one workspace. */
  delete(workspaceId: number, stored: readonly Pick<StoredCounts, 'key' | 'searchTail'>[]): void {
    if (stored.length === 0) return;
    const revision = this.nextRevision(workspaceId);
    for (const { key } of stored) this.deleteRow.run(key);
    this.workspaces.setDeletedRevision(workspaceId, revision);
    this.workspaces.addToCount(workspaceId, -stored.length);
    for (const { key, searchTail } of stored) this.search.remove(key, searchTail > 0);
  }

  /** Appends a message. `wholeSession` is asked for only when the session must be indexed whole again. */
  appendMessage(
    stored: StoredCounts,
    head: Head,
    message: ChatMessage,
    wholeSession: () => WorktreeSession,
  ): void {
    const { key, chatChunks } = stored;
    const last = chatChunks === 0 ? undefined : this.chatChunk.get(key, chatChunks - 1);
    const { chunk, isNew } = appendToChat(last, message);
    const number = isNew ? chatChunks : chatChunks - 1;
    this.putChatChunk(key, number, chunk);
    const isTailFull = stored.searchTail >= SEARCH_TAIL_MAX;
    const counts = { ...stored, messages: stored.messages + 1, chatChunks: number + 1 };
    this.updateContent(stored, head, counts, isTailFull ? 0 : stored.searchTail + 1);
    if (isTailFull) {
      this.search.remove(key, true);
      this.search.add(key, wholeSession());
    } else this.search.addMessage(key, stored.searchTail + 1, message.content);
  }

  /** Writes a head in which the instance at `position` has a new status. */
  setInstanceStatus(stored: StoredCounts, head: Head, position: number, status: string): void {
    this.updateContent(stored, head, stored, stored.searchTail);
    this.updateInstanceStatus.run(stored.key, position, status, Number(isStrangeStatus(status)));
  }

  private updateContent(stored: StoredCounts, head: Head, counts: PartCounts, searchTail: number): void {
    const revision = this.nextRevision(stored.workspaceId);
    const values = contentValues(stored.key, revision, head, counts);
    this.updateRow.run(revision, searchTail, ...values, stored.key);
  }

  private nextKey(workspaceId: number, count: number): number {
    const first = firstSessionKey(workspaceId);
    const last = lastSessionKey(workspaceId);
    const key = (this.lastKey.get(first, last) ?? first - 1) + 1;
    if (key + count - 1 <= last) return key;
    throw new StoreError(
      'E_REFUSED',
      'The workspace has used all places for sessions. Nothing was changed. Write its files out and import them again.',
    );
  }

  private nextRevision(workspaceId: number): number {
    return (this.lastRevision.get(workspaceId) ?? 0) + 1;
  }

  private putInstances(key: number, session: WorktreeSession): void {
    for (const [position, instance] of session.instances.entries()) {
      requireChild(position, 'instances');
      const { instanceId, status, runtime, filesChanged, linesAdded, linesDeleted } = instance;
      this.insertInstance.run(
        key,
        position,
        instanceId,
        status,
        runtime,
        filesChanged,
        linesAdded,
        linesDeleted,
        Number(isStrangeStatus(status)),
      );
    }
  }

  private putOutputs(key: number, chunks: readonly StoredChunk[]): void {
    for (const [number, { codec, body, wide }] of chunks.entries()) {
      this.insertOutput.run(key, number, codec, chunkDigest(key, number, body, wide), body, wide);
    }
  }

  private putChatChunks(key: number, chunks: readonly Pack[]): void {
    for (const [number, chunk] of chunks.entries()) this.putChatChunk(key, number, chunk);
  }

  private putChatChunk(key: number, number: number, { text, wide }: Pack): void {
    requireChild(number, 'messages');
    this.putChat.run(key, number, chunkDigest(key, number, text, wide), text, wide);
  }
}

const countsOf = ({ session, outputs, chat }: ReturnType<typeof partsOf>): PartCounts => ({
  messages: session.chatHistory.length,
  outputChunks: outputs.length,
  chatChunks: chat.length,
});

const hasSameOutputs = (left: WorktreeSession, right: WorktreeSession): boolean =>
  left.instances.length === right.instances.length &&
  left.instances.every(({ output }, index) => output === right.instances[index]?.output);

const isSame = (left: readonly object[], right: readonly object[]): boolean =>
  left.length === right.length && left.every((item, index) => hasSameFields(item, right[index]));

const hasSameFields = (left: object, right: object | undefined): boolean =>
  right !== undefined && Object.entries(left).every(([key, value]) => right[key as keyof object] === value);

const hasSameTexts = (left: WorktreeSession, right: WorktreeSession): boolean =>
  left.task === right.task &&
  hasSameOutputs(left, right) &&
  left.chatHistory.length === right.chatHistory.length &&
  left.chatHistory.every(({ content }, index) => content === right.chatHistory[index]?.content);

function requireChild(number: number, what: string): void {
  if (number < CHILD_COUNT) return;
  throw new StoreError(
    'E_REFUSED',
    `A session with more than ${CHILD_COUNT} ${what} cannot be stored. Nothing was changed.`,
  );
}
