// One step of a generated sequence, as plain JSON, so that a sequence can be printed, stored and played again. A call
// names a method of the contract and its arguments; `$W` at the start of a path stands for the directory of the
// world that all stores of a run share.

import { OPERATION_NAMES, type OperationName } from '../contract/operations.ts';

export type CallMethod = OperationName;

export interface Call {
  readonly op: CallMethod;
  /** As the method takes them; the first is the workspace path, but where an operation names none. The last is a query's. */
  readonly args: readonly unknown[];
  /** Of a query: how many pages to follow its cursor for. */
  readonly pages?: number;
}

export interface TransactionCalls {
  readonly op: 'transaction';
  readonly args: readonly [path: unknown];
  readonly calls: readonly Call[];
  readonly ending: 'commit' | 'throw';
}

/** `reopen` closes the store and opens it again; `kill` ends the program of a store that lives in another process. */
export interface Restart {
  readonly op: 'reopen' | 'kill';
}

/** A change of the directories that workspace paths may name. */
export interface WorldChange {
  readonly op: 'link' | 'directory' | 'remove';
  readonly name: string;
  /** Of a link. */
  readonly target?: string;
}

export type Operation = Call | TransactionCalls | Restart | WorldChange;

/** Stands for the cursor that the model last gave for the same query; for none when there was none. */
export const LAST_CURSOR = '$last';

/** Stands for the revision that the model's session with the id of the update has before the operation. */
export const CURRENT_REVISION = '$current';

export const isStoreOperation = (operation: Operation): operation is Call | TransactionCalls =>
  'args' in operation;

export const isRestart = (operation: Operation): operation is Restart =>
  operation.op === 'reopen' || operation.op === 'kill';

/** Whether a value read from a file can be played: it names an operation, and directories of the world only. */
export function isOperation(value: unknown): value is Operation {
  if (typeof value !== 'object' || value === null) return false;
  const { op, args, calls, name, target = '' } = value as Record<string, unknown>;
  switch (op) {
    case 'reopen':
    case 'kill':
      return true;
    case 'directory':
    case 'remove':
      return isName(name);
    case 'link':
      return isName(name) && isName(target);
    case 'transaction':
      return Array.isArray(args) && Array.isArray(calls) && calls.every(isCall);
    default:
      return isCall(value);
  }
}

const isCall = (value: unknown): value is Call => {
  const { op, args } = (value ?? {}) as Record<string, unknown>;
  return OPERATION_NAMES.includes(op as CallMethod) && Array.isArray(args);
};

/** One that leads out of the world could remove what is not ours; a longer one no file system need take. */
const isName = (name: unknown): boolean => typeof name === 'string' && /^\w[\w -]{0,99}$/.test(name);

/** Operations as JSON text, an integer above 2^53 with all its digits. Reads what writeJson wrote. */
export function readOperations(text: string): Operation[] {
  // The third argument (ES2026) is the spelling of the value; TypeScript's es2024 library lacks it.
  const exactly = (_key: string, value: unknown, context?: { readonly source?: string }): unknown => {
    const isRounded = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
    return isRounded && context?.source !== undefined && /^\d+$/.test(context.source)
      ? BigInt(context.source)
      : value;
  };
  return JSON.parse(text, exactly as (key: string, value: unknown) => unknown);
}
