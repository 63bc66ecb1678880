// Writes a home directory that looks like real use, with every oddity of the legacy format, so that a run has
// something to migrate when nobody's own files are at hand. The same seed gives the same bytes.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import { type HomeFile, homeFiles } from './legacy-home-files.ts';
import { HomeRandom } from './legacy-home-random.ts';

export type { HomeFile } from './legacy-home-files.ts';

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
  const files = homeFiles(new HomeRandom(seed), sessions);
  for (const { file, bytes } of files) {
    const path = join(home, file);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, bytes, { mode: 0o600 });
  }
  return files.map(({ file, what, isReadable }) => ({ file, what, isReadable }));
}
