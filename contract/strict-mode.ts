// Strict mode, for applications that start fresh: the design document's vocabulary, limits and unique ids, enforced
// when a session is created or updated. Reading is always lenient, and so is everything when the mode is off.

import { StoreError } from './errors.ts';
import { instantUs, UNKNOWN_INSTANT } from './instant.ts';
import { type ChatMessage, VOCABULARY, type WorktreeInstance, type WorktreeSession } from './session.ts';

/** Limits of strict mode; lengths in UTF-16 code units. */
export const STRICT_LIMITS = {
  instancesMin: 1,
  instancesMax: 10,
  messagesMax: 10_000,
  idLengthMax: 128,
  nameLengthMax: 1_024,
  pathLengthMax: 4_096,
  taskLengthMax: 100_000,
  contentLengthMax: 1_000_000,
  outputLengthMax: 50_000_000,
} as const;

/** Throws E_STRICT with the JSON Pointer of the first value that strict mode refuses. */
export function requireStrict(session: WorktreeSession, others: readonly { readonly id: string }[]): void {
  requireLength(session.id, '/id', STRICT_LIMITS.idLengthMax);
  requireWord(session.type, '/type', VOCABULARY.type);
  requireLength(session.task, '/task', STRICT_LIMITS.taskLengthMax);
  requireWord(session.status, '/status', VOCABULARY.status);
  requireInstant(session.createdAt, '/createdAt');
  requireInstant(session.updatedAt, '/updatedAt');
  if (session.completedAt !== null) requireInstant(session.completedAt, '/completedAt');
  if (others.some((other) => other.id === session.id)) refuse('/id', 'the id is in use in this workspace');
  requireInstances(session.instances);
  if (session.chatHistory.length > STRICT_LIMITS.messagesMax) refuse('/chatHistory', 'too many messages');
  const seen = new Set<string>();
  for (const [index, message] of session.chatHistory.entries()) {
    requireMessage(message, seen.has(message.id), `/chatHistory/${index}`);
    seen.add(message.id);
  }
}

/** Throws E_STRICT. */
export function requireStrictMessage(message: ChatMessage, earlier: readonly ChatMessage[]): void {
  if (earlier.length >= STRICT_LIMITS.messagesMax) refuse('/chatHistory', 'too many messages');
  const isTaken = earlier.some((other) => other.id === message.id);
  requireMessage(message, isTaken, '');
}

/** Throws E_STRICT. */
export const requireStrictInstanceStatus = (status: string): void =>
  requireWord(status, '/newStatus', VOCABULARY.instanceStatus);

function refuse(pointer: string, why: string): never {
  throw new StoreError('E_STRICT', `refused by strict mode at ${pointer}: ${why}`, { data: { pointer } });
}

function requireLength(text: string, pointer: string, max: number): void {
  if (text === '') refuse(pointer, 'must not be empty');
  if (text.length > max) refuse(pointer, `longer than ${max} characters`);
}

function requireWord(word: string, pointer: string, words: readonly string[]): void {
  if (!words.includes(word)) refuse(pointer, `must be one of ${words.join(', ')}`);
}

function requireInstant(text: string, pointer: string): void {
  if (instantUs(text) === UNKNOWN_INSTANT) refuse(pointer, 'must be an RFC 3339 timestamp');
}

function requireInstances(instances: readonly WorktreeInstance[]): void {
  const { instancesMin, instancesMax, nameLengthMax, pathLengthMax, outputLengthMax } = STRICT_LIMITS;
  if (instances.length < instancesMin || instances.length > instancesMax) {
    refuse('/instances', `must hold ${instancesMin} to ${instancesMax} instances`);
  }
  const seen = new Set<number>();
  for (const [index, instance] of instances.entries()) {
    const at = `/instances/${index}`;
    if (seen.has(instance.instanceId)) refuse(`${at}/instanceId`, 'the id is in use in this session');
    seen.add(instance.instanceId);
    requireWord(instance.status, `${at}/status`, VOCABULARY.instanceStatus);
    requireLength(instance.agentName, `${at}/agentName`, nameLengthMax);
    requireLength(instance.worktreePath, `${at}/worktreePath`, pathLengthMax);
    if (instance.runtime !== null) requireWord(instance.runtime, `${at}/runtime`, VOCABULARY.runtime);
    if ((instance.output?.length ?? 0) > outputLengthMax) refuse(`${at}/output`, 'too long');
  }
}

function requireMessage(message: ChatMessage, isTaken: boolean, at: string): void {
  requireLength(message.id, `${at}/id`, STRICT_LIMITS.idLengthMax);
  requireWord(message.role, `${at}/role`, VOCABULARY.role);
  requireInstant(message.timestamp, `${at}/timestamp`);
  if (message.content.length > STRICT_LIMITS.contentLengthMax) refuse(`${at}/content`, 'too long');
  if (isTaken) refuse(`${at}/id`, 'the id is in use in this session');
}
