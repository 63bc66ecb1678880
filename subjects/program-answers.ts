// What a program answered, as the contract's types. A session must be whole: every key, no other, values of the right
// type. Nothing is mended here, because a mended answer would hide a fault of the program.

import { checkedSession } from '../contract/arguments.ts';
import { StoreError } from '../contract/errors.ts';
import { type JsonValue, SpelledNumber } from '../contract/json-value.ts';
import {
  INSTANCE_SHAPE,
  MESSAGE_SHAPE,
  type RecordShape,
  SESSION_SHAPE,
  type WorktreeSession,
} from '../contract/session.ts';

const wrong = (op: string, what: string): StoreError =>
  new StoreError('E_SUBJECT', `The program under test answered ${op} with ${what}.`, {
    data: { reason: 'answer' },
  });

/** Throws E_SUBJECT. */
export function sessionAnswer(value: JsonValue, op: string): WorktreeSession {
  requireKeys(value, SESSION_SHAPE, op);
  let session: WorktreeSession;
  try {
    session = checkedSession(value);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw wrong(op, `what is no session: ${error.message}`);
  }
  const { instances, chatHistory } = value as { instances: JsonValue[]; chatHistory: JsonValue[] };
  for (const instance of instances) requireKeys(instance, INSTANCE_SHAPE, op);
  for (const message of chatHistory) requireKeys(message, MESSAGE_SHAPE, op);
  return session;
}

function requireKeys<T>(value: JsonValue, shape: RecordShape<T>, op: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof SpelledNumber) {
    throw wrong(op, `what is no ${shape.title}`);
  }
  const missing = shape.fields.find(({ name }) => !Object.hasOwn(value, name));
  if (missing !== undefined) throw wrong(op, `a ${shape.title} without \`${missing.name}\``);
  if (Object.keys(value).length > shape.fields.length) {
    const known = new Set(shape.fields.map(({ name }) => name));
    const extra = Object.keys(value).find((key) => !known.has(key));
    throw wrong(op, `a ${shape.title} with an unknown key \`${extra}\``);
  }
}

/** Throws E_SUBJECT. */
export function sessionsAnswer(value: JsonValue, op: string): WorktreeSession[] {
  if (!Array.isArray(value)) throw wrong(op, 'what is no array');
  return value.map((item) => sessionAnswer(item, op));
}

/** Throws E_SUBJECT. */
export function nothingAnswer(value: JsonValue, op: string): void {
  if (value !== null) throw wrong(op, 'something other than null');
}

/**
 * A page, statistics or a list of hits. Checked to be an object with plain integers only; that it is the right one
 * shows when it is compared. Throws E_SUBJECT.
 */
export function objectAnswer<T>(value: JsonValue, op: string): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof SpelledNumber) {
    throw wrong(op, 'what is no object');
  }
  return plain(value, op) as T;
}

/** Recursion is bounded by the depth that parseJson accepts. A sort key below zero stands in no answer. */
function plain(value: JsonValue, op: string): unknown {
  if (value instanceof SpelledNumber) throw wrong(op, `the number ${value.spelling}`);
  if (Array.isArray(value)) return value.map((item) => plain(item, op));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member, op)]));
}
