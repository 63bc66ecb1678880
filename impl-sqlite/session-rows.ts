// A session as the rows that hold it: what goes into the columns, the packs and the digests.

import { instantUs } from '../contract/instant.ts';
import { VOCABULARY, type WorktreeSession } from '../contract/session.ts';
import { type StoredChunk, storedChunk } from './compression.ts';
import type { SqlValue } from './connection.ts';
import { packDigest } from './digest.ts';
import type { Pack } from './pack.ts';
import type { Head } from './session-pack.ts';
import { packChat, packHead, packOutputs } from './session-pack.ts';

/** Everything of a session that is not tied to its key yet. */
export interface SessionParts {
  readonly session: WorktreeSession;
  readonly outputs: readonly StoredChunk[];
  readonly chat: readonly Pack[];
}

export function partsOf(session: WorktreeSession): SessionParts {
  return {
    session,
    outputs: packOutputs(session.instances).map(storedChunk),
    chat: packChat(session.chatHistory),
  };
}

export interface PartCounts {
  readonly messages: number;
  readonly outputChunks: number;
  readonly chatChunks: number;
}

/** Values for the columns that follow a session's content, in the order of {@link CONTENT_COLUMNS}. */
export function contentValues(key: number, revision: number, head: Head, counts: PartCounts): SqlValue[] {
  const pack = packHead(head, counts);
  return [
    head.id,
    head.type,
    head.status,
    head.createdAt,
    instantUs(head.createdAt),
    instantUs(head.updatedAt),
    head.model,
    head.totalDuration === null ? null : BigInt.asIntN(64, BigInt(head.totalDuration)),
    head.totalFilesChanged,
    head.totalLinesAdded,
    head.totalLinesDeleted,
    head.instances.length,
    counts.messages,
    counts.outputChunks,
    counts.chatChunks,
    isOutsideVocabulary(head) ? 1 : 0,
    headDigest(key, revision, pack),
    pack.text,
    pack.wide,
  ];
}

export const CONTENT_COLUMNS = [
  'id',
  'session_type',
  'status',
  'created_at',
  'created_us',
  'updated_us',
  'model',
  'total_duration',
  'total_files_changed',
  'total_lines_added',
  'total_lines_deleted',
  'instance_count',
  'message_count',
  'output_chunks',
  'chat_chunks',
  'is_outside_vocabulary',
  'digest',
  'head',
  'head_wide',
] as const;

/** Covers the revision as well: nothing else says what it should be. */
export const headDigest = (key: number, revision: number, pack: Pack): Buffer =>
  packDigest(`${key}@${revision}`, pack);

export const isOutsideVocabulary = ({ type, status }: { type: string; status: string }): boolean =>
  !(VOCABULARY.type as readonly string[]).includes(type) ||
  !(VOCABULARY.status as readonly string[]).includes(status);

/** Whether an instance's status is outside the vocabulary. */
export const isStrangeStatus = (status: string): boolean =>
  !(VOCABULARY.instanceStatus as readonly string[]).includes(status);
