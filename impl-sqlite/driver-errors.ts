// The driver's errors in the project's terms: what failed, in what state the data is, what to do next.
// No error of the driver leaves this folder.

import Database from 'better-sqlite3';
import { type ErrorCode, StoreError } from '../contract/errors.ts';

/** Contention that goes away by itself: worth another try. */
export function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)(_|$)/.test(error.code);
}

/** What the file holds is wrong, as opposed to reaching it. */
export const isDamage = (error: unknown): boolean =>
  error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)(_|$)/.test(error.code);

/**
 * What `work` answers. Of a page that the disk does not give SQLite says that the database is damaged, as of one that is: only what it says
 * twice is so. `work` leaves nothing half done.
 */
export function confirmed<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isDamage(error)) throw error;
    return work();
  }
}

/** Reaching the file failed, which says nothing of what it holds. Not a failed sync: a second one may lie. */
export const isUnreached = (error: unknown): boolean =>
  error instanceof Database.SqliteError &&
  /^SQLITE_(CANTOPEN|NOMEM|INTERRUPT|PROTOCOL|IOERR(?!_(CORRUPTFS|DATA|\w*FSYNC)))/.test(error.code);

/** A translated error that may be gone at the next attempt: no descriptor left, an error of the disk. */
export const isPassing = (error: unknown): boolean =>
  error instanceof StoreError &&
  (isUnreached(error.cause) ||
    isFolderUnseen(error.cause) ||
    PASSING.has((error.cause as NodeJS.ErrnoException | undefined)?.code ?? ''));

const PASSING: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'EIO', 'EAGAIN', 'EINTR']);

/** The disk, or what the database may grow to, is full. Also one that is translated already. */
export const isFull = (error: unknown): boolean =>
  (error instanceof Database.SqliteError && error.code === 'SQLITE_FULL') ||
  (error instanceof StoreError && error.code === 'E_NO_SPACE');

/** A value longer than SQLite (SQLITE_TOOBIG) or V8 (ERR_STRING_TOO_LONG) can hold. */
export const isTooBig = (error: unknown): boolean =>
  (error instanceof Database.SqliteError && error.code === 'SQLITE_TOOBIG') ||
  (error instanceof Error && (error as NodeJS.ErrnoException).code === 'ERR_STRING_TOO_LONG');

interface Translation {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly text: string;
}

const TRANSLATIONS: readonly Translation[] = [
  {
    pattern: /^SQLITE_(BUSY|LOCKED)/,
    code: 'E_LOCKED',
    text: 'is in use by another process. Nothing was changed. Try again when that process is done.',
  },
  {
    // Of values that the store never writes: SQLite cannot compute with them.
    pattern: /^SQLITE_(CORRUPT|ERROR: (malformed JSON|integer overflow)$)/,
    code: 'E_CORRUPT',
    text: 'is damaged. Nothing was changed. Run its check, then restore a backup or rebuild it from the session files.',
  },
  {
    pattern: /^SQLITE_CONSTRAINT_PRIMARYKEY/,
    code: 'E_CORRUPT',
    text: 'holds rows that do not belong together. Nothing was changed. Run its check, then restore a backup or rebuild it from the session files.',
  },
  {
    // The largest one is allowed and leaves none for the next write (docs/schema.md).
    pattern: /^SQLITE_CONSTRAINT_CHECK: .*revision BETWEEN/,
    code: 'E_REFUSED',
    text: 'has a workspace without revisions left: another program gave a row the largest. Nothing was changed. Give that row a smaller one.',
  },
  {
    pattern: /^SQLITE_NOTADB/,
    code: 'E_NOT_A_DATABASE',
    text: 'is not a SQLite database. It was left as it is. Name another file, or move this one away.',
  },
  {
    pattern: /^SQLITE_(IOERR_)?NOMEM/,
    code: 'E_NO_MEMORY',
    text: 'could not be worked on: the system gave no memory. The last change was undone; everything before it is kept. Try again.',
  },
  {
    pattern: /^SQLITE_FULL/,
    code: 'E_NO_SPACE',
    text: 'cannot grow: the disk is full. The last change was undone; everything before it is kept. Free space and try again.',
  },
  {
    pattern: /^SQLITE_READONLY_ROLLBACK/,
    code: 'E_READ_ONLY',
    text: 'was being changed when a program was killed. Its journal beside it undoes that change at the next opening for writing; a read-only one cannot. Nothing was changed. Open it for writing once.',
  },
  {
    pattern: /^SQLITE_READONLY/,
    code: 'E_READ_ONLY',
    text: 'cannot be written: file, folder or disk is read-only. Nothing was changed.',
  },
  {
    pattern: /^SQLITE_CANTOPEN/,
    code: 'E_IO',
    text: 'cannot be opened. Nothing was changed. Check that its folder exists and may be read and written.',
  },
  {
    pattern: /^SQLITE_(IOERR|PROTOCOL|NOLFS|AUTH|PERM)/,
    code: 'E_IO',
    text: 'cannot be read or written. The last change was undone. Check the disk and the permissions.',
  },
  {
    pattern: /^SQLITE_INTERRUPT|^SQLITE_ABORT/,
    code: 'E_ABORTED',
    text: 'was interrupted. The last change was undone.',
  },
];

