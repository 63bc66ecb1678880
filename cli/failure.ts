// From whatever was thrown to the text and the exit code that the user gets. Operating errors are explained; anything
// else is a bug and says so. A stack trace is shown only when asked for with STOREPROOF_DEBUG=1.

import { relative } from 'node:path';
import { CommanderError } from 'commander';
import { type ErrorCode, EXIT, type ExitCode, StoreError } from '../contract/errors.ts';
import { PACKAGE_ROOT } from '../contract/package-root.ts';
import { stackPlaces } from '../definition/thrown.ts';
import { adviceOf } from './advice.ts';
import type { AnswerFailure } from './answer.ts';
import { visibleName } from './visible-text.ts';

export interface Failure {
  /** Lines for standard error; none when everything has been said already. */
  readonly lines: readonly string[];
  readonly exitCode: ExitCode;
  /** The same for programs; null when nothing failed. */
  readonly error: AnswerFailure | null;
}

/** `verb`: its words; null where the command line names none. */
export function describeFailure(tool: string, verb: string | null, thrown: unknown): Failure {
  const command = verb === null ? tool : `${tool} ${verb}`;
  if (thrown instanceof CommanderError) return usageFailure(tool, command, thrown);
  const error = asStoreError(thrown);
  return {
    lines: [
      `${tool}: ${visibleName(error.message)}`,
      `  ${adviceOf(error, command)}`,
      `  (${error.code}, exit code ${error.exitCode}; see docs/errors.md)`,
    ],
    exitCode: error.exitCode,
    error: { code: error.code, message: error.message, data: { ...error.data } },
  };
}

/** What was thrown while the user asked to stop: the stopping itself, or another failure, which it must not hide. */
export function interruptedFailure(
  {
    tool,
    verb,
    howToGoOn,
  }: { readonly tool: string; readonly verb: string | null; readonly howToGoOn: string },
  thrown: unknown,
): Failure {
  if (comesFromInterruption(thrown)) {
    const error: AnswerFailure = { code: 'E_ABORTED', message: `interrupted. ${howToGoOn}`, data: {} };
    return { lines: [`${tool}: ${error.message}`], exitCode: EXIT.interrupted, error };
  }
  const failure = describeFailure(tool, verb, thrown);
  return { ...failure, lines: [...failure.lines, '  The command was interrupted at the same time.'] };
}

/** A terminal sends Ctrl-C to programs under test as well; that one of them ended then is no finding. */
const comesFromInterruption = (thrown: unknown): boolean =>
  thrown instanceof StoreError
    ? thrown.code === 'E_ABORTED' || thrown.code === 'E_SUBJECT'
    : thrown instanceof Error && thrown.name === 'AbortError';

function usageFailure(tool: string, command: string, error: CommanderError): Failure {
  // --help and --version end as errors too; a tool without a verb has printed its help.
  if (error.exitCode === 0) return { lines: [], exitCode: EXIT.ok, error: null };
  const isHelp = error.code === 'commander.help';
  const message = isHelp
    ? 'the command line names no verb'
    : error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  const failure = { exitCode: EXIT.usage, error: { code: 'E_USAGE', message, data: {} } } as const;
  if (isHelp) return { ...failure, lines: [] };
  return {
    ...failure,
    lines: [
      `${tool}: ${visibleName(message)}`,
      `  Run "${command} --help" to see what it takes. Nothing was done. (exit code ${EXIT.usage})`,
    ],
  };
}

const SYSTEM_CODES: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'E_NOT_FOUND',
  ENOTDIR: 'E_NOT_FOUND',
  ENOSPC: 'E_NO_SPACE',
  EDQUOT: 'E_NO_SPACE',
  EROFS: 'E_READ_ONLY',
};

export function asStoreError(thrown: unknown): StoreError {
  if (thrown instanceof StoreError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const place = thrown instanceof Error ? placeOfOthers(thrown) : undefined;
  if (place !== undefined) {
    const text = `Code under test failed: ${message.split('\n')[0]} (${place})`;
    return new StoreError('E_SUBJECT', text, { data: { reason: 'threw' }, cause: thrown });
  }
  if (isSystemError(thrown)) {
    return new StoreError(SYSTEM_CODES[thrown.code] ?? 'E_IO', message, { cause: thrown });
  }
  return new StoreError('E_INTERNAL', `unexpected: ${message.split('\n')[0]}`, { cause: thrown });
}

/** Where code that is not ours threw it: a store, or another part of a definition. */
function placeOfOthers(thrown: Error): string | undefined {
  const nearest = stackPlaces(thrown).find(({ file }) => isOurs(file) || !file.includes('node_modules'));
  return nearest === undefined || isOurs(nearest.file) ? undefined : nearest.text;
}

/** Examples and definitions of tests are in a checkout, but stand for what others write. */
const isOurs = (file: string): boolean => {
  const path = relative(PACKAGE_ROOT, file);
  return !/^(?:\.\.|examples\b|test\b|.*\bnode_modules\b|[A-Za-z]:)/.test(path);
};

/** Errors of the operating system carry the name of the failed call; Node's own argument errors do not. */
const isSystemError = (thrown: unknown): thrown is Error & { code: string } =>
  thrown instanceof Error && 'syscall' in thrown && 'code' in thrown && typeof thrown.code === 'string';
