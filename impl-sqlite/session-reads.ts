// Reading sessions: one by id, and ranges whole. The driver's rows are the instances and messages of the answers. Callers
// put several reads that belong together into one transaction (Connection.reading).

import type { ChatMessage, WorktreeInstance, WorktreeSession } from '../contract/session.ts';
import type { Connection, SqlValue, Statement } from './connection.ts';
import { firstSessionKey, lastSessionKey } from './keys.ts';
import {
  type ContentTuple,
  contentOf,
  exactRow,
  type InstanceRecord,
  instancesOf,
  messagesOf,
  type RowValues,
  SESSION_DIGEST,
  sessionOf,
  standingOf,
} from './session-rows.ts';
import { storedDamage } from './stored-damage.ts';

/** Sessions of one round of a long read: what the collector has to hold at once. */
const ROUND_SIZE = 128;
/** Characters of large texts in a page, roughly. */
const PAGE_LENGTH = 1_000_000;
/** A guess until the first page shows how large the sessions are. */
const PAGE_SIZE_FIRST = 8;

export class SessionReads {
  private readonly firstById: Statement<[number, string], ContentTuple>;
  private readonly byKey: Statement<[number], ContentTuple>;
  private readonly round: Statement<[number, number, number], ContentTuple>;
  private readonly firstRowById: Statement<[number, string], SqlValue[]>;
  private readonly rowsById: Statement<[number, string], SqlValue[]>;
  private readonly keysOf: Statement<[number, number], number>;
  private readonly instances: Statement<[number], InstanceRecord>;
  private readonly messages: Statement<[number], ChatMessage>;
  private readonly instancesOfRange: Statement<[number, number], InstanceRecord>;
  private readonly messagesOfRange: Statement<[number, number], ChatMessage>;
  private readonly instancePage: Statement<[number, number, number], InstanceRecord>;
  private readonly messagePage: Statement<[number, number, number], ChatMessage>;

  constructor(connection: Connection) {
    this.firstById = connection.tuples('first session by id');
    this.byKey = connection.tuples('session by key');
    this.round = connection.tuples('range of sessions');
    this.firstRowById = connection.tuples('row of first session by id');
    this.rowsById = connection.tuples('rows of sessions by id');
    this.keysOf = connection.values('session keys');
    this.instances = connection.query('instances of session');
    this.messages = connection.query('messages of session');
    this.instancesOfRange = connection.query('instances of sessions');
    this.messagesOfRange = connection.query('messages of sessions');
    this.instancePage = connection.query('page of instances');
    this.messagePage = connection.query('page of messages');
  }

  findFirst(workspaceId: number, sessionId: string): ContentTuple | undefined {
    return this.firstById.get(workspaceId, sessionId);
  }

  /** The row of the first session with the id, to be written again: it matches its digest, or E_CORRUPT. */
  findFirstRow(workspaceId: number, sessionId: string): RowValues | undefined {
    const row = this.firstRowById.get(workspaceId, sessionId);
    return row === undefined ? undefined : soundRow(row, sessionId);
  }

  /** The rows of all sessions with the id, as {@link findFirstRow}. */
  findAllRows(workspaceId: number, sessionId: string): RowValues[] {
    return this.rowsById.all(workspaceId, sessionId).map((row) => soundRow(row, sessionId));
  }

  keys(workspaceId: number): number[] {
    return this.keysOf.all(firstSessionKey(workspaceId), lastSessionKey(workspaceId));
  }

  /** The whole session at a key. */
  at(key: number): WorktreeSession | undefined {
    const content = this.byKey.get(key);
    return content === undefined ? undefined : this.whole(content);
  }

  /** The whole session of a row. */
  whole(content: ContentTuple): WorktreeSession {
    const [key, instanceCount, messageCount] = content;
    const instances = instanceCount === 0 ? [] : this.instances.all(key);
    const messages = messageCount === 0 ? [] : this.messages.all(key);
    requireCount(`instances of session ${key}`, instances, instanceCount);
    requireCount(`chat_messages of session ${key}`, messages, messageCount);
    return sessionOf(content, instancesOf(key, instances), messagesOf(key, messages));
  }

