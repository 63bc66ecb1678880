// One step of a history of session stores, as plain JSON. A call names an operation and its arguments; `$W` at the start of
// a path stands for the folder that all stores of a run share.

import { OPERATION_NAMES, type OperationName, rowOf } from '../../contract/operations.ts';
import type { Restart } from '../../definition/history.ts';
import type { Step } from '../../definition/operation.ts';

export interface Call {
  readonly op: OperationName;
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

/** A change of the directories that workspace paths may name. */
export interface WorldChange {
  readonly op: 'link' | 'directory' | 'remove';
  readonly name: string;
  /** Of a link. */
  readonly target?: string;
}

export type SessionStep = Call | TransactionCalls | WorldChange | { readonly op: Restart };

/** Stands for the cursor that the model last gave for the same query; for none when there was none. */
export const LAST_CURSOR = '$last';

/** Stands for the revision that the model's session with the id of the update has before the operation. */
export const CURRENT_REVISION = '$current';

/** What is asked of stores, rather than done beside them. */
export const isAsked = (step: Step): step is Call | TransactionCalls => step.args !== undefined;

/** Whether a value read from a file can be played: it names an operation, and directories of the world only. */
export function isStep(value: unknown): value is SessionStep {
  if (typeof value !== 'object' || value === null) return false;
  const { op, args, calls, ending, name, target = '' } = value as Record<string, unknown>;
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
      return (
        hasLength(args, 1) &&
        Array.isArray(calls) &&
        calls.every(isCall) &&
        (ending === 'commit' || ending === 'throw')
      );
    default:
      return isCall(value);
  }
}

function isCall(value: unknown): value is Call {
  const { op, args, pages } = (value ?? {}) as Record<string, unknown>;
  if (!OPERATION_NAMES.includes(op as OperationName)) return false;
  const { arguments: names, answer } = rowOf(op as OperationName);
  // An answer that is no page has no cursor to follow; of one that is, stores may tell more on the page than is compared.
  if (answer === 'page' ? !isPageCount(pages) : pages !== undefined) return false;
  if (op === 'updateSessionIf') return hasLength(args, names.length) && isRecord(args.at(-1));
  return hasLength(args, names.length) || (op === 'updateSession' && hasLength(args, 2));
}

const hasLength = (value: unknown, length: number): value is readonly unknown[] =>
  Array.isArray(value) && value.length === length;

const isRecord = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** More would be followed for no other reason than to keep busy. */
const PAGES_MAX = 1_000;

const isPageCount = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= PAGES_MAX;

/** One that leads out of the world could remove what is not ours; a longer one no file system need take. */
const isName = (name: unknown): boolean => typeof name === 'string' && /^\w[\w -]{0,99}$/.test(name);

/** Steps from JSON text, an integer above 2^53 with all its digits. Reads what writeJson wrote. */
export function readSteps(text: string): SessionStep[] {
  // The third argument (ES2026) is the spelling of the value; TypeScript's es2024 library lacks it.
  const exactly = (_key: string, value: unknown, context?: { readonly source?: string }): unknown => {
    const isRounded = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
    return isRounded && context?.source !== undefined && /^\d+$/.test(context.source)
      ? BigInt(context.source)
      : value;
  };
  return JSON.parse(text, exactly as (key: string, value: unknown) => unknown);
}
