// A session as the rows that hold it, and back. Rows are arrays in the order of the table's columns; those that answers are
// made of come from the driver as the records themselves (queries.ts names their columns so).

import { instantUs } from '../contract/instant.ts';
import {
  type ChatMessage,
  U32_MAX,
  U64_MAX,
  VOCABULARY,
  type WorktreeInstance,
  type WorktreeSession,
} from '../contract/session.ts';
import { CONTENT, type ContentTuple, LONG_COLUMNS } from './columns.ts';
import { outputOf, storedOutput } from './compression.ts';
import type { SqlValue } from './connection.ts';
import { isDigest, rowDigest } from './digest.ts';
import { storedDamage } from './stored-damage.ts';
import { CHAT_MESSAGES, INSTANCES, SESSIONS } from './tables.ts';

/** The values of a whole row, in the order of the table's columns. */
export type RowValues = readonly SqlValue[];

export interface SessionStamp {
  readonly key: number;
  readonly workspaceId: number;
  readonly revision: number;
  readonly searchTail: number;
}

/** What a summary or a session with other children still has. */
export type SessionFields = Omit<WorktreeSession, 'instances' | 'chatHistory'>;

export interface ChildCounts {
  readonly instances: number;
  readonly messages: number;
}

const isUsual = (words: readonly string[], word: string): boolean => words.includes(word);

export function sessionRow(stamp: SessionStamp, fields: SessionFields, counts: ChildCounts): SqlValue[] {
  const { totalDuration: duration } = fields;
  const isOutside = !isUsual(VOCABULARY.type, fields.type) || !isUsual(VOCABULARY.status, fields.status);
  return digested(
    [
      stamp.key,
      stamp.workspaceId,
      stamp.revision,
      fields.id,
      fields.type,
      fields.status,
      fields.createdAt,
      fields.updatedAt,
      fields.completedAt,
      fields.model,
      fields.timeoutSeconds,
      fields.preserveWorktrees === null ? null : Number(fields.preserveWorktrees),
      fields.winnerId,
      fields.runtimeMix === null ? null : JSON.stringify(fields.runtimeMix),
      typeof duration === 'bigint' ? BigInt.asIntN(64, duration) : duration,
      fields.totalFilesChanged,
      fields.totalLinesAdded,
      fields.totalLinesDeleted,
      exactInstant(fields.createdAt),
      exactInstant(fields.updatedAt),
      counts.instances,
      counts.messages,
      stamp.searchTail,
      isOutside ? 1 : 0,
      fields.task,
    ],
    SESSION_DIGEST,
  );
}

/** As all of its digits, which JavaScript does not write for a number beyond 2^53. */
export function exactInstant(timestamp: string): number | bigint {
  const us = instantUs(timestamp);
  return Number.isSafeInteger(us) ? us : BigInt(us);
}

export function instanceRow(key: number, position: number, instance: WorktreeInstance): SqlValue[] {
  const { codec, output } = storedOutput(instance.output);
  return digested(
    [
      key,
      position,
      instance.instanceId,
      instance.worktreePath,
      instance.branch,
      instance.agentName,
      instance.status,
      instance.tmuxSessionId,
      instance.startTime,
      instance.endTime,
      instance.filesChanged,
      instance.linesAdded,
      instance.linesDeleted,
      instance.runtime,
      instance.model,
      instance.runtimeLabel,
      strangeStatus(instance.status),
      codec,
      output,
    ],
    INSTANCE_DIGEST,
  );
}

/** The mark of an instance's status. */
export const strangeStatus = (status: string): 0 | 1 => (isUsual(VOCABULARY.instanceStatus, status) ? 0 : 1);

export const messageRow = (key: number, position: number, message: ChatMessage): SqlValue[] =>
  digested(
    [
      key,
      position,
      message.id,
      message.role,
      message.timestamp,
      message.instanceId,
      isUsual(VOCABULARY.role, message.role) ? 0 : 1,
      message.content,
    ],
    MESSAGE_DIGEST,
  );

/** Of a column in a whole row. */
export const placeOf = <C extends object>(columns: C, name: keyof C): number =>
  Object.keys(columns).indexOf(name as string);

export const SESSION_DIGEST: number = placeOf(SESSIONS, 'digest');
export const INSTANCE_DIGEST: number = placeOf(INSTANCES, 'digest');
export const MESSAGE_DIGEST: number = placeOf(CHAT_MESSAGES, 'digest');
const DURATION = placeOf(SESSIONS, 'total_duration');
const LONG_PLACES = LONG_COLUMNS.map((name) => placeOf(SESSIONS, name));
const CONTENT_PLACES = CONTENT.map((name) => placeOf(SESSIONS, name));

/** The values with their digest in its place. */
function digested(values: SqlValue[], at: number): SqlValue[] {
  values.splice(at, 0, rowDigest(values));
  return values;
}

export type Standing = 'sound' | 'damaged' | 'without a digest';

export function standingOf(row: RowValues, at: number): Standing {
  const stored = row[at];
  if (stored === null) return 'without a digest';
  return isDigest(rowDigest(row.toSpliced(at, 1)), stored) ? 'sound' : 'damaged';
}

/** A whole row of `sessions` as it is read, with what stands as text because JavaScript's numbers would round it. */
export function exactRow(row: SqlValue[]): SqlValue[] {
  for (const at of LONG_PLACES) {
    const value = row[at];
    if (typeof value !== 'string') continue;
    if (!INTEGER.test(value)) throw storedDamage(`sessions ${String(row[0])}`, 'a value is not of its type');
    row[at] = BigInt(value);
  }
  return row;
}

