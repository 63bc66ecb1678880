import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { StoreError } from '../contract/errors.ts';
import { isBusy, translated, unprepared } from './driver-errors.ts';

const driverError = (code: string) => new Database.SqliteError('near "canary": a value', code);

test.each([
  ['SQLITE_BUSY', 'E_LOCKED', true],
  ['SQLITE_BUSY_RECOVERY', 'E_LOCKED', true],
  ['SQLITE_BUSY_SNAPSHOT', 'E_LOCKED', true],
  ['SQLITE_BUSY_TIMEOUT', 'E_LOCKED', true],
  ['SQLITE_LOCKED', 'E_LOCKED', true],
  ['SQLITE_LOCKED_SHAREDCACHE', 'E_LOCKED', true],
  ['SQLITE_CORRUPT', 'E_CORRUPT', false],
  ['SQLITE_CORRUPT_VTAB', 'E_CORRUPT', false],
  ['SQLITE_CORRUPT_INDEX', 'E_CORRUPT', false],
  ['SQLITE_NOTADB', 'E_NOT_A_DATABASE', false],
  ['SQLITE_FULL', 'E_NO_SPACE', false],
  ['SQLITE_NOMEM', 'E_NO_MEMORY', false],
  ['SQLITE_IOERR_NOMEM', 'E_NO_MEMORY', false],
  ['SQLITE_READONLY', 'E_READ_ONLY', false],
  ['SQLITE_READONLY_DBMOVED', 'E_READ_ONLY', false],
  ['SQLITE_READONLY_ROLLBACK', 'E_READ_ONLY', false],
  ['SQLITE_CANTOPEN', 'E_IO', false],
  ['SQLITE_IOERR_FSYNC', 'E_IO', false],
  ['SQLITE_IOERR_WRITE', 'E_IO', false],
  ['SQLITE_PROTOCOL', 'E_IO', false],
  ['SQLITE_PERM', 'E_IO', false],
  ['SQLITE_INTERRUPT', 'E_ABORTED', false],
  ['SQLITE_CONSTRAINT_CHECK', 'E_INTERNAL', false],
  ['SQLITE_ERROR', 'E_INTERNAL', false],
  ['SQLITE_MISMATCH', 'E_INTERNAL', false],
])('%s becomes %s and is worth another try: %s', (sqliteCode, code, isRetried) => {
  const cause = driverError(sqliteCode);
  expect(isBusy(cause)).toBe(isRetried);
  const error = translated(cause, '/some/sessions.db');
  expect(error).toBeInstanceOf(StoreError);
  expect(error).toMatchObject({ code, data: { file: '/some/sessions.db', sqliteCode }, cause });
  expect((error as StoreError).message).toContain('/some/sessions.db');
  // SQLite's own text can quote the statement or a value.
  expect((error as StoreError).message).not.toContain('canary');
});

test.each(['malformed JSON', 'integer overflow'])('%s in a stored value is damage', (text) => {
  const cause = new Database.SqliteError(text, 'SQLITE_ERROR');
  expect(translated(cause, 'f')).toMatchObject({ code: 'E_CORRUPT', cause });
});

test.each([
  ['ENOSPC', 'E_NO_SPACE'],
  ['EDQUOT', 'E_NO_SPACE'],
  ['EROFS', 'E_READ_ONLY'],
  ['EACCES', 'E_READ_ONLY'],
  ['EPERM', 'E_READ_ONLY'],
  ['EIO', 'E_IO'],
  ['ENOTDIR', 'E_IO'],
])('the file system’s %s becomes %s', (reason, code) => {
  const cause = Object.assign(new Error(`${reason}: open`), { code: reason, syscall: 'open' });
  expect(translated(cause, 'f')).toMatchObject({
    name: 'StoreError',
    code,
    data: { file: 'f', reason },
    cause,
  });
});

test('memory that the driver itself did not get is told as SQLite’s is', () => {
  const cause = new Error('Out of memory');
  expect(translated(cause, 'f')).toMatchObject({ code: 'E_NO_MEMORY' });
});

test('a folder that the driver does not see is an error of reaching the file', () => {
  const cause = new TypeError('Cannot open database because the directory does not exist');
  expect(translated(cause, 'f')).toMatchObject({ code: 'E_IO', cause });
});

test('errors of our own, of callers and of programmers pass through', () => {
  for (const error of [new StoreError('E_CLOSED', 'closed'), new TypeError('bug'), 'text', undefined]) {
    expect(translated(error, 'f')).toBe(error);
    expect(isBusy(error)).toBe(false);
  }
});

test('only what SQLite says of a statement tells that the schema lacks something', () => {
  expect(unprepared(driverError('SQLITE_ERROR'), '/some/sessions.db')).toMatchObject({ code: 'E_CORRUPT' });
  for (const code of ['SQLITE_NOMEM', 'SQLITE_BUSY', 'SQLITE_MISUSE']) {
    const error = driverError(code);
    expect(unprepared(error, '/some/sessions.db')).toBe(error);
  }
});
