// Reads the text of a session file as strictly as the app does (legacy format, section 3): unknown keys are
// dropped, absent options become null, a known key twice or a value of the wrong type fails the whole text, and a
// record may stand as a positional array.
//
// Method: most of a file are lines in the app's own layout that hold one simple value under the key that comes next.
// One sticky pattern per field matches such a line and nothing else. Whatever it does not match (another layout or
// order, an escape, a list, an error) is read token by token, by the same rules for any text.

import { StoreError } from './errors.ts';
import { JsonCursor } from './json-cursor.ts';
import {
  type ChatMessage,
  type Field,
  type FieldKind,
  INSTANCE_SHAPE,
  MESSAGE_SHAPE,
  type RecordShape,
  SESSION_SHAPE,
  U32_MAX,
  U64_MAX,
  type WorktreeInstance,
  type WorktreeSession,
} from './session.ts';
import { isBlank } from './workspace.ts';

const QUOTE = 0x22;
const DIGIT_0 = 0x30;
const BRACKET = 0x5b;
const BRACE = 0x7b;
const LETTER_F = 0x66;
const LETTER_N = 0x6e;
const LETTER_T = 0x74;
/** Stands for a key not seen yet; never a value. */
const ABSENT: unique symbol = Symbol('absent');

/** The sessions in a file's text. Throws E_PARSE with the app's prefix. */
export function readSessions(text: string): WorktreeSession[] {
  if (isBlank(text)) return [];
  try {
    const cursor = new JsonCursor(text);
    const sessions = readArray(cursor, readSession);
    cursor.expectEnd();
    return sessions;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new StoreError('E_PARSE', `Failed to parse sessions: ${error.message}`, { data: error.data });
  }
}

/** One session at the cursor. */
export const readSession = (cursor: JsonCursor): WorktreeSession => readRecord(cursor, SESSION_PLAN);

interface RecordPlan<T> {
  readonly shape: RecordShape<T>;
  readonly members: readonly Member[];
  readonly indexOfKey: ReadonlyMap<string, number>;
  /** ABSENT for every member. */
  readonly noValues: readonly unknown[];
}

interface Member {
  readonly index: number;
  readonly field: Field;
  /** The key and its colon, with white space before, between and behind them. */
  readonly key: RegExp;
  /** The member as the app lays it out, from the brace or comma before it; undefined for a list. */
  readonly line: RegExp | undefined;
  /** Characters of that line before the value. */
  readonly headLength: number;
}

const SPACE = '[ \\n\\r\\t]*';
/** Up to the first character that is not plain: to look for the quote as well would go back over all of them. */
const STRING_START = String.raw`"[^"\\\0-\x1f]*`;
/** Few enough digits to need no check of their size, and all of the number: the app puts a comma or a line behind. */
const PLAIN_U32 = '(?:0|[1-9][0-9]{0,8})(?=[,\\n])';
const PLAIN_U64 = '(?:0|[1-9][0-9]{0,14})(?=[,\\n])';
const SIMPLE_VALUE: Readonly<Record<FieldKind, string | undefined>> = {
  string: STRING_START,
  optionalString: `(?:null|${STRING_START})`,
  u32: PLAIN_U32,
  optionalU32: `(?:null|${PLAIN_U32})`,
  optionalU64: `(?:null|${PLAIN_U64})`,
  optionalBool: '(?:null|true|false)',
  optionalStrings: 'null',
  instances: undefined,
  messages: undefined,
};

function planOf<T>(shape: RecordShape<T>, indentation: number): RecordPlan<T> {
  return {
    shape,
    members: shape.fields.map((field, index) => memberOf(field, index, indentation)),
    indexOfKey: new Map(shape.fields.map((field, index) => [field.name, index])),
    noValues: shape.fields.map(() => ABSENT),
  };
}

function memberOf(field: Field, index: number, indentation: number): Member {
  const head = `${index === 0 ? '{' : ','}\n${' '.repeat(indentation)}"${field.name}": `;
  const value = SIMPLE_VALUE[field.kind];
  return {
    index,
    field,
    key: new RegExp(`${SPACE}"${field.name}"${SPACE}:${SPACE}`, 'y'),
    line: value === undefined ? undefined : new RegExp(head.replace('{', '\\{') + value, 'y'),
    headLength: head.length,
  };
}

const SESSION_PLAN = planOf(SESSION_SHAPE, 4);
const INSTANCE_PLAN = planOf(INSTANCE_SHAPE, 8);
const MESSAGE_PLAN = planOf(MESSAGE_SHAPE, 8);

const readInstance = (cursor: JsonCursor): WorktreeInstance => readRecord(cursor, INSTANCE_PLAN);
const readMessage = (cursor: JsonCursor): ChatMessage => readRecord(cursor, MESSAGE_PLAN);
const readText = (cursor: JsonCursor): string => cursor.readString();

function readArray<T>(cursor: JsonCursor, readItem: (cursor: JsonCursor) => T): T[] {
  cursor.expect('[');
  const items: T[] = [];
  if (cursor.take(']')) return items;
  do items.push(readItem(cursor));
  while (cursor.take(','));
  cursor.expect(']');
  return items;
}

