// Looks for damage: the structure by SQLite's own check, and the content by the digests. What the digests do not cover
// directly, the columns that queries use, is computed again from the packs and compared.

import { stepByStep } from '../contract/breathe.ts';
import { freezeSession, type WorktreeSession } from '../contract/session.ts';
import { hashRaw } from '../contract/workspace.ts';
import { chunkPack } from './compression.ts';
import type { Connection, SqlValue } from './connection.ts';
import { isChunkWhole, isDigest } from './digest.ts';
import { isBusy, isUnreached, translated } from './driver-errors.ts';
import { CHILD_BITS, firstSessionKey, PLACE_COUNT } from './keys.ts';
import { layoutDigest } from './layout-table.ts';
import type { Pack } from './pack.ts';
import { strangeInSchema } from './schema-migrations.ts';
import { indexSums, SearchCheck } from './search-check.ts';
import { unpackSession } from './session-reader.ts';
import { CONTENT_COLUMNS, contentValues, headDigest, isStrangeStatus } from './session-rows.ts';
import type { ChatRow, InstanceRow, LayoutRow, OutputRow, SessionRow, WorkspaceRow } from './tables.ts';

export interface Finding {
  /** Table and key, or "structure". */
  readonly place: string;
  readonly problem: string;
}

export interface CheckReport {
  readonly sessions: number;
  readonly findings: readonly Finding[];
}

/** Findings beyond this many are not listed. */
export const FINDINGS_MAX = 1_000;

type ChildRows = {
  readonly outputs: readonly (OutputRow & { number: number })[];
  readonly chat: readonly (ChatRow & { number: number })[];
  readonly instances: readonly (InstanceRow & { number: number })[];
};

/** Checks the whole database and never changes it, with turns for the event loop: the connection must not be used meanwhile. */
export const checkDatabase = (connection: Connection): Promise<CheckReport> =>
  stepByStep(checking(connection));

/**
 * As of one moment, a session a step. SQLite's own check of the structure is one call and cannot be interrupted. Throws
 * where the database cannot be reached at this moment.
 */
export function* checking(connection: Connection): Generator<unknown, CheckReport> {
  const findings: Finding[] = [];
  const report = reportTo(findings);
  let sessions = 0;
  connection.guarded(() => connection.startReading());
  try {
    for (const checked of checkSteps(connection, report)) {
      sessions += checked;
      yield;
    }
  } catch (error) {
    if (isUnreached(error) || isBusy(error)) throw translated(error, connection.file);
    // A damaged page ends the walk; what was found so far still counts.
    report(
      'structure',
      `cannot be read to the end: ${error instanceof Error ? error.message : 'unknown error'}`,
    );
  } finally {
    connection.endTransaction('rollback');
  }
  return { sessions, findings };
}

/** Each step yields how many sessions it has checked. */
function* checkSteps(connection: Connection, report: Report): Generator<number, void> {
  refreshSearchIndex(connection);
  checkStructure(connection, report);
  yield 0;
  checkOrphans(connection, report);
  checkLayouts(connection, report);
  const search = yield* searchCheck(connection, report);
  const all = 'SELECT * FROM workspaces ORDER BY workspace_id';
  for (const workspace of rows<WorkspaceRow>(connection, all)) {
    yield* checkWorkspace(connection, workspace, search, report);
  }
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
      for (const workspace of rows<WorkspaceRow>(connection, named, hash)) {
        checkLayouts(connection, report, workspace.workspace_id);
        for (const _checked of checkWorkspace(connection, workspace, undefined, report));
      }
    });
  } catch (error) {
    if (isBusy(error)) throw error;
    if (isUnreached(error)) throw translated(error, connection.file);
    report(
      `workspaces ${hash}`,
      `cannot be read: ${error instanceof Error ? error.message : 'unknown error'}`,
    );
  }
  return findings;
}

