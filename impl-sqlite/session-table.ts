// Writing sessions: every change is made of these few steps, and the caller's transaction makes them one. A row that is
// written again is compared with its digest first: damage under a fresh digest would look sound from then on.

import { StoreError } from '../contract/errors.ts';
import type { ChatMessage, WorktreeSession } from '../contract/session.ts';
import { TOUCHED } from './columns.ts';
import type { Connection, SqlValue } from './connection.ts';
import { rowDigest } from './digest.ts';
import { CHILD_COUNT, type KeyRange, sessionRange } from './keys.ts';
import { SEARCH_TAIL_MAX, type SearchIndex } from './search-index.ts';
import type { StoredRow } from './session-reads.ts';
import {
  countsOf,
  exactInstant,
  INSTANCE_DIGEST,
  instanceRow,
  MESSAGE_DIGEST,
  messageRow,
  placeOf,
  type RowValues,
  SESSION_DIGEST,
  type SessionFields,
  sessionRow,
  stampOf,
  standingOf,
  strangeStatus,
} from './session-rows.ts';
import { storedDamage } from './stored-damage.ts';
import { INSTANCES, SESSIONS } from './tables.ts';

interface SessionCounters {
  readonly counts: ReturnType<typeof countsOf>;
  readonly searchTail: number;
}

export class SessionTable {
  /** Sessions that were appended since the database was opened, rolled back ones included. */
  appended = 0;
  private readonly search: SearchIndex;
  private readonly connection: Connection;

  constructor(connection: Connection, search: SearchIndex) {
    this.connection = connection;
    this.search = search;
  }

  /** Appends sessions at the end of their workspace, under one revision. */
  append(workspaceId: number, sessions: readonly WorktreeSession[]): void {
    this.search.removeDeleted();
    this.appended += sessions.length;
    const revision = (this.connection.values('last revision').get(workspaceId) ?? 0) + 1;
    const key = this.nextKey(workspaceId, sessions.length);
    for (const [index, session] of sessions.entries()) {
      this.insert({ key: key + index, workspaceId, revision, searchTail: 0 }, session);
    }
    // Behind all rows: a statement with triggers makes the index write out what it has gathered, a segment each time.
    for (const [index, session] of sessions.entries()) this.search.add(key + index, session);
  }

  private insert(stamp: ReturnType<typeof stampOf>, session: WorktreeSession): void {
    const { instances, chatHistory } = session;
    requireChildren(session);
    const counts = { instances: instances.length, messages: chatHistory.length };
    this.connection.query('insert session').run(...sessionRow(stamp, session, counts));
    for (const [position, instance] of instances.entries())
      this.connection.query('insert instance').run(...instanceRow(stamp.key, position, instance));
    for (const [position, message] of chatHistory.entries())
      this.connection.query('insert message').run(...messageRow(stamp.key, position, message));
  }

  /** Puts a session in the place of another one. `before` is what stands there, to leave alone what stays the same. */
  replace(stored: StoredRow, session: WorktreeSession, before: WorktreeSession): void {
    const { row } = stored;
    const { key, searchTail } = stampOf(row);
    requireChildren(session);
    this.requireLastPlace('instances', key, before.instances.length);
    this.requireLastPlace('messages', key, before.chatHistory.length);
    const counts = { instances: session.instances.length, messages: session.chatHistory.length };
    let isSearchSame = hasSameTexts(session, before) && !isUndigested(row, SESSION_DIGEST);
    for (const [position, instance] of session.instances.entries()) {
      if (hasSameFields(instance, before.instances[position])) continue;
      if (isUndigested(this.requireSoundInstance(key, position), INSTANCE_DIGEST)) isSearchSame = false;
      this.connection.query('put instance').run(...instanceRow(key, position, instance));
    }
    if (before.instances.length > counts.instances)
      this.connection.query('delete instances from').run(key, counts.instances);
    for (const [position, message] of session.chatHistory.entries()) {
      if (hasSameFields(message, before.chatHistory[position])) continue;
      const stored = this.connection.tuples('row of message').get(key, position);
      requireSound('chat_messages', stored, MESSAGE_DIGEST);
      if (isUndigested(stored, MESSAGE_DIGEST)) isSearchSame = false;
      this.connection.query('put message').run(...messageRow(key, position, message));
    }
    if (before.chatHistory.length > counts.messages)
      this.connection.query('delete messages from').run(key, counts.messages);
    this.update(stored, session, { counts, searchTail: isSearchSame ? searchTail : 0 });
    if (!isSearchSame) this.indexAgain(row, session);
  }