/** Of a row of `sessions` in the order of its columns. */
export const stampOf = (row: RowValues): SessionStamp =>
  ({ key: row[0], workspaceId: row[1], revision: row[2], searchTail: row[SEARCH_TAIL] }) as SessionStamp;
export const countsOf = (row: RowValues): ChildCounts =>
  ({ instances: row[INSTANCE_COUNT], messages: row[INSTANCE_COUNT + 1] }) as ChildCounts;
const SEARCH_TAIL = placeOf(SESSIONS, 'search_tail');
const INSTANCE_COUNT = placeOf(SESSIONS, 'instance_count');

export function contentOf(row: RowValues): ContentTuple {
  const duration = row[DURATION];
  const values = CONTENT_PLACES.map((at) => row[at]);
  return [...values, typeof duration === 'bigint' ? duration.toString() : duration] as ContentTuple;
}

/** The session of a row and its children. Throws E_CORRUPT for values that were never written. */
export function sessionOf(
  content: ContentTuple,
  instances: readonly WorktreeInstance[],
  chatHistory: readonly ChatMessage[],
): WorktreeSession {
  // biome-ignore format: the order of CONTENT
  const [
    key, , , id, type, status, createdAt, updatedAt, completedAt, model, timeoutSeconds, preserve, winnerId,
    runtimeMix, totalFilesChanged, totalLinesAdded, totalLinesDeleted, task, duration,
  ] = content;
  if (!isContent(content)) throw storedDamage(`sessions ${key}`, 'a value is not of its type');
  // biome-ignore format: one hidden class, in the order of the format page
  return {
    id, type, task, status, createdAt, updatedAt, completedAt, instances, chatHistory, model, timeoutSeconds,
    preserveWorktrees: preserve === null ? null : preserve === 1, winnerId,
    runtimeMix: runtimeMix === null ? null : mixOf(key, runtimeMix),
    totalDuration: typeof duration === 'string' ? longDuration(key, duration) : duration,
    totalFilesChanged, totalLinesAdded, totalLinesDeleted,
  };
}

function isContent(content: ContentTuple): boolean {
  for (let index = 3; index <= 7; index++) if (typeof content[index] !== 'string') return false;
  for (const index of [8, 9, 13]) if (!isOptionalText(content[index])) return false;
  for (const index of [10, 11, 12, 14, 15, 16]) if (!isOptionalU32(content[index])) return false;
  const duration = content[18];
  return (
    typeof content[17] === 'string' &&
    (duration === null || typeof duration === 'string' || Number.isSafeInteger(duration))
  );
}

const isOptionalText = (value: unknown): boolean => value === null || typeof value === 'string';
const isOptionalU32 = (value: unknown): boolean => value === null || isU32(value);
const isU32 = (value: unknown): boolean =>
  typeof value === 'number' && value >= 0 && value <= U32_MAX && Number.isInteger(value);

function mixOf(key: number, text: string): string[] {
  let mix: unknown;
  try {
    mix = JSON.parse(text);
  } catch {
    mix = undefined;
  }
  if (Array.isArray(mix) && mix.every((word) => typeof word === 'string')) return mix;
  throw storedDamage(`sessions ${key}`, 'runtime_mix is no array of strings');
}

const INTEGER = /^-?\d{1,20}$/;

function longDuration(key: number, text: string): number | bigint {
  if (!INTEGER.test(text)) throw storedDamage(`sessions ${key}`, 'total_duration is no number');
  const exact = BigInt.asUintN(64, BigInt(text));
  if (exact > U64_MAX) throw storedDamage(`sessions ${key}`, 'total_duration is no number');
  return exact <= Number.MAX_SAFE_INTEGER ? Number(exact) : exact;
}

/** An instance as the driver gives it; `output` may still be compressed. */
export type InstanceRecord = Omit<WorktreeInstance, 'output'> & { output: string | Buffer | null };

/** Makes the driver's rows the records themselves. Throws E_CORRUPT for values that were never written. */
export function instancesOf(key: number, rows: InstanceRecord[]): readonly WorktreeInstance[] {
  for (const row of rows) {
    if (typeof row.output !== 'string' && row.output !== null) {
      const output = outputOf(row.output);
      if (output === undefined)
        throw storedDamage(`instances of session ${key}`, 'an output cannot be unpacked');
      row.output = output as string;
    }
    if (!isInstance(row)) throw storedDamage(`instances of session ${key}`, 'a value is not of its type');
  }
  return rows as readonly WorktreeInstance[];
}

export const isInstance = (row: Omit<InstanceRecord, 'output'>): boolean =>
  isU32(row.instanceId) &&
  typeof row.worktreePath === 'string' &&
  typeof row.branch === 'string' &&
  typeof row.agentName === 'string' &&
  typeof row.status === 'string' &&
  typeof row.tmuxSessionId === 'string' &&
  isOptionalText(row.startTime) &&
  isOptionalText(row.endTime) &&
  isOptionalU32(row.filesChanged) &&
  isOptionalU32(row.linesAdded) &&
  isOptionalU32(row.linesDeleted) &&
  isOptionalText(row.runtime) &&
  isOptionalText(row.model) &&
  isOptionalText(row.runtimeLabel);

/** Throws E_CORRUPT for values that were never written. */
export function messagesOf(key: number, rows: readonly ChatMessage[]): readonly ChatMessage[] {
  for (const { id, role, content, timestamp, instanceId } of rows) {
    const isMessage =
      typeof id === 'string' &&
      typeof role === 'string' &&
      typeof content === 'string' &&
      typeof timestamp === 'string' &&
      isOptionalU32(instanceId);
    if (!isMessage) throw storedDamage(`chat_messages of session ${key}`, 'a value is not of its type');
  }
  return rows;
}