/** What could not be read at this moment says nothing of the content. Throws the driver's error. */
function requireReached(error: unknown): void {
  if (isUnreached(error) || isBusy(error)) throw error;
}

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
  const lines = connection.database.pragma('integrity_check') as { integrity_check: string }[];
  for (const { integrity_check: line } of lines) if (line !== 'ok') report('structure', line);
  for (const name of strangeInSchema(connection.database))
    report('structure', `${name} is not as it was made`);
  const orphans = connection.database.pragma('foreign_key_check') as unknown[];
  if (orphans.length > 0) report('structure', `${orphans.length} rows break a foreign key`);
}

/** `only`: of this workspace alone. */
function checkLayouts(connection: Connection, report: Report, only: number | null = null): void {
  for (const { workspace_id: id, text_digest, digest, body } of rows<LayoutRow>(
    connection,
    'SELECT * FROM file_layouts WHERE workspace_id = ifnull(?, workspace_id)',
    only,
  )) {
    if (!isDigest(layoutDigest(id, text_digest, body), digest))
      report(`file_layouts ${id}`, 'does not match its digest');
  }
}

/** Undefined, with a finding, when the index cannot be read: the rest is checked without it. */
function* searchCheck(connection: Connection, report: Report): Generator<number, SearchCheck | undefined> {
  try {
    return new SearchCheck(yield* indexSums(connection));
  } catch (error) {
    requireReached(error);
    report('sessions_fts', `cannot be read: ${error instanceof Error ? error.message : 'unknown error'}`);
    return undefined;
  }
}

function checkOrphans(connection: Connection, report: Report): void {
  for (const [table, key] of [
    ['instances', 'instance_key'],
    ['instance_outputs', 'chunk_key'],
    ['chat_messages', 'chunk_key'],
  ] as const) {
    const orphans = rows<{ key: number }>(
      connection,
      `SELECT ${key} >> ${CHILD_BITS} AS key FROM ${table}
       WHERE NOT EXISTS (SELECT 1 FROM sessions WHERE session_key = ${key} >> ${CHILD_BITS}) LIMIT 100`,
    );
    for (const orphan of orphans) report(table, `row of session ${orphan.key}, which does not exist`);
  }
}

function* checkWorkspace(
  connection: Connection,
  workspace: WorkspaceRow,
  search: SearchCheck | undefined,
  report: Report,
): Generator<number, void> {
  const { workspace_id: id, hash, path } = workspace;
  if (path !== null && hash !== 'global' && hashRaw(path) !== hash) {
    report(`workspaces ${hash}`, 'is named by another hash than that of its path');
  }
  const select = connection.database.prepare('SELECT * FROM sessions WHERE session_key = ?');
  const selectExact = connection.database
    .prepare(`SELECT ${CONTENT_COLUMNS.join(', ')} FROM sessions WHERE session_key = ?`)
    .raw()
    .safeIntegers();
  const keys = rows<{ key: number }>(
    connection,
    'SELECT session_key AS key FROM sessions WHERE session_key BETWEEN ? AND ? ORDER BY session_key',
    firstSessionKey(id),
    firstSessionKey(id) + PLACE_COUNT - 1,
  );
  if (keys.length !== workspace.session_count) {
    report(`workspaces ${hash}`, `counts ${workspace.session_count} sessions but has ${keys.length}`);
  }
  const childrenOf = childReader(connection);
  for (const { key } of keys) {
    const place = `sessions ${hash}/${key - firstSessionKey(id)}`;
    try {
      const row = { ...(select.get(key) as SessionRow), exact: selectExact.get(key) as SqlValue[] };
      checkSession(row, childrenOf(key), search, (problem) => report(place, problem));
    } catch (error) {
      requireReached(error);
      // One session that cannot be read hides nothing of the others.
      report(place, `cannot be read: ${error instanceof Error ? error.message : 'unknown error'}`);
    }
    yield 1;
  }
}

