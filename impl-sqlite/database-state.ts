// Whether a database is still the one that somebody has read. Told by the versions of its workspaces, which no tidying
// changes; by the state of its files where those cannot be read.

import { statSync } from 'node:fs';
import { LOG_SUFFIXES } from './database-files.ts';

/** Tells a workspace's content from an earlier, a later and another one without reading it. */
export interface ContentVersion {
  readonly hash: string;
  /** Of the workspace's row: a workspace that was made again is another one. */
  readonly birth: string;
  /** Grows with every change. */
  readonly revision: number;
  /** Digest of the session written last, hex; empty when none is left. Two branches from one revision differ in it. */
  readonly last: string;
}

export interface DatabaseState {
  /** See {@link stateOfFiles}. */
  readonly files: string;
  /** Of every workspace; undefined when they could not be read. */
  readonly versions: readonly ContentVersion[] | undefined;
}

/** Differs when another file came under the name or anything was written to it or its logs. Throws the system's error. */
export const stateOfFiles = (file: string): string =>
  ['', ...LOG_SUFFIXES]
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
