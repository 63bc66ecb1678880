// The transaction of a caller, open over several operations. SQLite can end it by itself (full disk, I/O error); what
// comes after that must not be taken for operations of their own, which would commit one by one.

import { StoreError } from '../contract/errors.ts';
import type { Connection } from './connection.ts';
import { isDamage, translated } from './driver-errors.ts';

export class CallerTransaction {
  private readonly connection: Connection;
  /** Why nothing can be added any more: the error that came first. */
  private ending: unknown;
  /** The last error, whether it ended the transaction or not. */
  private failure: unknown;

  /** Takes the write lock. Throws the driver's busy error when another process has it. */
  constructor(connection: Connection) {
    this.connection = connection;
    connection.startTransaction();
  }

  /** All of `work`'s writes or none; the transaction goes on either way, unless SQLite has ended it. */
  writing<T>(work: () => T): T {
    return this.part(() => this.connection.withinSavepoint(work));
  }

  reading<T>(work: () => T): T {
    return this.part(work);
  }

  /** Throws, with nothing kept, the error that ended the transaction before. */
  commit(): void {
    this.part(() => this.connection.endTransaction('commit'));
  }

  /** Fine after any ending. */
  rollback(): void {
    this.part(() => this.connection.endTransaction('rollback'), true);
    this.connection.giveBackLog(this.failure);
  }

  private part<T>(work: () => T, isAllowedAfterEnd = false): T {
    if (!isAllowedAfterEnd) this.requireOpen();
    try {
      return work();
    } catch (cause) {
      const error = isDamage(cause)
        ? unsure(this.connection.file, cause)
        : translated(cause, this.connection.file);
      this.failure = error;
      if (!this.connection.database.inTransaction) this.ending ??= error;
      throw error;
    }
  }

  private requireOpen(): void {
    if (this.connection.database.inTransaction) return;
    throw this.ending ?? endedByItself(this.connection.file);
  }
}

/** After it SQLite takes no more writes until the transaction is over, so that whether it says so again cannot be seen here. */
const unsure = (file: string, cause: unknown): StoreError =>
  new StoreError(
    'E_IO',
    `The database ${file} could not be read within a transaction: the disk failed, or the database is damaged. Nothing of this operation was kept. Run the transaction again; if it fails again, run the check of the database.`,
    { data: { file }, cause },
  );

const endedByItself = (file: string): StoreError =>
  new StoreError(
    'E_TRANSACTION',
    `The database ${file} ended the transaction by itself. Nothing of it was kept. Run it again.`,
    { data: { file } },
  );
