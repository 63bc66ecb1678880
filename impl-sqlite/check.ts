// Looks for damage: the structure by SQLite's own check, and every value by its row's digest. Columns that follow from
// others, and what rows say of each other, are computed again and compared.

import { stepByStep } from '../contract/breathe.ts';
import type { ChatMessage, WorktreeSession } from '../contract/session.ts';
import { hashRaw } from '../contract/workspace.ts';
import type { Connection, SqlValue } from './connection.ts';
import { isDigest, rowDigest } from './digest.ts';
import { isBusy, isDamage, isUnreached, translated } from './driver-errors.ts';
import { firstSessionKey } from './keys.ts';
import { strangeInSchema } from './schema-migrations.ts';
import { indexSums, SearchCheck } from './search-check.ts';
import { SessionReads } from './session-reads.ts';
import {
  contentOf,
  countsOf,
  exactRow,
  INSTANCE_DIGEST,
  type InstanceRecord,
  instancesOf,
  MESSAGE_DIGEST,
  messagesOf,
  type RowValues,
  SESSION_DIGEST,
  sessionOf,
  sessionRow,
  stampOf,
  standingOf,
} from './session-rows.ts';
import { CHAT_MESSAGES, INSTANCES, type LayoutRow, SESSIONS, type WorkspaceRow } from './tables.ts';

export interface Finding {
  /** Table and key, or "structure". */
  readonly place: string;
  readonly problem: string;
}

export interface CheckReport {
  readonly sessions: number;
  readonly findings: readonly Finding[];
  /**
   * Rows that another program wrote without a digest: nothing tells whether they are what was written. No damage, so
   * absent where there is none.
   */
  readonly withoutDigest?: { readonly rows: number; readonly places: readonly string[] };
}

/** Findings beyond this many are not listed. */
export const FINDINGS_MAX = 1_000;

/** Checks the whole database and never changes it, with turns for the event loop: the connection must not be used meanwhile. */
export const checkDatabase = (connection: Connection): Promise<CheckReport> =>
  stepByStep(checking(connection));

/**
 * As of one moment, a session a step. SQLite's own check of the structure is one call and cannot be interrupted. Throws
 * where the database cannot be reached at this moment.
 */
export function* checking(connection: Connection): Generator<unknown, CheckReport> {
  const findings: Finding[] = [];
  const undigested: string[] = [];
  const report = reportTo(findings);
  let sessions = 0;
  connection.guarded(() => connection.startReading());
  try {
    for (const checked of checkSteps(connection, report, undigested)) {
      sessions += checked;
      yield;
    }
  } catch (error) {
    if (isUnreached(error) || isBusy(error)) throw translated(error, connection.file);
    // A damaged page ends the walk; what was found so far still counts.
    report('structure', `cannot be read to the end: ${messageOf(error)}`);
  } finally {
    connection.told(() => connection.endTransaction('rollback'));
  }
  if (undigested.length === 0) return { sessions, findings };
  const places = undigested.slice(0, FINDINGS_MAX);
  return { sessions, findings, withoutDigest: { rows: undigested.length, places } };
}

/** Each step yields how many sessions it has checked. */
function* checkSteps(connection: Connection, report: Report, undigested: string[]): Generator<number, void> {
  refreshSearchIndex(connection);
  checkStructure(connection, report);
  yield 0;
  checkOrphans(connection, report);
  checkLayouts(connection, report);
  const search = yield* searchCheck(connection, report);
  const all = 'SELECT * FROM workspaces ORDER BY workspace_id';
  const check = new WorkspaceCheck(connection, { search, report, undigested });
  for (const workspace of rows<WorkspaceRow>(connection, all)) yield* check.workspace(workspace);
  search?.forgetDeleted(connection);
  if (search !== undefined && search.rest > 0) {
    report('sessions_fts', `holds ${search.rest} entries of sessions or messages that do not exist`);
  }
}

const reportTo =
  (findings: Finding[]): Report =>
  (place, problem) => {
    if (findings.length < FINDINGS_MAX) findings.push({ place, problem });
  };

