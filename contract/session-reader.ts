// Reads the text of a session file as strictly as the app does (legacy format, section 3): unknown keys are
// dropped, absent options become null, a known key twice or a value of the wrong type fails the whole text, and a
// record may stand as a positional array. The app's own layout is the fast path: keys are expected in file order
// and compared in place.

import { StoreError } from './errors.ts';
import { JsonCursor } from './json-cursor.ts';
import {
  type Field,
  INSTANCE_SHAPE,
  MESSAGE_SHAPE,
  type RecordShape,
  SESSION_SHAPE,
  U32_MAX,
  U64_MAX,
  type WorktreeSession,
} from './session.ts';
import { isBlank } from './workspace.ts';

const U32_LIMIT = BigInt(U32_MAX);
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
  /** Each key as it stands in the text, quotes included. */
  readonly quotedKeys: readonly string[];
  readonly indexOfKey: ReadonlyMap<string, number>;
}

function planOf<T>(shape: RecordShape<T>): RecordPlan<T> {
  return {
    shape,
    quotedKeys: shape.fields.map((field) => JSON.stringify(field.name)),
    indexOfKey: new Map(shape.fields.map((field, index) => [field.name, index])),
  };
}

const SESSION_PLAN = planOf(SESSION_SHAPE);
const INSTANCE_PLAN = planOf(INSTANCE_SHAPE);
const MESSAGE_PLAN = planOf(MESSAGE_SHAPE);

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
  if (cursor.take('[')) return readPositional(cursor, plan);
  if (!cursor.take('{')) cursor.fail(`expected a ${plan.shape.title}`);
  const { fields } = plan.shape;
  const values: unknown[] = new Array(fields.length).fill(ABSENT);
  if (!cursor.take('}')) {
    let expected = 0;
    do {
      const index = readKey(cursor, plan, expected);
      if (index < 0) {
        cursor.skipValue();
        continue;
      }
      const known = fields[index] as Field;
      if (values[index] !== ABSENT) cursor.fail(`duplicate field \`${known.name}\``);
      values[index] = readValue(cursor, known);
      expected = index + 1;
    } while (cursor.take(','));
    cursor.expect('}');
  }
  for (let index = 0; index < fields.length; index++) {
    if (values[index] === ABSENT) values[index] = absentValue(cursor, fields[index] as Field);
  }
  return plan.shape.build(values);
}

/** Reads a key and its colon; the field's index, or -1 for a key that the app does not know. */
function readKey<T>(cursor: JsonCursor, plan: RecordPlan<T>, expected: number): number {
  cursor.skipWhiteSpace();
  const quoted = plan.quotedKeys[expected];
  let index = expected;
  if (quoted !== undefined && cursor.text.startsWith(quoted, cursor.position)) {
    cursor.position += quoted.length;
  } else {
    if (cursor.peek() !== 0x22) cursor.fail('expected a key');
    index = plan.indexOfKey.get(cursor.readString()) ?? -1;
  }
  cursor.expect(':');
  return index;
}

function readPositional<T>(cursor: JsonCursor, plan: RecordPlan<T>): T {
  const values: unknown[] = [];
  for (const [index, field] of plan.shape.fields.entries()) {
    if (index > 0) cursor.expect(',');
    values.push(readValue(cursor, field));
  }
  cursor.expect(']');
  return plan.shape.build(values);
}

const isRequired = (field: Field): boolean => !field.kind.startsWith('optional');

function absentValue(cursor: JsonCursor, field: Field): null {
  if (isRequired(field)) cursor.fail(`missing field \`${field.name}\``);
  return null;
}

function readValue(cursor: JsonCursor, field: Field): unknown {
  if (!isRequired(field) && cursor.takeWord('null')) return null;
  switch (field.kind) {
    case 'string':
    case 'optionalString':
      return cursor.readString();
    case 'u32':
    case 'optionalU32':
      return cursor.readInteger(U32_LIMIT);
    case 'optionalU64':
      return cursor.readInteger(U64_MAX);
    case 'optionalBool':
      return readBool(cursor);
    case 'optionalStrings':
      return readArray(cursor, (at) => at.readString());
    case 'instances':
      return readArray(cursor, (at) => readRecord(at, INSTANCE_PLAN));
    case 'messages':
      return readArray(cursor, (at) => readRecord(at, MESSAGE_PLAN));
  }
}

function readBool(cursor: JsonCursor): boolean {
  if (cursor.takeWord('true')) return true;
  if (cursor.takeWord('false')) return false;
  return cursor.fail('expected a boolean');
}
