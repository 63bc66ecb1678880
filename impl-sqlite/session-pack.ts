// The three parts in which a session is stored: the head (all fields but outputs and chat), the outputs, and the chat.
// Outputs and chat are cut into chunks of bounded size, so that appending a message costs the same at any length.
// The order of values and the word lists ARE the storage format: changing them needs a new schema version.

import { type InstanceSummary, type SessionSummary, summaryOf } from '../contract/query.ts';
import type { ChatMessage, WorktreeInstance, WorktreeSession } from '../contract/session.ts';
import { notAPack, PackReader, PackWriter } from './pack.ts';

const TYPES = ['competition', 'ensemble', 'debate'];
const STATUSES = [
  'running',
  'completed',
  'failed',
  'paused',
  'round_1',
  'round_2',
  'round_3',
  'idle',
  'archived',
];
const RUNTIMES = ['claude', 'codex', 'gemini'];
const MODELS = ['sonnet', 'haiku', 'opus'];
const ROLES = ['user', 'assistant', 'system'];

/** UTF-16 units of a chat chunk after which the next message opens a new one: four chunks fill a page. */
const CHAT_CHUNK_LENGTH = 1_800;
/** The same for outputs. Chunks are large because they are read together and compress better so. */
const OUTPUT_CHUNK_LENGTH = 256 * 1024;
/** Durations above this are written as text: a pack's integers must stay exact after adding 2. */
const DURATION_MAX = 2 ** 52;

export type Head = Omit<WorktreeSession, 'instances' | 'chatHistory'> & {
  readonly instances: readonly InstanceSummary[];
};

export function packHead(head: Head): string {
  const writer = new PackWriter();
  writer.startTimes(head.createdAt);
  writer.string(head.id);
  writer.word(head.type, TYPES);
  writer.string(head.task);
  writer.word(head.status, STATUSES);
  writer.timestamp(head.createdAt);
  writer.timestamp(head.updatedAt);
  writer.timestamp(head.completedAt);
  writer.word(head.model, MODELS);
  writer.optionalInteger(head.timeoutSeconds);
  writer.integer(head.preserveWorktrees === null ? 0 : Number(head.preserveWorktrees) + 1);
  writer.optionalInteger(head.winnerId);
  writer.optionalInteger(head.runtimeMix === null ? null : head.runtimeMix.length);
  for (const runtime of head.runtimeMix ?? []) writer.word(runtime, RUNTIMES);
  packDuration(writer, head.totalDuration);
  writer.optionalInteger(head.totalFilesChanged);
  writer.optionalInteger(head.totalLinesAdded);
  writer.optionalInteger(head.totalLinesDeleted);
  packInstances(writer, head.instances);
  return writer.text;
}

function packDuration(writer: PackWriter, duration: number | bigint | null): void {
  if (duration === null) writer.integer(0);
  else if (duration <= DURATION_MAX) writer.integer(Number(duration) + 2);
  else {
    writer.integer(1);
    writer.string(duration.toString());
  }
}

function unpackDuration(reader: PackReader): number | bigint | null {
  const code = reader.integer();
  if (code === 0) return null;
  if (code > 1) return code - 2;
  const digits = reader.string();
  if (!/^\d+$/.test(digits)) throw notAPack();
  return Number.isSafeInteger(Number(digits)) ? Number(digits) : BigInt(digits);
}

/** Paths, branches and terminal names of one session differ in their last characters: they are written against the first. */
function packInstances(writer: PackWriter, instances: readonly InstanceSummary[]): void {
  writer.integer(instances.length);
  const first = instances[0];
  for (const instance of instances) {
    const like = instance === first ? undefined : first;
    writer.integer(instance.instanceId);
    writer.stringLike(instance.worktreePath, like?.worktreePath ?? '');
    writer.stringLike(instance.branch, like?.branch ?? '');
    writer.string(instance.agentName);
    writer.word(instance.status, STATUSES);
    writer.stringLike(instance.tmuxSessionId, like?.tmuxSessionId ?? '');
    writer.timestamp(instance.startTime);
    writer.timestamp(instance.endTime);
    writer.optionalInteger(instance.filesChanged);
    writer.optionalInteger(instance.linesAdded);
    writer.optionalInteger(instance.linesDeleted);
    writer.word(instance.runtime, RUNTIMES);
    writer.word(instance.model, MODELS);
    writer.optionalString(instance.runtimeLabel);
  }
}

