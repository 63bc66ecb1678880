// Where a home stands, told cheaply by what is there, and which verbs come next from there. What is in the files and in the
// database is not looked at: `verify` and `phase --explain` do.

import { join } from 'node:path';
import { legacyFiles } from '../../migrate/legacy-files.ts';
import { certificateFile } from '../../migrate/live/live-files.ts';
import type { Phase } from '../../migrate/live/phase.ts';
import { readablePhase } from '../../migrate/live/phase-file.ts';
import type { NextVerb } from './last-screen.ts';
import { databaseOf, isPresent, sizeOf } from './places.ts';

export interface HomeState {
  /** Null where the file that says so cannot be read. */
  readonly phase: Phase | null;
  readonly sessionFiles: number;
  readonly hasDatabase: boolean;
  /** A certificate is written when everything is verified, and at no other time. */
  readonly isCertified: boolean;
}

/** E_NOT_FOUND or E_IO for a home that cannot be looked at. */
export const homeState = (home: string): HomeState => ({
  phase: readablePhase(home) ?? null,
  sessionFiles: legacyFiles(home).files.length,
  hasDatabase: sizeOf(databaseOf(home)) > 0,
  isCertified: isPresent(certificateFile(home)),
});

/** Neither side has anything. */
export const isEmptyHome = ({ sessionFiles, hasDatabase }: HomeState): boolean =>
  sessionFiles === 0 && !hasDatabase;

export const noSessionsText = (home: string): string =>
  `No sessions were found: there is neither a session file nor a database in ${join(home, '.ait42')}. Name the folder that holds .ait42 with --home, or with AIT42_HOME.`;

/** From a home where nothing is wrong. */
export function nextVerbs(state: HomeState): readonly NextVerb[] {
  const { phase, sessionFiles, hasDatabase, isCertified } = state;
  if (isEmptyHome(state)) return [['Look elsewhere', 'scan --home DIR']];
  if (phase === 'sqlite') {
    const archive: NextVerb = ['Old files away', 'archive --dry-run'];
    return [['Keep a copy', 'backup'], ...(sessionFiles > 0 ? [archive] : []), ['Way back', 'rollback']];
  }
  // The import was not begun, was of a part, or was not verified.
  if (phase === 'json' && !(hasDatabase && isCertified)) return [['Next', 'migrate --dry-run']];
  return [
    ['Next', 'phase --explain'],
    ['Check again', 'verify'],
  ];
}
