// The logs beside a database, and a log without its database: SQLite would delete that, or replay it into whatever
// database comes to stand beside it; yet it may hold commits that are nowhere else. And one more kind of file that SQLite
// would overwrite.

import { statSync } from 'node:fs';
import { StoreError } from '../contract/errors.ts';

/**
 * E_REFUSED when a log that is not empty stands beside no database, or a write-ahead log beside an empty one. Logs are
 * looked at first: a database that another process is making is there, and has its header, before it has a log.
 * (A rollback journal does stand beside an empty database whose making was cut short, and then holds nothing.)
 */
export function requireNoStrayLog(file: string): void {
  const logs = (['-wal', '-journal'] as const).filter((suffix) => sizeOf(file + suffix) > 0);
  const size = sizeOf(file);
  const log = logs.find((suffix) => size === ABSENT || (size === 0 && suffix === '-wal'));
  if (log === undefined) return;
  throw new StoreError(
    'E_REFUSED',
    `The log ${file}${log} stands without the database that it belongs to, and may hold what is nowhere else. Nothing was changed. Put its database back as ${file}; if that is lost, move the log away and keep it.`,
    { data: { file, log: `${file}${log}` } },
  );
}

/** E_NOT_A_DATABASE for a file of one byte: SQLite counts it as an empty one, and would write over it. */
export function requireMoreThanOneByte(file: string): void {
  if (sizeOf(file) !== 1) return;
  throw new StoreError(
    'E_NOT_A_DATABASE',
    `The database ${file} is not a SQLite database. It was left as it is. Name another file, or move this one away.`,
    { data: { file } },
  );
}

/** The log beside a database without which it is not what was last committed; undefined when there is none. */
export const logOf = (file: string): string | undefined =>
  (['-wal', '-journal'] as const).map((suffix) => file + suffix).find((log) => sizeOf(log) > 0);

const ABSENT = -1;

/** What cannot be looked at is for the opening to say. */
function sizeOf(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? ABSENT;
  } catch {
    return ABSENT;
  }
}
