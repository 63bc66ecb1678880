// Checks what callers pass to a store, and makes from it the record that is stored: all keys, in file order, empty
// options null, unknown keys dropped. What JSON cannot carry faithfully is refused with the path of the value.

import { StoreError } from './errors.ts';
import { SpelledNumber } from './json-value.ts';
import {
  type ChatMessage,
  type Field,
  INSTANCE_SHAPE,
  MESSAGE_SHAPE,
  type RecordShape,
  SESSION_SHAPE,
  U32_MAX,
  U64_MAX,
  type WorktreeSession,
} from './session.ts';
import { refusalOf } from './unknown-values.ts';

/** Throws E_ARGS naming the argument and, inside it, the JSON Pointer of the offending value. */
export const checkedSession = (value: unknown, argument = 'session'): WorktreeSession =>
  checkedRecord(value, SESSION_SHAPE, { argument, pointer: '' });

/** Throws E_ARGS. */
export const checkedMessage = (value: unknown, argument = 'message'): ChatMessage =>
  checkedRecord(value, MESSAGE_SHAPE, { argument, pointer: '' });

/** Throws E_ARGS. */
export const checkedText = (value: unknown, argument: string): string =>
  checkedString(value, { argument, pointer: '' });

/** Throws E_ARGS. */
export const checkedU32 = (value: unknown, argument: string): number =>
  Number(checkedInteger(value, BigInt(U32_MAX), { argument, pointer: '' }));

interface Place {
  readonly argument: string;
  readonly pointer: string;
}

export function refuseArgument(place: Place, what: string): never {
  const where = place.pointer === '' ? '' : ` at ${place.pointer}`;
  throw new StoreError('E_ARGS', `invalid argument \`${place.argument}\`${where}: ${what}`, {
    data: { ...place },
  });
}

const below = (place: Place, key: string | number): Place => ({
  argument: place.argument,
  pointer: `${place.pointer}/${key}`,
});

function checkedRecord<T>(value: unknown, shape: RecordShape<T>, place: Place): T {
  const valueAt = memberAccess(value, shape, place);
  return shape.build(
    shape.fields.map((field, index) => checkedValue(valueAt(field, index), field, below(place, field.name))),
  );
}

/** As in the app, a record may also come as an array of exactly its values in file order. */
function memberAccess<T>(
  value: unknown,
  shape: RecordShape<T>,
  place: Place,
): (field: Field, index: number) => unknown {
  if (Array.isArray(value)) {
    if (value.length !== shape.fields.length) refuseArgument(place, `expected a ${shape.title}`);
    return (_field, index) => value[index];
  }
  if (typeof value !== 'object' || value === null || value instanceof SpelledNumber) {
    return refuseArgument(place, `expected a ${shape.title}`);
  }
  const record = value as Record<string, unknown>;
  requireParseable(record, shape, place);
  return (field) => (Object.hasOwn(record, field.name) ? record[field.name] : undefined);
}

const KNOWN_KEYS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [SESSION_SHAPE, INSTANCE_SHAPE, MESSAGE_SHAPE].map(({ title, fields }) => [
    title,
    new Set(fields.map(({ name }) => name)),
  ]),
);

/** The containers around an argument and it: the call is an object, and so is the argument. */
const ARGUMENT_DEPTH = 2;

/** Unknown keys are dropped, but the app's parser must get past their values. */
function requireParseable<T>(record: Record<string, unknown>, { title }: RecordShape<T>, place: Place): void {
  const known = KNOWN_KEYS.get(title);
  for (const key of Object.keys(record)) {
    if (known?.has(key)) continue;
    const within = ARGUMENT_DEPTH + place.pointer.split('/').length - 1;
    const refusal = refusalOf(record[key], within);
    if (refusal !== undefined) refuseArgument(place, refusal);
  }
}

function checkedValue(value: unknown, field: Field, place: Place): unknown {
  const isOptional = field.kind.startsWith('optional');
  if (value === undefined || value === null) {
    if (isOptional) return null;
    if (value === undefined) refuseArgument(place, `missing field \`${field.name}\``);
  }
  switch (field.kind) {
    case 'string':
    case 'optionalString':
      return checkedString(value, place);
    case 'u32':
    case 'optionalU32':
      return checkedInteger(value, BigInt(U32_MAX), place);
    case 'optionalU64':
      return checkedInteger(value, U64_MAX, place);
    case 'optionalBool':
      return typeof value === 'boolean' ? value : refuseArgument(place, 'expected a boolean');
    case 'optionalStrings':
      return checkedItems(value, place, checkedString);
    case 'instances':
      return checkedItems(value, place, (item, at) => checkedRecord(item, INSTANCE_SHAPE, at));
    case 'messages':
      return checkedItems(value, place, (item, at) => checkedRecord(item, MESSAGE_SHAPE, at));
  }
}

function checkedItems<T>(value: unknown, place: Place, check: (item: unknown, at: Place) => T): T[] {
  if (!Array.isArray(value)) refuseArgument(place, 'expected an array');
  return Array.from(value, (item, index) => check(item, below(place, index)));
}

function checkedString(value: unknown, place: Place): string {
  if (typeof value !== 'string') refuseArgument(place, 'expected a string');
  if (!value.isWellFormed()) refuseArgument(place, 'a lone surrogate cannot be stored as JSON');
  return value;
}

function checkedInteger(value: unknown, max: bigint, place: Place): number | bigint {
  const isInteger = typeof value === 'bigint' || (Number.isSafeInteger(value) && !Object.is(value, -0));
  if (!isInteger || (value as number | bigint) < 0 || (value as number | bigint) > max) {
    refuseArgument(place, `expected an integer from 0 to ${max}`);
  }
  const integer = value as number | bigint;
  return integer <= Number.MAX_SAFE_INTEGER ? Number(integer) : integer;
}
