// The words of the subject protocol where stores hold sessions: names of operations on files, and the forms of error
// texts. What all subjects share, and how lines travel, is in protocol/.

import { type ErrorCode, StoreError } from '../contract/errors.ts';
import { type LineArgument, OPERATIONS, type OperationName, rowOf } from '../contract/operations.ts';
import type { ErrorAnswer, FailureStage } from '../protocol/error-answer.ts';
import { APP_METHODS } from './subject.ts';

/** Operations on names and files rather than on a store's sessions. */
export const FILE_OPS = ['hash', 'hash_raw', 'load_file', 'rewrite_file'] as const;
export type FileOp = (typeof FILE_OPS)[number];

/** Operations on a store's sessions are in the table of operations. */
export type Op = (typeof OPERATIONS)[OperationName]['op'] | FileOp | 'capabilities';

/** What a request of an operation holds beside `home` and `now`. */
export const lineArgumentsOf = (operation: OperationName): readonly LineArgument[] =>
  rowOf(operation).lineArguments ?? rowOf(operation).arguments;

/** What a subject has that does not know `capabilities`. */
export const FIRST_SEVEN: readonly Op[] = APP_METHODS.map((method) => OPERATIONS[method].op);

/** The text of an error on the line, and its stage. */
export function wireError(
  error: unknown,
  op: string,
): { readonly err: string; readonly stage: FailureStage } {
  if (!(error instanceof StoreError)) return { err: `internal error: ${String(error)}`, stage: 'command' };
  if (error.code !== 'E_ARGS') return { err: error.message, stage: 'command' };
  const argument = error.data.argument ?? 'request';
  const what = error.message.replace(/^invalid argument `[^`]*`(?: at |: )?/, '');
  return { err: `invalid args \`${argument}\` for command \`${op}\`: ${what}`, stage: 'args' };
}

/** Texts that tell what kind of refusal it was; whatever is not here is E_SUBJECT. */
const KNOWN_TEXTS: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^Session .* was changed since it was read\./s, 'E_CONFLICT'],
  [/^Session .* not found$/s, 'E_SESSION_NOT_FOUND'],
  [/^Instance \d+ not found in session /, 'E_INSTANCE_NOT_FOUND'],
  [/^Cannot [a-z ]+: workspace path is empty\./, 'E_BLANK_PATH'],
  [/^Failed to parse sessions: /, 'E_PARSE'],
  [/^stream did not contain valid UTF-8$/, 'E_UTF8'],
  [/^refused by strict mode at /, 'E_STRICT'],
  [/^The cursor /, 'E_CURSOR'],
  [/ \(os error \d+\)$/, 'E_IO'],
];

/** A subject's refusal as this project's error; the message is the subject's text, unchanged. It must say its stage. */
export function storeErrorOf({ err, stage, code: given }: ErrorAnswer): StoreError | null {
  if (stage === undefined) return null;
  const named = given === 'E_LOCKED' ? given : KNOWN_TEXTS.find(([form]) => form.test(err))?.[1];
  const code = stage === 'args' ? 'E_ARGS' : named;
  return new StoreError(stage === 'ipc' ? 'E_SUBJECT' : (code ?? 'E_SUBJECT'), err, { data: { stage } });
}
