// A private copy of a database that nobody has open, for verbs that only look. Even a read-only SQLite connection
// leaves a log and its index beside a WAL database, and cannot open one at all on a read-only disk. A database that is
// in use has its log already, and is read where it is.

import { constants, copyFileSync, existsSync, realpathSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { StoreError } from '../../contract/errors.ts';
import { attempt, failedAttempt } from '../../files/attempt.ts';
import { systemCode } from '../../files/system-error.ts';
import { LOG_SUFFIXES, requireRegularFiles } from '../../impl-sqlite/database-files.ts';
import { stateOfFiles } from '../../impl-sqlite/database-state.ts';
import { makePrivateFolder } from './private-folder.ts';

export interface Snapshot {
  /** What to open: the copy, or the database itself where none could be made. */
  readonly file: string;
  readonly remove: () => void;
}

/** Throws E_IO when the database cannot be read, and what {@link makePrivateFolder} throws. */
export function snapshotOf(named: string): Snapshot {
  const file = behindLink(named);
  const isAtRest = LOG_SUFFIXES.every((suffix) => !existsSync(file + suffix));
  return (isAtRest ? copied(file, ['']) : undefined) ?? { file, remove: () => {} };
}

/**
 * A copy to write to, with the logs of a program that uses the database or died using it. E_LOCKED when the database
 * keeps changing meanwhile, else as snapshotOf.
 */
export function writableSnapshotOf(named: string): Snapshot {
  const file = behindLink(named);
  for (let trial = 0; trial < COPIES_MAX; trial++) {
    const snapshot = copied(file, ['', ...LOG_SUFFIXES]);
    if (snapshot !== undefined) return snapshot;
  }
  throw new StoreError('E_LOCKED', `The database ${file} changes all the time. Nothing was changed.`);
}

/** The logs of a database stand beside the file itself, not beside a link to it. */
const behindLink = (file: string): string =>
  attempt('follow', file, () => (existsSync(file) ? realpathSync.native(file) : file));

const COPIES_MAX = 3;

/** Undefined when something wrote to the database meanwhile, or when there is no space for a copy. */
function copied(file: string, suffixes: readonly string[]): Snapshot | undefined {
  requireRegularFiles(file);
  const folder = folderWhereThereIsSpace();
  if (folder === undefined) return undefined;
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const copy = join(folder, basename(file));
  let isWhole = false;
  try {
    const before = stateOfFiles(file);
    for (const suffix of suffixes) copyIfThere(file + suffix, copy + suffix);
    isWhole = stateOfFiles(file) === before;
  } catch (cause) {
    if (systemCode(cause) !== 'ENOSPC') throw failedAttempt('read', file, cause);
  } finally {
    if (!isWhole) remove();
  }
  return isWhole ? { file: copy, remove } : undefined;
}

function folderWhereThereIsSpace(): string | undefined {
  try {
    return makePrivateFolder();
  } catch (error) {
    if (error instanceof StoreError && error.code === 'E_NO_SPACE') return undefined;
    throw error;
  }
}

function copyIfThere(from: string, to: string): void {
  if (existsSync(from)) copyFileSync(from, to, constants.COPYFILE_FICLONE);
}

/** The error as it would be had the database itself been opened. */
export function aboutOriginal(error: unknown, copy: string, file: string): unknown {
  if (!(error instanceof StoreError) || copy === file) return error;
  const { code, data, cause } = error;
  return new StoreError(code, error.message.replaceAll(copy, file), { data, cause });
}
