// Session files that another program wrote while the database was the truth and no store was open to notice: they will
// count as forks at the next look of a store or step of the phase. Looks only.

import { sessionsDigest } from '../../contract/canonical.ts';
import { StoreError } from '../../contract/errors.ts';
import type { ImportTarget } from '../import-target.ts';
import { type LegacyFile, legacyFiles } from '../legacy-files.ts';
import { readSource } from '../source-file.ts';
import { FileSource, sha256OfChunks, stateAt } from '../stream/file-source.ts';
import { isDatabasePhase } from './phase.ts';
import { readPhase } from './phase-file.ts';
import { isOurs, readStamps } from './snapshot-stamps.ts';

/** Hashes, known forks left out. None while the files are the truth. What reading the state files and the store throws. */
export async function unseenForks(
  home: string,
  store: Pick<ImportTarget, 'workspaces' | 'sessionsOfHash'>,
): Promise<readonly string[]> {
  if (!isDatabasePhase(readPhase(home).phase)) return [];
  const known = new Set((await store.workspaces()).map(({ hash }) => hash));
  const suspects = foreignFiles(
    home,
    legacyFiles(home).files.filter(({ workspace }) => known.has(workspace)),
  );
  const different: LegacyFile[] = [];
  for (const file of suspects) {
    const source = await readSource(file);
    const inFile = source.state === 'readable' ? sessionsDigest(source.sessions) : undefined;
    if (inFile !== sessionsDigest(await store.sessionsOfHash(file.workspace))) different.push(file);
  }
  // A store may have written its snapshot between our look at the stamps and at the file: then it is ours by now.
  return foreignFiles(home, different).map(({ workspace }) => workspace);
}

/** Whose bytes no stamp names. */
function foreignFiles(home: string, files: readonly LegacyFile[]): LegacyFile[] {
  const marks = files.map(({ path }) => markOf(path));
  const stamps = readStamps(home);
  return files.filter(({ workspace }, index) => {
    const [stamp, mark] = [stamps[workspace], marks[index]];
    return mark !== undefined && stamp?.isForked !== true && !isOurs(stamp, mark);
  });
}

/** Undefined for a file that cannot be read, or is being written. */
function markOf(path: string): string | undefined {
  const state = stateAt(path);
  if (state === undefined) return undefined;
  try {
    return sha256OfChunks(new FileSource(path, state).chunks());
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}