/** Any error of the driver or of the file system as a StoreError; errors of our own pass through. */
export function translated(error: unknown, file: string): unknown {
  if (isSystemError(error)) return systemError(error, file);
  if (isFolderUnseen(error)) return unseenFolder(error, file);
  if (isLackOfDriver(error)) return translated(new Database.SqliteError(error.message, 'SQLITE_NOMEM'), file);
  if (!(error instanceof Database.SqliteError)) return error;
  const known = TRANSLATIONS.find(({ pattern }) => pattern.test(`${error.code}: ${error.message}`));
  const text = known?.text ?? 'refused a statement. The last change was undone. This is a bug in the store.';
  return new StoreError(known?.code ?? 'E_INTERNAL', `The database ${file} ${text} (${error.code})`, {
    data: { file, sqliteCode: error.code },
    cause: error,
  });
}

/** Of preparing a statement of the store: E_CORRUPT for what its schema lacks; any other error as it is. */
export function unprepared(error: unknown, file: string): unknown {
  // Any other code says nothing of the schema: no memory, say.
  const isLack = error instanceof Database.SqliteError && error.code === 'SQLITE_ERROR';
  if (!isLack || (translated(error, file) as StoreError).code !== 'E_INTERNAL') return error;
  return new StoreError(
    'E_CORRUPT',
    `The database ${file} lacks tables or columns of its version: it is damaged or was edited. Nothing was changed. Restore a backup or rebuild it from the session files.`,
    { data: { file }, cause: error },
  );
}

/** The driver says so itself when it gets no memory for a text of an error. */
const isLackOfDriver = (error: unknown): error is Error =>
  error instanceof Error && error.constructor === Error && error.message === 'Out of memory';

/** The driver looks for the folder before it opens a file, and takes one that it may not look at for none. */
const isFolderUnseen = (error: unknown): boolean =>
  error instanceof TypeError && /the directory does not exist$/.test(error.message);

const unseenFolder = (cause: unknown, file: string): StoreError =>
  new StoreError(
    'E_IO',
    `The folder of the database ${file} does not exist or may not be looked at. Nothing was changed. Check it and try again.`,
    { data: { file }, cause },
  );

const SYSTEM_CODES: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'E_NO_SPACE',
  EDQUOT: 'E_NO_SPACE',
  EROFS: 'E_READ_ONLY',
  EACCES: 'E_READ_ONLY',
  EPERM: 'E_READ_ONLY',
};

/** Codes that Node and the room `files` raise themselves, before they ask the system. */
const NODE_CODES: readonly unknown[] = ['ERR_INVALID_ARG_VALUE', 'ERR_NOT_REGULAR_FILE'];

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error &&
  ('syscall' in error || NODE_CODES.includes((error as NodeJS.ErrnoException).code));

function systemError(cause: NodeJS.ErrnoException, file: string): StoreError {
  const reason = cause.code ?? 'unknown';
  const text =
    cause.syscall === 'mkdir'
      ? `The folder ${cause.path} cannot be made (${reason}). Nothing was changed. Check that no file is in its way, and that the folder above it may be written and has space.`
      : `The file ${file} cannot be written (${reason}). Nothing was changed. Check that its folder exists, may be written and has space.`;
  return new StoreError(SYSTEM_CODES[reason] ?? 'E_IO', text, {
    data: { file, reason },
    cause,
  });
}
