// Sessions from their parts. The parts of many sessions may lie end to end in one text: reading a few long texts costs
// the collector less than reading many short ones, which it would copy twice before it lets them be.

import { type SessionSummary, summaryOf } from '../contract/query.ts';
import type { ChatMessage, WorktreeInstance, WorktreeSession } from '../contract/session.ts';
import { notAPack, type Pack, PackReader } from './pack.ts';
import { MODELS, ROLES, RUNTIMES, STATUSES, TYPES } from './session-pack.ts';

/** Stands between the chat chunks of one text; no chunk can begin or go on with it. */
export const CHUNK_SEPARATOR = '\n';

/** A whole session from its parts. Throws E_CORRUPT when they do not belong together. */
export function unpackSession(head: Pack, outputs: readonly Pack[], chat: readonly Pack[]): WorktreeSession {
  const reader = new SessionReader(head, outputs, chat);
  const session = reader.read();
  reader.expectEnd();
  return session;
}

/** The head alone: no outputs, no chat. */
export const unpackHead = (head: Pack): WorktreeSession => new SessionReader(head, null, null).read();

/** The head alone, as a summary. */
export function unpackSummary(head: Pack): SessionSummary {
  const reader = new SessionReader(head, null, null);
  return summaryOf(reader.read(), reader.messageCount);
}

/** Reads sessions one after the other from their parts, each part a list of packs laid end to end. */
export class SessionReader {
  private readonly heads: PackReader;
  private readonly outputs: PartReader | null;
  private readonly chat: PartReader | null;
  /** Of the session read last. */
  messageCount = 0;

  /** `null` for a part that is not wanted: its values come out null or empty. */
  constructor(heads: Pack, outputs: readonly Pack[] | null, chat: readonly Pack[] | null) {
    this.heads = new PackReader(heads);
    this.outputs = outputs === null ? null : new PartReader(outputs);
    this.chat = chat === null ? null : new PartReader(chat);
  }

  get isAtEnd(): boolean {
    return this.heads.isAtEnd;
  }

  /** Nothing may be left over. */
  expectEnd(): void {
    const isAtEnd = this.isAtEnd && this.outputs?.isAtEnd !== false && this.chat?.isAtEnd !== false;
    if (!isAtEnd) throw notAPack();
  }

  read(): WorktreeSession {
    const reader = this.heads;
    reader.startTimes();
    this.messageCount = reader.integer();
    const hasOutputs = reader.integer() === 1;
    const id = reader.string();
    const type = reader.word(TYPES) as string;
    const task = reader.string();
    const status = reader.word(STATUSES) as string;
    const createdAt = reader.timestamp() as string;
    const updatedAt = reader.timestamp() as string;
    const completedAt = reader.timestamp();
    const model = reader.word(MODELS);
    const timeoutSeconds = reader.optionalInteger();
    const preserve = reader.integer();
    const winnerId = reader.optionalInteger();
    const runtimeMix = readRuntimeMix(reader);
    const totalDuration = readDuration(reader);
    const totalFilesChanged = reader.optionalInteger();
    const totalLinesAdded = reader.optionalInteger();
    const totalLinesDeleted = reader.optionalInteger();
    const instances = readInstances(reader, hasOutputs ? this.outputs : null);
    const chatHistory = this.chat === null ? [] : readChat(this.chat, this.messageCount);
    // biome-ignore format: one hidden class, in the order of the format page
    return {
      id, type, task, status, createdAt, updatedAt, completedAt, instances, chatHistory, model, timeoutSeconds,
      preserveWorktrees: preserve === 0 ? null : preserve === 2, winnerId, runtimeMix, totalDuration,
      totalFilesChanged, totalLinesAdded, totalLinesDeleted,
    };
  }
}

/** One part of sessions: packs of which the next begins where one ends. */
class PartReader {
  private readonly packs: readonly Pack[];
  private next = 1;
  current: PackReader;

  constructor(packs: readonly Pack[]) {
    this.packs = packs;
    this.current = new PackReader(packs[0] ?? { text: '', wide: '' });
  }

  get isAtEnd(): boolean {
    return this.current.isAtEnd && this.next >= this.packs.length;
  }

  /** The reader of the next value. */
  advanced(): PackReader {
    while (this.current.isAtEnd) {
      const pack = this.packs[this.next++];
      if (pack === undefined) throw notAPack();
      this.current = new PackReader(pack);
    }
    return this.current;
  }
}

function readDuration(reader: PackReader): number | bigint | null {
  const code = reader.integer();
  if (code === 0) return null;
  if (code > 1) return code - 2;
  const digits = reader.string();
  if (!/^\d+$/.test(digits)) throw notAPack();
  return Number.isSafeInteger(Number(digits)) ? Number(digits) : BigInt(digits);
}

function readRuntimeMix(reader: PackReader): string[] | null {
  const length = reader.optionalInteger();
  if (length === null) return null;
  const mix: string[] = [];
  for (let index = 0; index < length; index++) mix.push(reader.word(RUNTIMES) as string);
  return mix;
}

function readInstances(reader: PackReader, outputs: PartReader | null): WorktreeInstance[] {
  const count = reader.integer();
  const instances: WorktreeInstance[] = [];
  for (let index = 0; index < count; index++) {
    const output = outputs === null ? null : outputs.advanced().optionalString();
    instances.push(readInstance(reader, instances[0], output));
  }
  return instances;
}

function readInstance(
  reader: PackReader,
  like: WorktreeInstance | undefined,
  output: string | null,
): WorktreeInstance {
  const instanceId = reader.integer();
  const worktreePath = reader.stringLike(like?.worktreePath ?? '');
  const branch = reader.stringLike(like?.branch ?? '');
  const agentName = reader.string();
  const status = reader.word(STATUSES) as string;
  const tmuxSessionId = reader.stringLike(like?.tmuxSessionId ?? '');
  const startTime = reader.timestamp();
  const endTime = reader.timestamp();
  const filesChanged = reader.optionalInteger();
  const linesAdded = reader.optionalInteger();
  const linesDeleted = reader.optionalInteger();
  const runtime = reader.word(RUNTIMES);
  const model = reader.word(MODELS);
  const runtimeLabel = reader.optionalString();
  // biome-ignore format: one hidden class, in the order of the format page
  return {
    instanceId, worktreePath, branch, agentName, status, tmuxSessionId, output, startTime, endTime,
    filesChanged, linesAdded, linesDeleted, runtime, model, runtimeLabel,
  };
}

/** A session's chat begins with a chunk, and each chunk with the prefix of its timestamps. */
function readChat(chat: PartReader, count: number): ChatMessage[] {
  const messages: ChatMessage[] = [];
  let isChunkStart = true;
  while (messages.length < count) {
    const reader = chat.current.isAtEnd ? chat.advanced() : chat.current;
    if (isChunkStart) reader.startTimes();
    const id = reader.string();
    const role = reader.word(ROLES) as string;
    const content = reader.string();
    const timestamp = reader.timestamp() as string;
    messages.push({ id, role, content, timestamp, instanceId: reader.optionalInteger() });
    isChunkStart = reader.isAtEnd || reader.take(CHUNK_SEPARATOR);
  }
  // The next session's chat is a chunk of its own.
  if (!isChunkStart) throw notAPack();
  return messages;
}
