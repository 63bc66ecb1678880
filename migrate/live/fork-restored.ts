// After another database was put in the place of the one that answers: the session files that differ from it are forks from
// now on, whatever they were written from, because they may hold what it lacks.

import { existsSync } from 'node:fs';
import type { SqliteStore } from '../../impl-sqlite/index.ts';
import { withDatabase } from '../with-database.ts';
import { readPhase } from './phase-file.ts';
import { readStamps, type Stamp, writeStamps } from './snapshot-stamps.ts';
import { withSnapshotLock, writeSnapshots } from './snapshot-writer.ts';
import { workspaceFile } from './workspace-file.ts';

/**
 * Answers the hashes of all forks; none in a phase in which the files are no snapshots. Should this be cut short, the next
 * look at the files finds what was written from a later state. What writeSnapshots and opening the database throw.
 */
export async function forkRestored(home: string): Promise<readonly string[]> {
  if (readPhase(home).phase !== 'sqlite+json') return [];
  const hashes = await withSnapshotLock(home, async () => {
    const stamps = Object.entries(readStamps(home));
    writeStamps(home, Object.fromEntries(stamps.map(([hash, stamp]) => [hash, withoutClaim(stamp)])));
    return stamps.map(([hash]) => hash).filter((hash) => existsSync(workspaceFile(home, hash)));
  });
  const write = (store: SqliteStore) => writeSnapshots({ home, store, hashes });
  return (await withDatabase({ home }, write, { isRequired: true })).forked;
}

const withoutClaim = ({ at, isForked }: Stamp): Stamp => ({ ours: [], at, isForked });
