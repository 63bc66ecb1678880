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
import { parserRefusal } from './unknown-values.ts';

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

interface ArgumentPath {
  readonly argument: string;
  readonly pointer: string;
}

export function refuseArgument(path: ArgumentPath, what: string): never {
  const where = path.pointer === '' ? '' : ` at ${path.pointer}`;
  throw new StoreError('E_ARGS', `invalid argument \`${path.argument}\`${where}: ${what}`, {
    data: { ...path },
  });
}

const below = (path: ArgumentPath, key: string | number): ArgumentPath => ({
  argument: path.argument,
  pointer: `${path.pointer}/${key}`,
});

function checkedRecord<T>(value: unknown, shape: RecordShape<T>, path: ArgumentPath): T {
  const valueAt = memberAccess(value, shape, path);
  return shape.build(
    shape.fields.map((field, index) => checkedValue(valueAt(field, index), field, below(path, field.name))),
  );
}

/** As in the app, a record may also come as an array of exactly its values in file order. */
function memberAccess<T>(
  value: unknown,
  shape: RecordShape<T>,
  path: ArgumentPath,
): (field: Field, index: number) => unknown {
  if (Array.isArray(value)) {
    if (value.length !== shape.fields.length) refuseArgument(path, `expected a ${shape.title}`);
    return (_field, index) => value[index];
  }
  if (typeof value !== 'object' || value === null || value instanceof SpelledNumber) {
    return refuseArgument(path, `expected a ${shape.title}`);
  }
  const record = value as Record<string, unknown>;
  requireParseable(record, shape, path);
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
function requireParseable<T>(
  record: Record<string, unknown>,
  { title }: RecordShape<T>,
  path: ArgumentPath,
): void {
  const known = KNOWN_KEYS.get(title);
  for (const key of Object.keys(record)) {
    if (known?.has(key)) continue;
    const within = ARGUMENT_DEPTH + path.pointer.split('/').length - 1;
    const refusal = parserRefusal(record[key], within);
    if (refusal !== undefined) refuseArgument(path, refusal);
  }
}

function checkedValue(value: unknown, field: Field, path: ArgumentPath): unknown {
  const isOptional = field.kind.startsWith('optional');
  if (value === undefined || value === null) {
    if (isOptional) return null;
    if (value === undefined) refuseArgument(path, `missing field \`${field.name}\``);
  }
  switch (field.kind) {
    case 'string':
    case 'optionalString':
      return checkedString(value, path);
    case 'u32':
    case 'optionalU32':
      return checkedInteger(value, BigInt(U32_MAX), path);
    case 'optionalU64':
      return checkedInteger(value, U64_MAX, path);
    case 'optionalBool':
      return typeof value === 'boolean' ? value : refuseArgument(path, 'expected a boolean');
    case 'optionalStrings':
      return checkedItems(value, path, checkedString);
    case 'instances':
      return checkedItems(value, path, (item, at) => checkedRecord(item, INSTANCE_SHAPE, at));
    case 'messages':
      return checkedItems(value, path, (item, at) => checkedRecord(item, MESSAGE_SHAPE, at));
  }
}

function checkedItems<T>(
  value: unknown,
  path: ArgumentPath,
  check: (item: unknown, at: ArgumentPath) => T,
): T[] {
  if (!Array.isArray(value)) refuseArgument(path, 'expected an array');
  return Array.from(value, (item, index) => check(item, below(path, index)));
}

function checkedString(value: unknown, path: ArgumentPath): string {
  if (typeof value !== 'string') refuseArgument(path, 'expected a string');
  if (!value.isWellFormed()) refuseArgument(path, 'a lone surrogate cannot be stored as JSON');
  return value;
}

function checkedInteger(value: unknown, max: bigint, path: ArgumentPath): number | bigint {
  const isInteger = typeof value === 'bigint' || (Number.isSafeInteger(value) && !Object.is(value, -0));
  if (!isInteger || (value as number | bigint) < 0 || (value as number | bigint) > max) {
    refuseArgument(path, `expected an integer from 0 to ${max}`);
  }
  const integer = value as number | bigint;
  return integer <= Number.MAX_SAFE_INTEGER ? Number(integer) : integer;
}
