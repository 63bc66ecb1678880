// Arguments on their way to a program. JSON cannot carry a lone surrogate, NaN, -0 or a rounded integer: sending such a
// value would change it, so it is refused here, in the contract's words. Everything else goes out unchecked, because
// refusing it is the program's task and part of what is compared.

import { checkedText, refuseArgument } from '../contract/arguments.ts';
import { isQuery, type LineArgument, type OperationName, rowOf } from '../contract/operations.ts';
import { CHECKS } from '../contract/requests.ts';
import { checkedRevision, type UpdateOptions } from '../contract/session-revision.ts';
import { lineArgumentsOf } from './protocol.ts';

type SentArgument = LineArgument | 'now';

/** What a request holds for the arguments of a method. */
export function lineOf(
  operation: OperationName,
  args: readonly unknown[],
): Readonly<Record<string, unknown>> {
  const given = new Map<string, unknown>(rowOf(operation).arguments.map((name, at) => [name, args[at]]));
  const { expectedRevision } = (given.get('options') ?? {}) as UpdateOptions;
  const entries = lineArgumentsOf(operation).map((name) => {
    const value = name === 'expectedRevision' ? expectedRevision : given.get(name);
    const isOmitted = value === undefined && isQuery(name) && name !== 'search';
    return [name, isOmitted ? {} : value];
  });
  return Object.fromEntries(entries);
}

/** Nesting beyond this is for the check to refuse, not for recursion to follow. */
const DEPTH_MAX = 100;

/** The arguments as they can be sent. Throws E_ARGS, for the first argument that the contract refuses. */
export function sendableArguments(
  args: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const names = Object.keys(args) as SentArgument[];
  if (names.every((name) => isCarriable(args[name], 0))) return args;
  // Of several wrong arguments a store names one, which may be one that could have been sent.
  const inOrder = names.toSorted((left, right) => rank(left) - rank(right));
  const checked = new Map(inOrder.map((name) => [name, checkedByContract(name, args[name])]));
  return Object.fromEntries(names.map((name) => [name, sendable(name, args[name], checked.get(name))]));
}

/** What a read asks for comes first. */
const rank = (argument: SentArgument): number => (argument !== 'now' && isQuery(argument) ? 0 : 1);

function checkedByContract(argument: SentArgument, value: unknown): unknown {
  if (argument === 'now') return checkedText(value, argument);
  if (argument === 'expectedRevision') return checkedRevision({ expectedRevision: value });
  return CHECKS[argument](value, argument);
}

function sendable(argument: SentArgument, value: unknown, checked: unknown): unknown {
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
