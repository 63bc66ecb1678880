// Whether a database is still the one that somebody has read. Told by the versions of its workspaces, which no tidying
// changes; by the state of its files where those cannot be read.

import { statSync } from 'node:fs';

export interface DatabaseState {
  /** See {@link stateOfFiles}. */
  readonly files: string;
  /** Of every workspace; undefined when they could not be read. */
  readonly versions:
    | readonly {
        readonly hash: string;
        readonly birth: string;
        readonly revision: number;
        readonly last: string;
      }[]
    | undefined;
}

/** Differs when another file came under the name or anything was written to it or its logs. Throws the system's error. */
export const stateOfFiles = (file: string): string =>
  ['', '-wal', '-journal']
    .map((suffix) => statSync(file + suffix, { bigint: true, throwIfNoEntry: false }))
    .map((stats) => (stats === undefined ? '' : `${stats.ino} ${stats.size} ${stats.mtimeNs}`))
    .join();

/** The second was read with the database locked, where it could be; the first without a lock. */
export function isSameState(before: DatabaseState, now: DatabaseState): boolean {
  if (before.versions === undefined || now.versions === undefined) return before.files === now.files;
  return versionsText(before) === versionsText(now);
}

const versionsText = ({ versions = [] }: DatabaseState): string =>
  JSON.stringify(versions.map(({ hash, birth, revision, last }) => [hash, birth, revision, last]).toSorted());