function readRecord<T>(cursor: JsonCursor, plan: RecordPlan<T>): T {
  const opening = cursor.peek();
  if (opening === BRACKET) return readPositional(cursor, plan);
  if (opening !== BRACE) cursor.fail(`expected a ${plan.shape.title}`);
  const values = plan.noValues.slice();
  readMembers(cursor, plan, values);
  if (values.includes(ABSENT)) completeAbsent(cursor, plan, values);
  return plan.shape.build(values);
}

function completeAbsent<T>(cursor: JsonCursor, plan: RecordPlan<T>, values: unknown[]): void {
  for (const { field, index } of plan.members) {
    if (values[index] !== ABSENT) continue;
    if (isRequired(field)) cursor.fail(`missing field \`${field.name}\``);
    values[index] = null;
  }
}

/** From the opening brace to behind the closing one. */
function readMembers<T>(cursor: JsonCursor, plan: RecordPlan<T>, values: unknown[]): void {
  let expected = readLines(cursor, plan, 0, values);
  if (expected === 0) {
    cursor.expect('{');
    if (cursor.take('}')) return;
    expected = readMember(cursor, plan, 0, values);
  }
  for (;;) {
    // The first field's line begins with the brace, which must not come again.
    if (expected > 0) expected = readLines(cursor, plan, expected, values);
    if (!cursor.take(',')) break;
    expected = readMember(cursor, plan, expected, values);
  }
  cursor.expect('}');
}

/** Reads members as long as they stand as the app writes them; the index of the field that should come next. */
function readLines<T>(cursor: JsonCursor, plan: RecordPlan<T>, expected: number, values: unknown[]): number {
  for (let next = expected; ; next++) {
    const member = plan.members[next];
    if (member?.line === undefined) return next;
    const start = cursor.position + member.headLength;
    if (!cursor.takePattern(member.line)) return next;
    keep(cursor, member, simpleValue(cursor, start), values);
  }
}

/** The value at `start`, matched up to the position by a pattern of SIMPLE_VALUE. */
function simpleValue(cursor: JsonCursor, start: number): string | number | boolean | null {
  switch (cursor.text.charCodeAt(start)) {
    case QUOTE:
      return cursor.readStringRest(start + 1);
    case LETTER_N:
      return null;
    case LETTER_T:
      return true;
    case LETTER_F:
      return false;
    default:
      return plainInteger(cursor.text, start, cursor.position);
  }
}

/** Of so few digits that every step is exact. */
function plainInteger(text: string, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + (text.charCodeAt(at) - DIGIT_0);
  return value;
}

/** Reads any member, token by token; the index of the field that should come next. */
function readMember<T>(cursor: JsonCursor, plan: RecordPlan<T>, expected: number, values: unknown[]): number {
  const member = plan.members[readKey(cursor, plan, expected)];
  if (member === undefined) {
    cursor.skipValue();
    return expected;
  }
  keep(cursor, member, readValue(cursor, member.field), values);
  return member.index + 1;
}

function keep(cursor: JsonCursor, { index, field }: Member, value: unknown, values: unknown[]): void {
  if (values[index] !== ABSENT) cursor.fail(`duplicate field \`${field.name}\``);
  values[index] = value;
}

/** Reads a key and its colon; the field's index, or -1 for a key that the app does not know. */
function readKey<T>(cursor: JsonCursor, plan: RecordPlan<T>, expected: number): number {
  const member = plan.members[expected];
  if (member !== undefined && cursor.takePattern(member.key)) return expected;
  if (cursor.peek() !== QUOTE) cursor.fail('expected a key');
  const index = plan.indexOfKey.get(cursor.readString()) ?? -1;
  cursor.expect(':');
  return index;
}

function readPositional<T>(cursor: JsonCursor, plan: RecordPlan<T>): T {
  cursor.expect('[');
  const values: unknown[] = [];
  for (const [index, field] of plan.shape.fields.entries()) {
    if (index > 0) cursor.expect(',');
    values.push(readValue(cursor, field));
  }
  cursor.expect(']');
  return plan.shape.build(values);
}

const isRequired = (field: Field): boolean => !field.kind.startsWith('optional');

function readValue(cursor: JsonCursor, field: Field): unknown {
  if (cursor.peek() === LETTER_N && !isRequired(field) && cursor.takeWord('null')) return null;
  switch (field.kind) {
    case 'string':
    case 'optionalString':
      return cursor.readString();
    case 'u32':
    case 'optionalU32':
      return cursor.readInteger(U32_MAX);
    case 'optionalU64':
      return cursor.readInteger(U64_MAX);
    case 'optionalBool':
      return readBool(cursor);
    case 'optionalStrings':
      return readArray(cursor, readText);
    case 'instances':
      return readArray(cursor, readInstance);
    case 'messages':
      return readArray(cursor, readMessage);
  }
}

function readBool(cursor: JsonCursor): boolean {
  if (cursor.takeWord('true')) return true;
  if (cursor.takeWord('false')) return false;
  return cursor.fail('expected a boolean');
}
