// Reading sessions: one by id, ranges whole, and pages of summaries. The driver's rows are the instances and messages of the
// answers. Callers put several reads that belong together into one transaction (Connection.reading).

import type { SessionSummary } from '../contract/query.ts';
import type { ChatMessage, WorktreeInstance, WorktreeSession } from '../contract/session.ts';
import { summaryWith } from '../contract/session-summary.ts';
import type { ContentTuple } from './columns.ts';
import type { Connection, SqlValue } from './connection.ts';
import { sessionRange } from './keys.ts';
import {
  contentOf,
  exactRow,
  instancesOf,
  isInstance,
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

/** A session's row, to be written again. */
export interface StoredRow {
  readonly row: RowValues;
  /** Of its workspace. */
  readonly lastRevision: number;
}

export class SessionReads {
  private readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  first(hash: string, sessionId: string): ContentTuple | undefined {
    return this.connection.tuples('first session by id').get(hash, sessionId);
  }

  /** The row of the first session with the id, to be written again: it matches its digest, or E_CORRUPT. */
  firstRow(hash: string, sessionId: string): StoredRow | undefined {
    const row = this.connection.tuples('row of first session by id').get(hash, sessionId);
    const lastRevision = row?.pop();
    return row === undefined
      ? undefined
      : { row: soundRow(row, sessionId), lastRevision: Number(lastRevision) };
  }

  /** The rows of all sessions with the id, as {@link firstRow}. */
  rows(workspaceId: number, sessionId: string): RowValues[] {
    const rows = this.connection.tuples('rows of sessions by id').all(workspaceId, sessionId);
    return rows.map((row) => soundRow(row, sessionId));
  }

  keys(workspaceId: number): number[] {
    const { first, last } = sessionRange(workspaceId);
    return this.connection.values('session keys').all(first, last);
  }

  /** The whole session at a key. */
  at(key: number): WorktreeSession | undefined {
    const content = this.connection.tuples('range of sessions').get(key, key, 1);
    return content === undefined ? undefined : this.whole(content);
  }

  /** The whole session of a row. */
  whole(content: ContentTuple): WorktreeSession {
    const sessions: WorktreeSession[] = [];
    this.appendWholes([content], sessions);
    return sessions[0] as WorktreeSession;
  }

  /** All sessions of a workspace, in order. */
  all(workspaceId: number): WorktreeSession[] {
    const sessions: WorktreeSession[] = [];
    const round = this.connection.tuples('range of sessions');
    const { last } = sessionRange(workspaceId);
    for (let { first } = sessionRange(workspaceId); ; ) {
      const contents = round.all(first, last, ROUND_SIZE);
      this.appendWholes(contents, sessions);
      const end = contents.at(-1);
      if (end === undefined || contents.length < ROUND_SIZE) return sessions;
      first = end[0] + 1;
    }
  }

  /** All sessions of a workspace, in order, as many at a time as have about PAGE_LENGTH characters. */
  *pages(workspaceId: number): Generator<WorktreeSession[]> {
    const { last } = sessionRange(workspaceId);
    let { first } = sessionRange(workspaceId);
    let size = PAGE_SIZE_FIRST;
    for (;;) {
      const contents = this.connection.tuples('range of sessions').all(first, last, size);
      const end = contents.at(-1);
      if (end === undefined) return;
      const page: WorktreeSession[] = [];
      this.appendWholes(contents, page);
      yield page;
      first = end[0] + 1;
      const fitting = Math.floor((page.length * PAGE_LENGTH) / Math.max(1, lengthOf(page)));
      size = Math.max(1, Math.min(fitting, 2 * size, ROUND_SIZE));
    }
  }

  /** In the order of `keys`. */
  summaries(keys: readonly number[]): SessionSummary[] {
    if (keys.length === 0) return [];
    const among = JSON.stringify(keys);
    const contents = this.connection.tuples('sessions by keys').all(among);
    const instances = this.connection.query('summaries of instances').all(among);
    this.requireOwners(contents, this.connection.values('owners of instances').all(among));
    const byKey = new Map<number, SessionSummary>();
    let next = 0;
    for (const content of contents) {
      const [key, count, messageCount] = content;
      const own = instances.slice(next, next + count);
      next += count;
      if (!own.every(isInstance))
        throw storedDamage(`instances of session ${key}`, 'a value is not of its type');
      byKey.set(key, summaryWith(sessionOf(content, [], []), own, messageCount));
    }
    return keys.map((key) => {
      const summary = byKey.get(key);
      if (summary !== undefined) return summary;
      throw storedDamage(`sessions ${key}`, 'an index names a row that is not there');
    });
  }

  instancesFrom(key: number, offset: number, limit: number): readonly WorktreeInstance[] {
    return instancesOf(key, this.connection.query('page of instances').all(key, limit, offset));
  }

  messagesFrom(key: number, offset: number, limit: number): readonly ChatMessage[] {
    return messagesOf(key, this.connection.query('page of messages').all(key, limit, offset));
  }

  /**
   * The sessions of rows that follow each other. Children come in the order of their sessions; the counts in the sessions' rows
   * say whose they are.
   */
  private appendWholes(contents: readonly ContentTuple[], sessions: WorktreeSession[]): void {
    const [first] = contents;
    const last = contents.at(-1);
    if (first === undefined || last === undefined) return;
    const instances = this.connection.query('instances of sessions').all(first[0], last[0]);
    const messages = this.connection.query('messages of sessions').all(first[0], last[0]);
    this.requireCounts(contents, instances, messages);
    let [nextInstance, nextMessage] = [0, 0];
    for (const content of contents) {
      const [key, ofInstances, ofMessages] = content;
      const own = instances.slice(nextInstance, nextInstance + ofInstances);
      const chat = messages.slice(nextMessage, nextMessage + ofMessages);
      nextInstance += ofInstances;
      nextMessage += ofMessages;
      sessions.push(sessionOf(content, instancesOf(key, own), messagesOf(key, chat)));
    }
  }

  /**
   * Throws E_CORRUPT unless there are as many children as the sessions' rows say; of each session alone that is looked at only
   * where another program has written, because it takes a sixth of reading everything.
   */
  private requireCounts(
    contents: readonly ContentTuple[],
    instances: readonly unknown[],
    messages: readonly unknown[],
  ): void {
    let [ofInstances, ofMessages] = [0, 0];
    for (const content of contents) {
      ofInstances += content[1];
      ofMessages += content[2];
    }
    const isSame = instances.length === ofInstances && messages.length === ofMessages;
    if (!isSame || this.hasForeign(contents)) this.requireOwnCounts(contents);
    if (isSame) return;
    const table = instances.length === ofInstances ? 'chat_messages' : 'instances';
    throw storedDamage(`${table} ${placeOf(contents)}`, 'rows are missing or too many');
  }

  /** As {@link requireCounts}, of each session alone: on a page, the keys of its instances cost next to nothing. */
  private requireOwners(contents: readonly ContentTuple[], owners: readonly number[]): void {
    const expected = contents.flatMap(([key, count]) => Array<number>(count).fill(key));
    if (expected.length === owners.length && owners.every((key, index) => key === expected[index])) return;
    this.requireOwnCounts(contents);
    throw storedDamage(`instances ${placeOf(contents)}`, 'rows are missing or too many');
  }

  /** Of one session the children are read by its key: they cannot be another's. */
  private hasForeign(contents: readonly ContentTuple[]): boolean {
    if (contents.length < 2) return false;
    const keys = this.connection.values('undigested session keys');
    return keys.get(contents[0]?.[0] ?? 0, contents.at(-1)?.[0] ?? 0) !== undefined;
  }

  private requireOwnCounts(contents: readonly ContentTuple[]): void {
    const wrong = this.connection
      .query('miscounted session')
      .get(JSON.stringify(contents.map(([key]) => key)));
    if (wrong === undefined) return;
    const place = `rows of session ${wrong.session_key} (id ${JSON.stringify(wrong.id)})`;
    throw storedDamage(place, 'rows are missing or too many');
  }
}

const placeOf = (contents: readonly ContentTuple[]): string => {
  const [first, last] = [contents[0]?.[0], contents.at(-1)?.[0]];
  return first === last ? `of session ${first}` : `of sessions ${first} to ${last}`;
};

function soundRow(row: SqlValue[], sessionId: string): RowValues {
  const exact = exactRow(row);
  const place = `sessions ${String(exact[0])}`;
  if (standingOf(exact, SESSION_DIGEST) === 'damaged')
    throw storedDamage(place, 'the row does not match its digest');
  if (contentOf(exact)[3] !== sessionId) throw storedDamage(place, 'an index names it by another id');
  return exact;
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
