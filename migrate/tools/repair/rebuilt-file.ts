// The file in which a database is rebuilt, and the room that it takes: as much as the damaged one, and once more for the
// copy of it that is checked and put in place.

import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../../../contract/errors.ts';
import { attempt } from '../../../files/attempt.ts';
import { FILE_SUFFIXES } from '../../../impl-sqlite/database-files.ts';
import { freeBytesAt } from '../../space.ts';
import { sizeAt } from '../../stream/file-source.ts';

const COPIES = 2;

/** E_NO_SPACE before anything is written. What is rebuilt can still turn out to be larger than what is damaged. */
export function requireRoom(file: string): void {
  const neededBytes = sizeAt(file) * COPIES;
  const freeBytes = freeBytesAt(dirname(file));
  if (neededBytes <= freeBytes) return;
  throw new StoreError('E_NO_SPACE', `About ${neededBytes} bytes are needed and ${freeBytes} are free.`, {
    data: { file, neededBytes, freeBytes },
  });
}

/** Closing a database on a full disk leaves part of it in its log. E_NO_SPACE. */
export function requireEmptyLog(rebuilt: string): void {
  const log = `${rebuilt}-wal`;
  const sizeBytes = sizeAt(log);
  if (sizeBytes === 0) return;
  throw new StoreError('E_NO_SPACE', `Of the new database ${sizeBytes} bytes could not be written to it.`, {
    data: { file: rebuilt, sizeBytes },
  });
}

/** Errors of the file that is rebuilt tell in what state that one is, which is gone by then. */
export function noRoom(file: string, cause: StoreError): StoreError {
  const { neededBytes, freeBytes } = cause.data;
  const detail =
    neededBytes === undefined ? '' : `: about ${neededBytes} bytes are needed, and ${freeBytes} are free`;
  return new StoreError(
    'E_NO_SPACE',
    `There is no room on the disk to rebuild the database ${file}${detail}. Nothing was changed.`,
    { data: cause.data, cause },
  );
}

export function removeDatabase(file: string): void {
  for (const suffix of FILE_SUFFIXES) attempt('remove', file, () => rmSync(file + suffix, { force: true }));
}
