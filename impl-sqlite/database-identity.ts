// Which file a database was opened from. A restore, a repair, the way back to the session files or a hand can put another
// file under its name, or none, while a process has it open: what it wrote then would be where nobody looks again.
// Another database that was copied into the same file is not told apart.

import { type BigIntStats, statSync } from 'node:fs';
import { StoreError } from '../contract/errors.ts';

/** Nothing was written. For callers it is an error; who can open the database that is there now goes on with that. */
export class DatabaseReplaced extends StoreError {
  constructor(file: string, standing: Exclude<DatabaseStanding, 'same'>) {
    super(
      'E_CHANGED',
      `The database ${file} was ${standing === 'gone' ? 'removed' : 'replaced by another'} while it was open. Nothing was written. Open it again.`,
      { data: { file } },
    );
  }
}

/** What stands under the name now. */
export type DatabaseStanding = 'same' | 'gone' | 'other';

export class DatabaseIdentity {
  private readonly file: string;
  /** Undefined where there is no file, or its file system numbers none. */
  private readonly numbers: Pick<BigIntStats, 'dev' | 'ino'> | undefined;

  /** To be taken while nobody can replace the file. Undefined as file: a database in memory. */
  constructor(file: string | undefined) {
    this.file = file ?? '';
    const stats = file === undefined ? undefined : statsOf(file);
    this.numbers = stats === undefined || stats.ino === 0n ? undefined : stats;
  }

  isSame({ numbers }: DatabaseIdentity): boolean {
    return this.numbers?.ino === numbers?.ino && this.numbers?.dev === numbers?.dev;
  }

  /** Throws the system's error where nobody can look. */
  standing(): DatabaseStanding {
    if (this.numbers === undefined) return 'same';
    const now = statsOf(this.file);
    if (now === undefined) return 'gone';
    return now.ino === this.numbers.ino && now.dev === this.numbers.dev ? 'same' : 'other';
  }

  /** DatabaseReplaced unless the file still stands under its name. */
  require(): void {
    const standing = this.standing();
    if (standing !== 'same') throw new DatabaseReplaced(this.file, standing);
  }
}

const statsOf = (file: string): BigIntStats | undefined =>
  statSync(file, { bigint: true, throwIfNoEntry: false });
