// The files of a database, and what is refused before SQLite opens them:
// - anything but a regular file: a FIFO would hold the process inside the operating system's open for ever, with no timer
//   or signal handler running, and a device can be read without end;
// - a log without its database: SQLite would delete it, or replay it into whatever database comes to stand beside it; yet
//   it may hold commits that are nowhere else;
// - a file of one byte, which SQLite counts as an empty database and would write over.
// What is not there, or cannot be looked at, is for the opening to say.

import { type Stats, statSync } from 'node:fs';
import { StoreError } from '../contract/errors.ts';

/** They hold changes that the database file itself lacks, or take some back. */
export const LOG_SUFFIXES = ['-wal', '-journal'] as const;
/** All that can belong to a database. */
export const FILE_SUFFIXES = ['', '-shm', ...LOG_SUFFIXES] as const;

/** Links followed. Throws E_IO. */
export function requireRegularFiles(file: string): void {
  for (const suffix of FILE_SUFFIXES) {
    const stats = statsOf(file + suffix);
    if (stats !== undefined && !stats.isFile()) throw notAFile(file + suffix, stats);
  }
}

/**
 * E_REFUSED when a log that is not empty stands beside no database, or a write-ahead log beside an empty one. Logs are
 * looked at first: a database that another process is making is there, and has its header, before it has a log.
 * (A rollback journal does stand beside an empty database whose making was cut short, and then holds nothing.)
 */
export function requireNoStrayLog(file: string): void {
  const logs = logsOf(file);
  const size = statsOf(file)?.size;
  const log = logs.find((path) => size === undefined || (size === 0 && path.endsWith('-wal')));
  if (log === undefined) return;
  throw new StoreError(
    'E_REFUSED',
    `The log ${log} stands without the database that it belongs to, and may hold what is nowhere else. Nothing was changed. Put its database back as ${file}; if that is lost, move the log away and keep it.`,
    { data: { file, log } },
  );
}

/** E_NOT_A_DATABASE. */
export function requireMoreThanOneByte(file: string): void {
  if (statsOf(file)?.size !== 1) return;
  throw new StoreError(
    'E_NOT_A_DATABASE',
    `The database ${file} is not a SQLite database. It was left as it is. Name another file, or move this one away.`,
    { data: { file } },
  );
}

/** Logs without which the file is not what was last committed, those that are empty left out. */
export const logsOf = (file: string): string[] =>
  LOG_SUFFIXES.map((suffix) => file + suffix).filter((log) => (statsOf(log)?.size ?? 0) > 0);

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

const notAFile = (path: string, stats: Stats): StoreError =>
  new StoreError(
    'E_IO',
    `The database ${path} is ${stats.isDirectory() ? 'a directory' : 'not a regular file (a pipe, a socket or a device)'}. It was not opened, and nothing was changed. Move it away or name a file.`,
    { data: { file: path } },
  );
