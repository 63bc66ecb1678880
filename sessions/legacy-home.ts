// Writes a home directory that looks like real use, with every oddity of the legacy format, so that a run has
// something to migrate when nobody's own files are at hand. The same seed gives the same bytes.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { StoreError } from '../contract/errors.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { type HomeFile, type HomeFileContent, lifelikeHome } from './arbitraries/legacy-home.ts';
import { type Group, type Groups, inTime, sessionGroups } from './arbitraries/legacy-session.ts';

export type { HomeFile } from './arbitraries/legacy-home.ts';

export interface LegacyHomeOptions {
  readonly seed: number;
  /** Sessions in all readable files together, roughly; at least some tens are written. Default: 220. */
  readonly sessions?: number;
}

const SESSIONS_DEFAULT = 220;

/**
 * Fills `home` (made when absent) and says what each file is. Throws E_REFUSED when sessions are there already:
 * a generated home must never be mixed with somebody's own.
 */
export function writeLegacyHome(home: string, options: LegacyHomeOptions): HomeFile[] {
  const { seed, sessions = SESSIONS_DEFAULT } = options;
  if (existsSync(join(home, '.ait42'))) {
    throw new StoreError(
      'E_REFUSED',
      `${home} holds an .ait42 directory already; nothing was written. Name an empty directory.`,
    );
  }
  const files = sampled(lifelikeHome(sessions), seed);
  writeFiles(home, files);
  return files.map(({ file, what, isReadable }) => ({ file, what, isReadable }));
}

/** Some sessions of these kinds, in their order. */
export const legacySessions = (
  seed: number,
  kinds: (groups: Groups) => readonly Group[],
): WorktreeSession[] => sampled(inTime(kinds(sessionGroups())), seed);

/** The one value that a seed stands for. */
export function sampled<T>(arbitrary: fc.Arbitrary<T>, seed: number): T {
  // The first values of a run are simple ones on purpose; these are to be like any others.
  const [value] = fc.sample(fc.noBias(arbitrary), { seed, numRuns: 1 });
  return value as T;
}

export function writeFiles(home: string, files: readonly HomeFileContent[]): void {
  for (const { file, bytes } of files) {
    const path = join(home, file);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, bytes, { mode: 0o600 });
  }
}