  /** Deletes the sessions of these ranges; the schema notes it for other readers (003_add_fts). */
  delete(ranges: Iterable<KeyRange>): void {
    for (const { first, last } of ranges) {
      this.search.forget(first, last);
      this.connection.query('delete sessions').run(first, last);
    }
    this.search.removeDeleted();
  }

  /** Appends the last message of a session. */
  appendMessage(stored: StoredRow, session: WorktreeSession, message: ChatMessage): void {
    const { row } = stored;
    const { key, searchTail } = stampOf(row);
    const { instances, messages } = countsOf(row);
    requireChild(messages, 'messages');
    this.requireLastPlace('messages', key, messages);
    const isIndexedWhole = searchTail >= SEARCH_TAIL_MAX || isUndigested(row, SESSION_DIGEST);
    const counts = { instances, messages: messages + 1 };
    this.touch(stored, session, { counts, searchTail: isIndexedWhole ? 0 : searchTail + 1 });
    this.connection.query('insert message').run(...messageRow(key, messages, message));
    if (isIndexedWhole) this.indexAgain(row, session);
    else this.search.addMessage(key, searchTail + 1, message.content);
  }

  /** Writes a row of which the instance at `position` gets a new status. */
  setInstanceStatus(stored: StoredRow, session: WorktreeSession, position: number, status: string): void {
    const { row } = stored;
    const { key, searchTail } = stampOf(row);
    const instance = this.requireSoundInstance(key, position);
    if (instance === undefined || instance[INSTANCE_ID] !== session.instances[position]?.instanceId)
      throw wrongPlaces(`instances of session ${key}`);
    const isIndexed = !isUndigested(row, SESSION_DIGEST) && !isUndigested(instance, INSTANCE_DIGEST);
    this.touch(stored, session, { counts: countsOf(row), searchTail: isIndexed ? searchTail : 0 });
    if (!isIndexed) this.indexAgain(row, session);
    const mark = strangeStatus(status);
    const digest = digestWith(instance, INSTANCE_DIGEST, STATUS_PLACES, [status, mark]);
    this.connection.query('update status of instance').run(status, mark, digest, key, position);
  }

  private indexAgain(row: RowValues, session: WorktreeSession): void {
    const { key, searchTail } = stampOf(row);
    // Another program may have put this session where it deleted one: what is noted for that one must not go to this one.
    this.search.removeDeleted();
    // Nor need it know of words of messages.
    this.search.remove(key, searchTail > 0 || isUndigested(row, SESSION_DIGEST));
    this.search.add(key, session);
  }

  private requireSoundInstance(key: number, position: number): RowValues | undefined {
    const row = this.connection.tuples('row of instance').get(key, position);
    requireSound('instances', row, INSTANCE_DIGEST);
    return row;
  }

  /** Writes find a child by its place: what another program has written with gaps would be mixed up. Throws E_CORRUPT. */
  private requireLastPlace(children: 'instances' | 'messages', key: number, count: number): void {
    const last = this.connection.values(`last place of ${children}`).get(key);
    if ((last ?? -1) !== count - 1)
      throw wrongPlaces(`${children === 'messages' ? 'chat_messages' : children} of session ${key}`);
  }