/** Of one workspace: whatever of its sessions is read again. What the whole file has of its own is for checkDatabase. */
export function checkWorkspaceOf(connection: Connection, hash: string): readonly Finding[] {
  const findings: Finding[] = [];
  const report = reportTo(findings);
  try {
    connection.reading(() => {
      const named = 'SELECT * FROM workspaces WHERE hash = ?';
      const check = new WorkspaceCheck(connection, { search: undefined, report, undigested: [] });
      for (const workspace of rows<WorkspaceRow>(connection, named, hash)) {
        checkLayouts(connection, report, workspace.workspace_id);
        for (const _checked of check.workspace(workspace));
      }
    });
  } catch (error) {
    if (isBusy(error)) throw error;
    if (isUnreached(error)) throw translated(error, connection.file);
    report(`workspaces ${hash}`, unreadable(error));
  }
  return findings;
}

/** What could not be read at this moment says nothing of the content. Throws the driver's error. */
function requireReached(error: unknown): void {
  if (isUnreached(error) || isBusy(error)) throw error;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown error');

const unreadable = (error: unknown): string => `cannot be read: ${messageOf(error)}`;

type Report = (place: string, problem: string) => void;

const rows = <R>(connection: Connection, sql: string, ...values: SqlValue[]): R[] =>
  connection.database.prepare(sql).all(...values) as R[];

/**
 * FTS5 keeps what it knows of its segments from read to read, and `integrity_check` uses it without looking whether
 * another connection has written since: it would call a sound index corrupt. A search looks.
 */
function refreshSearchIndex(connection: Connection): void {
  try {
    rows(connection, `SELECT rowid FROM sessions_fts WHERE sessions_fts MATCH '"x"' LIMIT 1`);
  } catch (error) {
    // What is wrong with it is found below.
    requireReached(error);
  }
}

function checkStructure(connection: Connection, report: Report): void {
  for (const line of structureLines(connection)) report('structure', line);
  for (const name of strangeInSchema(connection.database))
    report('structure', `${name} is not as it was made`);
  const orphans = connection.database.pragma('foreign_key_check') as unknown[];
  if (orphans.length > 0) report('structure', `${orphans.length} rows break a foreign key`);
}

/** It ends at the first value that a constraint cannot compute with, which hides nothing of the rest. */
function structureLines(connection: Connection): string[] {
  try {
    const lines = connection.database.pragma('integrity_check') as { integrity_check: string }[];
    return lines.map(({ integrity_check: line }) => line).filter((line) => line !== 'ok');
  } catch (error) {
    requireReached(error);
    if (isDamage(error)) throw error;
    return [`cannot be checked: ${messageOf(error)}`];
  }
}

/** `only`: of this workspace alone. */
function checkLayouts(connection: Connection, report: Report, only: number | null = null): void {
  for (const { workspace_id: id, text_digest, digest, body } of rows<LayoutRow>(
    connection,
    'SELECT * FROM file_layouts WHERE workspace_id = ifnull(?, workspace_id)',
    only,
  )) {
    if (!isDigest(rowDigest([id, text_digest, body]), digest))
      report(`file_layouts ${id}`, 'does not match its digest');
  }
}

/** Undefined, with a finding, when the index cannot be read: the rest is checked without it. */
function* searchCheck(connection: Connection, report: Report): Generator<number, SearchCheck | undefined> {
  try {
    return new SearchCheck(yield* indexSums(connection));
  } catch (error) {
    requireReached(error);
    report('sessions_fts', unreadable(error));
    return undefined;
  }
}

function checkOrphans(connection: Connection, report: Report): void {
  for (const table of ['instances', 'chat_messages'] as const) {
    const orphans = rows<{ key: number }>(
      connection,
      `SELECT DISTINCT session_key AS key FROM ${table}
       WHERE NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.session_key = ${table}.session_key) LIMIT 100`,
    );
    for (const orphan of orphans) report(table, `row of session ${orphan.key}, which does not exist`);
  }
}

interface Checking {
  readonly search: SearchCheck | undefined;
  readonly report: Report;
  /** Places of rows without a digest. */
  readonly undigested: string[];
}

/** Where the digest of a child's row is. */
const DIGEST_AT = { instances: INSTANCE_DIGEST, chat_messages: MESSAGE_DIGEST } as const;

class WorkspaceCheck {
  private readonly connection: Connection;
  private readonly checking: Checking;

  constructor(connection: Connection, checking: Checking) {
    this.connection = connection;
    this.checking = checking;
  }

  /** A step for each session. */
  *workspace({ workspace_id: id, hash, path }: WorkspaceRow): Generator<number, void> {
    if (path !== null && hash !== 'global' && hashRaw(path) !== hash) {
      this.checking.report(`workspaces ${hash}`, 'is named by another hash than that of its path');
    }
    for (const key of new SessionReads(this.connection).keys(id)) {
      const place = `sessions ${hash}/${key - firstSessionKey(id)}`;
      try {
        this.session(key, place);
      } catch (error) {
        requireReached(error);
        // One session that cannot be read hides nothing of the others.
        this.checking.report(place, unreadable(error));
      }
      yield 1;
    }
  }

  private session(key: number, place: string): void {
    const report = (problem: string): void => this.checking.report(place, problem);
    const read = this.connection.tuples('row of session by key').get(key);
    if (read === undefined) {
      report('is named by an index and is not there');
      return;
    }
    const row = attempted(() => exactRow(read));
    if (row === undefined) {
      report('a value is not of its type');
      return;
    }
    const undigestedBefore = this.checking.undigested.length;
    if (this.isSound(row, SESSION_DIGEST, place) === false) report('the row does not match its digest');
    const instances = this.connection.tuples('rows of instances').all(key);
    const messages = this.connection.tuples('rows of messages').all(key);
    this.children('instances', instances, place);
    this.children('chat_messages', messages, place);
    const counts = countsOf(row);
    if (instances.length !== counts.instances) report('rows in instances are missing or too many');
    if (messages.length !== counts.messages) report('rows in chat_messages are missing or too many');
    const session = sessionOfRows(row, instances, messages);
    if (session === undefined) {
      report('cannot be read: a value is not of its type');
      return;
    }
    checkDerived(row, session, report);
    const { search, undigested } = this.checking;
    const { searchTail } = stampOf(row);
    // Of a session with a row that another program wrote, searches read the texts themselves.
    if (undigested.length > undigestedBefore) search?.pass(key, searchTail);
    else if (search?.agrees(key, session, searchTail) === false)
      report('the search index does not have its words');
  }

  private children(table: keyof typeof DIGEST_AT, found: readonly RowValues[], place: string): void {
    for (const [index, row] of found.entries()) {
      const where = `${table} ${String(row[1])}`;
      if (row[1] !== index) this.checking.report(place, `${where} stands where ${index} should`);
      if (this.isSound(row, DIGEST_AT[table], `${place}, ${where}`) === false)
        this.checking.report(place, `${where} does not match its digest`);
    }
  }

  private isSound(row: RowValues, digestAt: number, place: string): boolean {
    const standing = standingOf(row, digestAt);
    if (standing === 'without a digest') this.checking.undigested.push(place);
    return standing !== 'damaged';
  }
}

function attempted<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** From the rows that were checked, so that what is compared is what was looked at; undefined for what is no session. */
const sessionOfRows = (
  row: RowValues,
  instances: readonly RowValues[],
  messages: readonly RowValues[],
): WorktreeSession | undefined =>
  attempted(() => {
    const content = contentOf(row);
    const [key] = content;
    const own = instances.map((values) => recordOf<InstanceRecord>(INSTANCES, values));
    const chat = messages.map((values) => recordOf<ChatMessage>(CHAT_MESSAGES, values));
    return sessionOf(content, instancesOf(key, own), messagesOf(key, chat));
  });

/** A property is named as its column is, in the style of the format. */
const recordOf = <R>(columns: object, values: RowValues): R =>
  Object.fromEntries(
    Object.keys(columns).map((name, index) => [
      name.replaceAll(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
      values[index],
    ]),
  ) as R;

/** What rows hold beside the session: instants, marks and counts follow from it, whoever wrote the row. */
function checkDerived(row: RowValues, session: WorktreeSession, report: (problem: string) => void): void {
  const counts = { instances: session.instances.length, messages: session.chatHistory.length };
  const expected = sessionRow(stampOf(row), session, counts);
  for (const [index, column] of Object.keys(SESSIONS).entries()) {
    if (index === SESSION_DIGEST || isSameValue(row[index], expected[index])) continue;
    report(`column ${column} does not follow from the session`);
  }
}

const isSameValue = (found: SqlValue | undefined, expected: SqlValue | undefined): boolean =>
  found === expected || (typeof found === 'bigint' && BigInt(expected as number | bigint) === found);
