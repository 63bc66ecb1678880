// Every database file below a home: the one in use, backups, and those that a restore or a repair put aside.

import { join } from 'node:path';
import type { StoreError } from '../../contract/errors.ts';
import { unlessFailed } from '../../contract/unless-failed.ts';
import { namesIn } from '../../files/attempt.ts';

export type DatabaseRole = 'current' | 'backup' | 'aside';

export interface DatabaseFile {
  readonly role: DatabaseRole;
  /** Relative to the home, with forward slashes. */
  readonly file: string;
  readonly path: string;
}

export type Unread = (folder: string, error: StoreError) => void;

const CURRENT = 'sessions.db';
/** `sessions.db.replaced-20261123-120000`, of a restore, with a number behind it when there were several. */
const ASIDE_NAME = /^sessions\.db\.replaced-\d{8}-\d{6}(?:-\d+)?$/;

/**
 * The current one first, then backups and others by name, the latest first. E_IO; with `onUnread` that is told of each
 * folder, relative to the home, and the others are listed.
 */
export function databaseFiles(home: string, onUnread?: Unread): DatabaseFile[] {
  const names = listed(home, '.ait42', onUnread);
  const aside = names.filter((name) => ASIDE_NAME.test(name));
  const backups = listed(home, '.ait42/backups', onUnread).filter((name) => name.endsWith('.db'));
  const isThere = names.includes(CURRENT);
  return [
    ...(isThere ? [currentDatabase(home)] : []),
    ...backups.map((name) => fileOf(home, 'backup', `.ait42/backups/${name}`)),
    ...aside.map((name) => fileOf(home, 'aside', `.ait42/${name}`)),
  ];
}

const currentDatabase = (home: string): DatabaseFile => fileOf(home, 'current', `.ait42/${CURRENT}`);

const fileOf = (home: string, role: DatabaseRole, file: string): DatabaseFile => ({
  role,
  file,
  path: join(home, file),
});

const listed = (home: string, folder: string, onUnread: Unread | undefined): string[] =>
  unlessFailed(
    () => namesIn(join(home, folder)).toSorted().toReversed(),
    (error) => {
      if (onUnread === undefined) throw error;
      onUnread(folder, error);
      return [];
    },
  );