  /** Of a session of which a child has changed: its own columns that follow, and so no more indexes than theirs. */
  private touch(stored: StoredRow, fields: SessionFields, counters: SessionCounters): void {
    // What follows from the columns of another program's row may be wrong.
    const { row, lastRevision } = stored;
    if (isUndigested(row, SESSION_DIGEST)) {
      this.update(stored, fields, counters);
      return;
    }
    const values: SqlValue[] = [
      lastRevision + 1,
      fields.updatedAt,
      exactInstant(fields.updatedAt),
      counters.counts.messages,
      counters.searchTail,
    ];
    const digest = digestWith(row, SESSION_DIGEST, TOUCHED_PLACES, values);
    this.connection.query('touch session').run(...values, digest, stampOf(row).key);
  }

  private update(
    { row, lastRevision }: StoredRow,
    fields: SessionFields,
    { counts, searchTail }: SessionCounters,
  ): void {
    const { key, workspaceId } = stampOf(row);
    const stamp = { key, workspaceId, revision: lastRevision + 1, searchTail };
    const [, , ...values] = sessionRow(stamp, fields, counts);
    this.connection.query('update session').run(...values, key);
  }

  private nextKey(workspaceId: number, count: number): number {
    const { first, last } = sessionRange(workspaceId);
    const next = (this.connection.values('last session key').get(first, last) ?? first - 1) + 1;
    if (next + count - 1 <= last) return next;
    throw new StoreError(
      'E_REFUSED',
      'The workspace has used all places for sessions. Nothing was changed. Write its files out and import them again.',
    );
  }
}

const INSTANCE_ID = placeOf(INSTANCES, 'instance_id');
const STATUS_PLACES = [placeOf(INSTANCES, 'status'), placeOf(INSTANCES, 'is_outside_vocabulary')];
const TOUCHED_PLACES = TOUCHED.map((name) => placeOf(SESSIONS, name));

/** Of a row with other values in some places. */
function digestWith(
  row: RowValues,
  digestAt: number,
  places: readonly number[],
  others: readonly SqlValue[],
): Buffer {
  const values = [...row];
  for (const [index, place] of places.entries()) values[place] = others[index] as SqlValue;
  values.splice(digestAt, 1);
  return rowDigest(values);
}

/** A row that is not there has nothing to be damaged. Throws E_CORRUPT. */
function requireSound(table: string, row: RowValues | undefined, digestAt: number): void {
  if (row === undefined || standingOf(row, digestAt) !== 'damaged') return;
  throw storedDamage(`${table} ${String(row[0])}/${String(row[1])}`, 'the row does not match its digest');
}

const wrongPlaces = (place: string): StoreError => storedDamage(place, 'their positions are not 0, 1, 2 …');

/** Another program wrote the row: the search index may not have its words, and has to before the row gets a digest. */
const isUndigested = (row: RowValues | undefined, digestAt: number): boolean => row?.[digestAt] === null;

const hasSameFields = (left: object, right: object | undefined): boolean =>
  left === right ||
  (right !== undefined && Object.entries(left).every(([key, value]) => right[key as keyof object] === value));

const hasSameTexts = (left: WorktreeSession, right: WorktreeSession): boolean =>
  left.task === right.task &&
  left.instances.length === right.instances.length &&
  left.instances.every(({ output }, index) => output === right.instances[index]?.output) &&
  left.chatHistory.length === right.chatHistory.length &&
  left.chatHistory.every(({ content }, index) => content === right.chatHistory[index]?.content);

function requireChildren({ instances, chatHistory }: WorktreeSession): void {
  requireChild(instances.length - 1, 'instances');
  requireChild(chatHistory.length - 1, 'messages');
}

function requireChild(number: number, what: string): void {
  if (number < CHILD_COUNT) return;
  throw new StoreError(
    'E_REFUSED',
    `A session with more than ${CHILD_COUNT} ${what} cannot be stored. Nothing was changed.`,
  );
}
