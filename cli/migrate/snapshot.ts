// A private copy of a database that nobody has open, for verbs that only look. Even a read-only SQLite connection
// leaves a log and its index beside a WAL database, and cannot open one at all on a read-only disk. A database that is
// in use has its log already, and is read where it is.

import { constants, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { StoreError } from '../../contract/errors.ts';

export interface Snapshot {
  /** What to open: the copy, or the database itself where none could be made. */
  readonly file: string;
  readonly remove: () => void;
}

/** Throws E_IO when the database cannot be read. */
export function snapshotOf(file: string): Snapshot {
  const folder = mkdtempSync(join(tmpdir(), 'ait42-migrate-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const copy = join(folder, basename(file));
  if (copiedAtRest(file, copy)) return { file: copy, remove };
  remove();
  return { file, remove: () => {} };
}

/** Whether nothing wrote to the database from before the copy until after it. */
function copiedAtRest(file: string, copy: string): boolean {
  const before = stateOf(file);
  if (before === undefined) return false;
  try {
    copyFileSync(file, copy, constants.COPYFILE_FICLONE);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    const reason = (cause as Error).message;
    throw new StoreError('E_IO', `The database ${file} cannot be read: ${reason}.`, { cause });
  }
  return stateOf(file) === before;
}

/** Undefined while some process has the database open, or has died with it open. */
function stateOf(file: string): string | undefined {
  if (existsSync(`${file}-wal`) || existsSync(`${file}-journal`)) return undefined;
  const { size, mtimeNs, ino } = statSync(file, { bigint: true });
  return `${ino} ${size} ${mtimeNs}`;
}

/** The error as it would be had the database itself been opened. */
export function aboutOriginal(error: unknown, copy: string, file: string): unknown {
  if (!(error instanceof StoreError) || copy === file) return error;
  const { code, data, cause } = error;
  return new StoreError(code, error.message.replaceAll(copy, file), { data, cause });
}
