// Session files that will count as forks at the next look of a store or step of the phase, though no store was open to
// notice: another program wrote them while the database was the truth, or the database went back behind them (a backup was
// put in its place, or it was copied without its log). Looks only.

import { sessionsDigest } from '../../contract/canonical.ts';
import type { ImportTarget } from '../import-target.ts';
import { type LegacyFile, legacyFiles } from '../legacy-files.ts';
import { readSource } from '../source-file.ts';
import { sha256At } from '../stream/file-source.ts';
import { isDatabasePhase } from './phase.ts';
import { readPhase } from './phase-file.ts';
import type { SnapshotSource } from './snapshot-plan.ts';
import { isOurs, readStamps, wentBackIn } from './snapshot-stamps.ts';

export type ForkSource = Pick<ImportTarget, 'workspaces' | 'sessionsOfHash'> &
  Pick<SnapshotSource, 'contentVersions'>;

/** Hashes, known forks left out. None while the files are the truth. What reading the state files and the store throws. */
export async function unseenForks(home: string, store: ForkSource): Promise<readonly string[]> {
  if (!isDatabasePhase(readPhase(home).phase)) return [];
  const suspects = await suspectsAmong(home, store, legacyFiles(home).files);
  const different: LegacyFile[] = [];
  for (const file of suspects) {
    const source = await readSource(file);
    const inFile = source.state === 'readable' ? sessionsDigest(source.sessions) : undefined;
    if (inFile !== sessionsDigest(await store.sessionsOfHash(file.workspace))) different.push(file);
  }
  // A store may have written its snapshot between our look at the stamps and at the file: then it is ours by now.
  return (await suspectsAmong(home, store, different)).map(({ workspace }) => workspace);
}

async function suspectsAmong(
  home: string,
  store: ForkSource,
  files: readonly LegacyFile[],
): Promise<LegacyFile[]> {
  const known = new Set((await store.workspaces()).map(({ hash }) => hash));
  const back = new Set(wentBackIn(readStamps(home), await store.contentVersions()));
  const foreign = foreignFiles(
    home,
    files.filter(({ workspace }) => known.has(workspace)),
  );
  return files.filter((file) => back.has(file.workspace) || foreign.includes(file));
}

/** Whose bytes no stamp names. */
function foreignFiles(home: string, files: readonly LegacyFile[]): LegacyFile[] {
  const marks = files.map(({ path }) => sha256At(path));
  const stamps = readStamps(home);
  return files.filter(({ workspace }, index) => {
    const [stamp, mark] = [stamps[workspace], marks[index]];
    return mark !== undefined && stamp?.isForked !== true && !isOurs(stamp, mark);
  });
}
