// The one error class of the project. A code is stable: programs match on it, the documentation explains it, and
// it decides the exit code. The message is for people; for the app's seven operations it is the app's own text.

/** Exit codes of both command line tools. */
export const EXIT = {
  ok: 0,
  bug: 1,
  usage: 2,
  differences: 3,
  source: 4,
  version: 5,
  keptAside: 6,
  noSpace: 7,
  corruption: 8,
  locked: 9,
  refused: 10,
  certificate: 11,
  cannotTell: 12,
  runtime: 78,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const ERROR_EXIT = {
  /** An argument is missing, of the wrong type, out of range, or not representable in JSON. */
  E_ARGS: EXIT.usage,
  E_BLANK_PATH: EXIT.usage,
  E_SESSION_NOT_FOUND: EXIT.source,
  E_INSTANCE_NOT_FOUND: EXIT.source,
  /** Strict mode refuses the value; the default mode would take it. */
  E_STRICT: EXIT.usage,
  E_CURSOR: EXIT.usage,
  /** A transaction was used wrongly: nested, for another workspace, or the store called from inside it. */
  E_TRANSACTION: EXIT.bug,
  E_CLOSED: EXIT.bug,
  /** A session file is not valid UTF-8. */
  E_UTF8: EXIT.source,
  /** A session file is not what the app can read. */
  E_PARSE: EXIT.source,
  E_IO: EXIT.source,
  /** Safe mode: another program changed the file between our read and our write. */
  E_FOREIGN_WRITE: EXIT.locked,
  /** What was to be replaced is no longer what the caller saw. */
  E_CHANGED: EXIT.locked,
  /** An update was for another revision of the session than the one that is stored. */
  E_CONFLICT: EXIT.locked,
  /** Two directories have the same workspace hash, so their sessions would be mixed. */
  E_HASH_COLLISION: EXIT.source,
  E_LOCKED: EXIT.locked,
  E_ABORTED: EXIT.interrupted,
  E_NO_SPACE: EXIT.noSpace,
  E_NO_MEMORY: EXIT.noSpace,
  E_READ_ONLY: EXIT.source,
  /** The database failed: older copies may be read where that is said, and nothing can be written. */
  E_STALE_FALLBACK: EXIT.corruption,
  E_NOT_A_DATABASE: EXIT.corruption,
  E_CORRUPT: EXIT.corruption,
  /** The database was written by a newer version. */
  E_NEWER_VERSION: EXIT.version,
  /** An applied schema migration is not the one this version knows under that number. */
  E_MIGRATION_CHANGED: EXIT.version,
  /** The linked SQLite lacks a feature or a fix that the store relies on. */
  E_SQLITE_UNFIT: EXIT.version,
  /** A database is not kept where locks are not reliable. */
  E_NETWORK_DISK: EXIT.refused,
  /** A program under test broke the subject protocol, died, or did not answer in time. */
  E_SUBJECT: EXIT.differences,
  E_USAGE: EXIT.usage,
  E_NOT_FOUND: EXIT.source,
  E_REFUSED: EXIT.refused,
  /** A side of a comparison cannot be made ready: its checkout, its packages, its build, its definition or its program. */
  E_SIDE: EXIT.source,
  /** A result file is not one, or is not complete. */
  E_RESULT: EXIT.source,
  /** A certificate of a migration is not as it was written, or does not match what it tells of. */
  E_CERTIFICATE: EXIT.certificate,
  E_INTERNAL: EXIT.bug,
} as const satisfies Record<string, ExitCode>;

export type ErrorCode = keyof typeof ERROR_EXIT;

export interface ErrorDetail {
  /** What is known of the failure beyond the message: ids, file names, positions; never content. */
  readonly data?: Readonly<Record<string, string | number>>;
  readonly cause?: unknown;
}

export class StoreError extends Error {
  readonly code: ErrorCode;
  readonly data: Readonly<Record<string, string | number>>;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'StoreError';
    this.code = code;
    this.data = detail.data ?? {};
  }

  get exitCode(): ExitCode {
    return ERROR_EXIT[this.code];
  }
}

export const sessionNotFound = (sessionId: string): StoreError =>
  new StoreError('E_SESSION_NOT_FOUND', `Session ${sessionId} not found`, { data: { sessionId } });

export const instanceNotFound = (sessionId: string, instanceId: number): StoreError =>
  new StoreError('E_INSTANCE_NOT_FOUND', `Instance ${instanceId} not found in session ${sessionId}`, {
    data: { sessionId, instanceId },
  });