/** Instances come without outputs here; `output` is null until {@link unpackSession} fills it in. */
function unpackInstance(
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

/** Hands out, one by one, the outputs of a session's chunks. */
export class OutputReader {
  private readonly chunks: readonly string[];
  private next = 0;
  private reader = new PackReader('');

  constructor(chunks: readonly string[]) {
    this.chunks = chunks;
  }

  read(): string | null {
    while (this.reader.isAtEnd) {
      const chunk = this.chunks[this.next++];
      if (chunk === undefined) throw notAPack();
      this.reader = new PackReader(chunk);
    }
    return this.reader.optionalString();
  }
}

/** A whole session from its parts. */
export function unpackSession(
  head: string,
  outputChunks: readonly string[],
  chatChunks: readonly string[],
): WorktreeSession {
  const reader = new PackReader(head);
  reader.startTimes();
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
  const runtimeMix = unpackRuntimeMix(reader);
  const totalDuration = unpackDuration(reader);
  const totalFilesChanged = reader.optionalInteger();
  const totalLinesAdded = reader.optionalInteger();
  const totalLinesDeleted = reader.optionalInteger();
  const instances = unpackInstances(reader, outputChunks);
  const chatHistory: ChatMessage[] = [];
  for (const chunk of chatChunks) unpackChat(chunk, chatHistory);
  // biome-ignore format: one hidden class, in the order of the format page
  return {
    id, type, task, status, createdAt, updatedAt, completedAt, instances, chatHistory, model, timeoutSeconds,
    preserveWorktrees: preserve === 0 ? null : preserve === 2, winnerId, runtimeMix, totalDuration,
    totalFilesChanged, totalLinesAdded, totalLinesDeleted,
  };
}

function unpackRuntimeMix(reader: PackReader): string[] | null {
  const length = reader.optionalInteger();
  if (length === null) return null;
  const mix: string[] = [];
  for (let index = 0; index < length; index++) mix.push(reader.word(RUNTIMES) as string);
  return mix;
}

function unpackInstances(reader: PackReader, outputChunks: readonly string[]): WorktreeInstance[] {
  const count = reader.integer();
  const outputs = outputChunks.length === 0 ? undefined : new OutputReader(outputChunks);
  const instances: WorktreeInstance[] = [];
  for (let index = 0; index < count; index++) {
    instances.push(unpackInstance(reader, instances[0], outputs === undefined ? null : outputs.read()));
  }
  return instances;
}

/** The head alone, as a summary. `messageCount` is known to the session's row. */
export const unpackSummary = (head: string, messageCount: number): SessionSummary =>
  summaryOf(unpackSession(head, [], []), messageCount);

/** Chunks of the outputs of all instances, null ones included; no chunk when no instance has any. */
export function packOutputs(instances: readonly WorktreeInstance[]): string[] {
  if (instances.every(({ output }) => output === null)) return [];
  return inChunks(instances, OUTPUT_CHUNK_LENGTH, (writer, { output }) => writer.optionalString(output));
}

/** Chunks of the chat; no chunk for no message. */
export const packChat = (messages: readonly ChatMessage[]): string[] =>
  inChunks(messages, CHAT_CHUNK_LENGTH, writeMessage);

/**
 * The chat's last chunk with one more message, or a chunk of its own for the message.
 * @returns `isNew` when the last chunk stays as it is.
 */
export function appendToChat(
  lastChunk: string | undefined,
  message: ChatMessage,
): { text: string; isNew: boolean } {
  if (lastChunk !== undefined && lastChunk.length < CHAT_CHUNK_LENGTH) {
    // A reader that has passed the first timestamp prefix takes every message with it: so must the writer.
    const writer = new PackWriter();
    const prefix = new PackReader(lastChunk);
    writer.startTimes(prefix.string());
    const start = writer.text.length;
    writeMessage(writer, message);
    return { text: lastChunk + writer.text.slice(start), isNew: false };
  }
  return { text: packChat([message])[0] ?? '', isNew: true };
}

function writeMessage(writer: PackWriter, message: ChatMessage): void {
  if (writer.text === '') writer.startTimes(message.timestamp);
  writer.string(message.id);
  writer.word(message.role, ROLES);
  writer.string(message.content);
  writer.timestamp(message.timestamp);
  writer.optionalInteger(message.instanceId);
}

/** Appends the messages of a chunk to a list. */
export function unpackChat(chunk: string, messages: ChatMessage[]): void {
  const reader = new PackReader(chunk);
  reader.startTimes();
  while (!reader.isAtEnd) {
    const id = reader.string();
    const role = reader.word(ROLES) as string;
    const content = reader.string();
    const timestamp = reader.timestamp() as string;
    messages.push({ id, role, content, timestamp, instanceId: reader.optionalInteger() });
  }
}

function inChunks<T>(
  items: readonly T[],
  length: number,
  write: (writer: PackWriter, item: T) => void,
): string[] {
  const chunks: string[] = [];
  let writer = new PackWriter();
  for (const item of items) {
    if (writer.text.length >= length) {
      chunks.push(writer.text);
      writer = new PackWriter();
    }
    write(writer, item);
  }
  return writer.text === '' ? chunks : [...chunks, writer.text];
}