  /** All sessions of a workspace, in order. */
  all(workspaceId: number): WorktreeSession[] {
    const sessions: WorktreeSession[] = [];
    const last = lastSessionKey(workspaceId);
    for (let first = firstSessionKey(workspaceId); ; ) {
      const round = this.round.all(first, last, ROUND_SIZE);
      this.appendRound(round, sessions);
      const end = round.at(-1);
      if (end === undefined || round.length < ROUND_SIZE) return sessions;
      first = end[0] + 1;
    }
  }

  /** All sessions of a workspace, in order, as many at a time as have about PAGE_LENGTH characters. */
  *pages(workspaceId: number): Generator<WorktreeSession[]> {
    const last = lastSessionKey(workspaceId);
    let first = firstSessionKey(workspaceId);
    let size = PAGE_SIZE_FIRST;
    for (;;) {
      const round = this.round.all(first, last, size);
      const end = round.at(-1);
      if (end === undefined) return;
      const page: WorktreeSession[] = [];
      this.appendRound(round, page);
      yield page;
      first = end[0] + 1;
      const fitting = Math.floor((page.length * PAGE_LENGTH) / Math.max(1, lengthOf(page)));
      size = Math.max(1, Math.min(fitting, 2 * size, ROUND_SIZE));
    }
  }

  /** Children come in the order of their sessions; the counts in the sessions' rows say whose they are. */
  private appendRound(round: readonly ContentTuple[], sessions: WorktreeSession[]): void {
    const [first] = round;
    const last = round.at(-1);
    if (first === undefined || last === undefined) return;
    const instances = this.instancesOfRange.all(first[0], last[0]);
    const messages = this.messagesOfRange.all(first[0], last[0]);
    let [instanceCount, messageCount] = [0, 0];
    for (const content of round) {
      instanceCount += content[1];
      messageCount += content[2];
    }
    const place = `of sessions ${first[0]} to ${last[0]}`;
    requireCount(`instances ${place}`, instances, instanceCount);
    requireCount(`chat_messages ${place}`, messages, messageCount);
    let [nextInstance, nextMessage] = [0, 0];
    for (const content of round) {
      const [key, ofInstances, ofMessages] = content;
      const own = instances.slice(nextInstance, nextInstance + ofInstances);
      const chat = messages.slice(nextMessage, nextMessage + ofMessages);
      nextInstance += ofInstances;
      nextMessage += ofMessages;
      sessions.push(sessionOf(content, instancesOf(key, own), messagesOf(key, chat)));
    }
  }

  instancesFrom(key: number, offset: number, limit: number): readonly WorktreeInstance[] {
    return instancesOf(key, this.instancePage.all(key, limit, offset));
  }

  messagesFrom(key: number, offset: number, limit: number): readonly ChatMessage[] {
    return messagesOf(key, this.messagePage.all(key, limit, offset));
  }
}

function soundRow(row: SqlValue[], sessionId: string): RowValues {
  const exact = exactRow(row);
  const place = `sessions ${String(exact[0])}`;
  if (standingOf(exact, SESSION_DIGEST) === 'damaged')
    throw storedDamage(place, 'the row does not match its digest');
  if (contentOf(exact)[3] !== sessionId) throw storedDamage(place, 'an index names it by another id');
  return exact;
}

function requireCount(place: string, rows: readonly unknown[], count: number): void {
  if (rows.length !== count) throw storedDamage(place, 'rows are missing or too many');
}

/** Characters of the texts that can be large. */
export function lengthOf(sessions: readonly WorktreeSession[]): number {
  let length = 0;
  for (const { task, instances, chatHistory } of sessions) {
    length += task.length;
    for (const { output } of instances) length += output?.length ?? 0;
    for (const { content } of chatHistory) length += content.length;
  }
  return length;
}
