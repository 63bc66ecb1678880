// Arguments on their way to a program. JSON cannot carry a lone surrogate, NaN, -0 or a rounded integer: sending such a
// value would change it, so it is refused here, in the contract's words. Everything else goes out unchecked, because
// refusing it is the program's task and part of what is compared.

import {
  checkedMessage,
  checkedSession,
  checkedText,
  checkedU32,
  refuseArgument,
} from '../contract/arguments.ts';
import { type LineArgument, type OperationName, rowOf } from '../contract/operations.ts';
import { checkedFilter, checkedPage, checkedQuery } from '../contract/query.ts';
import { checkedSearch } from '../contract/search.ts';
import { checkedRevision, type UpdateOptions } from '../contract/session-revision.ts';
import { lineArgumentsOf } from './protocol.ts';

/** What a request holds for the arguments of a method. */
export function lineOf(
  operation: OperationName,
  args: readonly unknown[],
): Readonly<Record<string, unknown>> {
  const given = new Map<string, unknown>(rowOf(operation).arguments.map((name, at) => [name, args[at]]));
  const { expectedRevision } = (given.get('options') ?? {}) as UpdateOptions;
  const entries = lineArgumentsOf(operation).map((name) => {
    const value = name === 'expectedRevision' ? expectedRevision : given.get(name);
    return [name, value === undefined && IS_OPTIONAL.has(name) ? {} : value];
  });
  return Object.fromEntries(entries);
}

/** Nesting beyond this is for the check to refuse, not for recursion to follow. */
const DEPTH_MAX = 100;

const IS_OPTIONAL: ReadonlySet<LineArgument> = new Set(['query', 'filter', 'page']);

const CHECKS: Readonly<Record<string, (value: unknown) => unknown>> = {
  session: (value) => checkedSession(value),
  expectedRevision: (value) => checkedRevision({ expectedRevision: value }),
  message: (value) => checkedMessage(value),
  instanceId: (value) => checkedU32(value, 'instanceId'),
  query: checkedQuery,
  filter: (value) => checkedFilter(value),
  search: checkedSearch,
  page: checkedPage,
};

/** The arguments as they can be sent. Throws E_ARGS, for the first argument that the contract refuses. */
export function sendableArguments(
  args: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(args);
  if (entries.every(([, value]) => isCarriable(value, 0))) return args;
  // Of several wrong arguments the contract names the first, which may be one that could have been sent.
  return Object.fromEntries(entries.map(([argument, value]) => [argument, sendable(value, argument)]));
}

function sendable(value: unknown, argument: string): unknown {
  const checked = (CHECKS[argument] ?? ((text) => checkedText(text, argument)))(value);
  if (isCarriable(value, 0)) return value;
  // Only in keys that the contract ignores; the checked record is what a store would keep.
  if (argument === 'session' || argument === 'message') return checked;
  return refuseArgument({ argument, pointer: '' }, 'holds a value that JSON cannot carry');
}

function isCarriable(value: unknown, depth: number): boolean {
  if (depth > DEPTH_MAX) return false;
  switch (typeof value) {
    case 'string':
      return value.isWellFormed();
    case 'number':
      return isCarriableNumber(value);
    case 'object':
      return value === null || isCarriableObject(value, depth);
    case 'function':
    case 'symbol':
      return false;
    default:
      return true;
  }
}

const isCarriableNumber = (value: number): boolean =>
  Number.isFinite(value) &&
  !Object.is(value, -0) &&
  (!Number.isInteger(value) || Number.isSafeInteger(value));

function isCarriableObject(value: object, depth: number): boolean {
  if (Array.isArray(value)) {
    return value.every((item) => item !== undefined && isCarriable(item, depth + 1));
  }
  return Object.entries(value).every(
    ([key, member]) => key !== 'toJSON' && key.isWellFormed() && isCarriable(member, depth + 1),
  );
}
