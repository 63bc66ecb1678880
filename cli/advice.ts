// What to do next, by error code. The errors' messages say what happened; docs/errors.md says more about each.

import type { ErrorCode, StoreError } from '../contract/errors.ts';

/**
 * By code, unless the error says what kind of file it is about. What the message says already is not said again.
 * `command`: the tool and the verb that failed.
 */
export function adviceOf({ code, data, message }: StoreError, command: string): string {
  const advice = (special(code, data) ?? ADVICE[code]).replace(COMMAND, command);
  return /\bnothing was changed\b/i.test(message) ? advice.replace(' Nothing was changed.', '') : advice;
}

function special(code: ErrorCode, data: StoreError['data']): string | undefined {
  if (code === 'E_CORRUPT' && 'archive' in data) return OF_ARCHIVE;
  if (code === 'E_SUBJECT') return 'call' in data ? OF_CODE : OF_SUBJECT[String(data.reason)];
  if (code === 'E_REFUSED' && 'stale' in data) return OF_STALE_RUN;
  if (code === 'E_USAGE' && 'config' in data) return OF_CONFIG;
  if (code === 'E_PARSE' && 'history' in data) return OF_HISTORY;
  return code === 'E_NOT_FOUND' && 'phase' in data ? OF_LOST_DATABASE : undefined;
}

const OF_LOST_DATABASE =
  '"ait42-migrate restore" puts a backup in its place; "ait42-migrate repair" rebuilds it from what there is.';

const OF_THROWN = 'Correct it there; the same command under STOREPROOF_DEBUG=1 shows the whole way to it.';

/** Of a store that is no program: there is no request line to try. */
const OF_CODE = 'Correct it in the store or in the configuration, then run the command again.';

const OF_CONFIG = 'Correct it, then run the command again (docs/bring-your-own.md). Nothing was done.';

const OF_MODEL =
  'The model is what the others are compared with. Correct it, or the workload that it could not do, in the definition.';

const OF_HISTORY = 'Give a file as a run kept it, or leave this one out.';

const OF_STALE_RUN = 'Or name a run of these sources, or check out those of the run (docs/gate.md).';

const OF_KILLED =
  'Something outside ended a process, the system for want of memory perhaps. Free memory, then run the command again.';

const OF_ARCHIVE =
  'This is about the archive, not the database. Keep it as it is; "ait42-migrate verify" names what is damaged in it.';

/** By the reason. */
const OF_SUBJECT: Readonly<Record<string, string | undefined>> = {
  killed: OF_KILLED,
  model: OF_MODEL,
  threw: OF_THROWN,
  stand: OF_CODE,
  stray: OF_CODE,
  ended: OF_CODE,
};

/** Stands for the tool and the verb. */
const COMMAND = '%command';

const ADVICE: Readonly<Record<ErrorCode, string>> = {
  E_ARGS: 'Correct the argument. Nothing was changed.',
  E_BLANK_PATH: 'Give the path of the workspace.',
  E_SESSION_NOT_FOUND: 'Check the id and the workspace path. Nothing was changed.',
  E_INSTANCE_NOT_FOUND: 'Check the instance id. Nothing was changed.',
  E_STRICT: 'Correct the value, or leave strict mode off.',
  E_CURSOR: 'Ask for the first page again, without a cursor.',
  E_TRANSACTION: 'This is a mistake in the calling program.',
  E_CLOSED: 'This is a mistake in the calling program.',
  E_UTF8: 'The file is left as it is. Repair it, or import the rest without it.',
  E_PARSE: 'The file is left as it is. Repair it, or import the rest without it.',
  E_IO: 'Check that the path exists and that you may read and write it, then run the command again.',
  E_FOREIGN_WRITE: 'Close the other program that writes these files, then run the command again.',
  E_CHANGED: 'Close the other program that writes to the database, then run the command again.',
  E_CONFLICT: 'Read the session again, bring the change to it, and update it with its new revision.',
  E_HASH_COLLISION: 'Rename or move one of the two directories, then run the command again.',
  E_LOCKED: 'Wait for the other program or close it, then run the command again.',
  E_ABORTED: 'Run the same command again to go on.',
  E_NO_SPACE: 'Free some space, then run the command again.',
  E_NO_MEMORY: 'Close other programs, then run the command again.',
  E_READ_ONLY: 'Make the place writable, or choose another one.',
  E_STALE_FALLBACK: 'Run "ait42-migrate check"; restore a backup, or go back to the files with "rollback".',
  E_NOT_A_DATABASE: 'Check the path; restore a backup if this should be the database. Nothing was changed.',
  E_CORRUPT:
    'Keep the file. "ait42-migrate repair" rebuilds a database from what is sound; or restore a backup.',
  E_NEWER_VERSION: 'Use the version that wrote it, or a newer one. Nothing was changed.',
  E_MIGRATION_CHANGED: 'Use the version that wrote the database. Nothing was changed.',
  E_SQLITE_UNFIT: 'Run "npm ci" to get the driver that this version was made for.',
  E_NETWORK_DISK: 'Keep the session files, or move the home to a local disk.',
  E_SUBJECT: 'Run the program by hand with a request line to see what it answers (docs/subjects.md).',
  E_USAGE: `Run "${COMMAND} --help" to see what it takes.`,
  E_NOT_FOUND: 'Check the path, or the name.',
  E_REFUSED: 'The message says what stands in the way.',
  E_SIDE: 'Make it ready by hand to see more (docs/gate.md), or name another base or head.',
  E_RESULT: 'Check the path; a run that was cut short must be run again.',
  E_CERTIFICATE: 'Keep it. "ait42-migrate certificate check" names each place that differs.',
  E_INTERNAL: 'This is a bug. Please report it with the output of the same command under STOREPROOF_DEBUG=1.',
};
