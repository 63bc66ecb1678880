// The three parts in which a session is stored: the head (all fields but outputs and chat), the outputs, and the chat.
// Reading them is in session-reader.ts.
// Outputs and chat are cut into chunks of bounded size, so that appending a message costs the same at any length.
// The order of values and the word lists ARE the storage format: changing them needs a new schema version.

import type { InstanceSummary } from '../contract/query.ts';
import type { ChatMessage, WorktreeInstance, WorktreeSession } from '../contract/session.ts';
import { type Pack, PackReader, PackWriter } from './pack.ts';

export const TYPES = ['competition', 'ensemble', 'debate'];
export const STATUSES = [
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
export const RUNTIMES = ['claude', 'codex', 'gemini'];
export const MODELS = ['sonnet', 'haiku', 'opus'];
export const ROLES = ['user', 'assistant', 'system'];

/** UTF-16 units of a chat chunk after which the next message opens a new one: four chunks fill a page. */
const CHAT_CHUNK_LENGTH = 1_800;
/** The same for outputs. Chunks are large because they are read together and compress better so. */
const OUTPUT_CHUNK_LENGTH = 256 * 1024;
/** Durations above this are written as text: a pack's integers must stay exact after adding 2. */
const DURATION_MAX = 2 ** 52;

export type Head = Omit<WorktreeSession, 'instances' | 'chatHistory'> & {
  readonly instances: readonly InstanceSummary[];
};

/** What a head says of the other parts, so that many sessions can be read from packs laid end to end. */
export interface HeadCounts {
  readonly messages: number;
  readonly outputChunks: number;
}

export function packHead(head: Head, { messages, outputChunks }: HeadCounts): Pack {
  const writer = new PackWriter();
  writer.startTimes(head.createdAt);
  writer.integer(messages);
  writer.integer(outputChunks === 0 ? 0 : 1);
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
  return writer;
}

function packDuration(writer: PackWriter, duration: number | bigint | null): void {
  if (duration === null) writer.integer(0);
  else if (duration <= DURATION_MAX) writer.integer(Number(duration) + 2);
  else {
    writer.integer(1);
    writer.string(duration.toString());
  }
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

const NO_PACK: Pack = { text: '', wide: '' };

/** Chunks of the outputs of all instances, null ones included; no chunk when no instance has any. */
export function packOutputs(instances: readonly WorktreeInstance[]): Pack[] {
  if (instances.every(({ output }) => output === null)) return [];
  return inChunks(instances, OUTPUT_CHUNK_LENGTH, (writer, { output }) => writer.optionalString(output));
}

/** Chunks of the chat; no chunk for no message. */
export const packChat = (messages: readonly ChatMessage[]): Pack[] =>
  inChunks(messages, CHAT_CHUNK_LENGTH, writeMessage);

/**
 * The chat's last chunk with one more message, or a chunk of its own for the message.
 * @returns `isNew` when the last chunk stays as it is.
 */
export function appendToChat(
  lastChunk: Pack | undefined,
  message: ChatMessage,
): { chunk: Pack; isNew: boolean } {
  if (lastChunk === undefined || lastChunk.text.length + lastChunk.wide.length >= CHAT_CHUNK_LENGTH) {
    return { chunk: packChat([message])[0] ?? NO_PACK, isNew: true };
  }
  // A reader that has passed the first timestamp prefix takes every message with it: so must the writer.
  const writer = new PackWriter();
  writer.startTimes(new PackReader(lastChunk).string());
  const start = writer.text.length;
  writeMessage(writer, message);
  const text = lastChunk.text + writer.text.slice(start);
  return { chunk: { text, wide: lastChunk.wide + writer.wide }, isNew: false };
}

function writeMessage(writer: PackWriter, message: ChatMessage): void {
  if (writer.text === '') writer.startTimes(message.timestamp);
  writer.string(message.id);
  writer.word(message.role, ROLES);
  writer.string(message.content);
  writer.timestamp(message.timestamp);
  writer.optionalInteger(message.instanceId);
}

function inChunks<T>(
  items: readonly T[],
  length: number,
  write: (writer: PackWriter, item: T) => void,
): Pack[] {
  const chunks: Pack[] = [];
  let writer = new PackWriter();
  for (const item of items) {
    if (writer.length >= length) {
      chunks.push(writer);
      writer = new PackWriter();
    }
    write(writer, item);
  }
  return writer.length === 0 ? chunks : [...chunks, writer];
}