function childReader(connection: Connection): (key: number) => ChildRows {
  const children = (table: string, key: string) =>
    connection.database.prepare(
      `SELECT *, ${key} & ${2 ** CHILD_BITS - 1} AS number FROM ${table}
       WHERE ${key} BETWEEN ? << ${CHILD_BITS} AND ((? + 1) << ${CHILD_BITS}) - 1
       ORDER BY ${key}`,
    );
  const outputs = children('instance_outputs', 'chunk_key');
  const chat = children('chat_messages', 'chunk_key');
  const instances = children('instances', 'instance_key');
  return (key) => ({
    outputs: outputs.all(BigInt(key), BigInt(key)) as ChildRows['outputs'],
    chat: chat.all(BigInt(key), BigInt(key)) as ChildRows['chat'],
    instances: instances.all(BigInt(key), BigInt(key)) as ChildRows['instances'],
  });
}

/** `exact`: the values of {@link CONTENT_COLUMNS} with integers as bigint; as numbers they lose bits above 2^53. */
type CheckedRow = SessionRow & { readonly exact: readonly SqlValue[] };

function checkSession(
  row: CheckedRow,
  children: ChildRows,
  search: SearchCheck | undefined,
  report: (problem: string) => void,
): void {
  const { session_key: key } = row;
  if (!isDigest(headDigest(key, row.revision, headOf(row)), row.digest))
    report('the head and the revision do not match their digest');
  for (const [what, chunks] of [
    ['output', children.outputs],
    ['chat', children.chat],
  ] as const) {
    for (const chunk of chunks) {
      if (!isChunkWhole(key, chunk.number, chunk))
        report(`${what} chunk ${chunk.number} does not match its digest`);
    }
  }
  const session = decoded(row, children);
  if (session === undefined) report('cannot be decoded');
  else {
    checkColumns(row, session, report);
    checkInstances(children, session, report);
    if (search?.agrees(key, session, row.search_tail) === false)
      report('the search index does not have its words');
  }
  if (children.outputs.length !== row.output_chunks) report('output chunks are missing or too many');
  if (children.chat.length !== row.chat_chunks) report('chat chunks are missing or too many');
}

const headOf = ({ head, head_wide }: SessionRow): Pack => ({ text: head, wide: head_wide });

function decoded(row: SessionRow, { outputs, chat }: ChildRows): WorktreeSession | undefined {
  try {
    const session = unpackSession(
      headOf(row),
      outputs.map(chunkPack),
      chat.map(({ body, wide }) => ({ text: body, wide })),
    );
    return freezeSession(session);
  } catch {
    return undefined;
  }
}

function checkColumns(row: CheckedRow, session: WorktreeSession, report: (problem: string) => void): void {
  const expected = contentValues(row.session_key, row.revision, session, {
    messages: session.chatHistory.length,
    outputChunks: row.output_chunks,
    chatChunks: row.chat_chunks,
  });
  for (const [index, column] of CONTENT_COLUMNS.entries()) {
    if (column === 'digest' || column === 'head' || column === 'head_wide') continue;
    if (!isSameValue(row.exact[index], expected[index])) report(`column ${column} does not match the head`);
  }
}

const isSameValue = (exact: SqlValue | undefined, expected: SqlValue | undefined): boolean =>
  exact === (typeof expected === 'number' ? BigInt(expected) : expected);

function checkInstances(
  { instances }: ChildRows,
  session: WorktreeSession,
  report: (problem: string) => void,
): void {
  if (instances.length !== session.instances.length) {
    report('rows in instances are missing or too many');
    return;
  }
  for (const [position, row] of instances.entries()) {
    const { instanceId, status, runtime, filesChanged, linesAdded, linesDeleted } = session.instances[
      position
    ] as WorktreeSession['instances'][number];
    const isSame =
      row.number === position &&
      row.instance_id === instanceId &&
      row.status === status &&
      row.runtime === runtime &&
      row.files_changed === filesChanged &&
      row.lines_added === linesAdded &&
      row.lines_deleted === linesDeleted &&
      row.is_outside_vocabulary === Number(isStrangeStatus(status));
    if (!isSame) report(`row of instance ${position} does not match the head`);
  }
}
