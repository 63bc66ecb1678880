// The way back from phase sqlite+json when the database cannot be read: the session files answer as they are. They may lack
// the last writes, which only the database has, so it is kept aside.

import { StoreError } from '../../contract/errors.ts';
import { withFileLock } from '../../impl-json/file-lock.ts';
import { databaseFile, moveDatabaseAside, openSqliteStore } from '../../impl-sqlite/index.ts';
import { phaseChannel } from './events.ts';
import { makeMigrationDirectory, phaseLock, shadowLock } from './live-files.ts';
import { type PhaseState, readPhase, writePhase } from './phase-file.ts';
import { openGate, withGateClosed } from './phase-gate.ts';
import { staleSince } from './snapshot-keeper.ts';
import { forkedIn, readStamps } from './snapshot-stamps.ts';
import { withSnapshotLock } from './snapshot-writer.ts';

export interface FilesAsTheyAre {
  /** Why the database does not count: an error's code. */
  readonly reason: string;
  /** Since when the files may lack writes, ISO 8601; null where that is not known. */
  readonly staleSince: string | null;
  /** Workspaces of which the files were another program's already. */
  readonly forked: readonly string[];
}

export interface TakenOver extends FilesAsTheyAre {
  readonly state: PhaseState;
  /** The database and its log; null where there is none, or where it could not be moved and stays. */
  readonly keptAs: string | null;
}

const LOCK_WAIT_MS = 10_000;

/** What would answer. E_REFUSED in any other phase, and while the database can be read; E_LOCKED while it is in use. */
export async function filesAsTheyAre(home: string): Promise<FilesAsTheyAre> {
  const { phase } = readPhase(home);
  if (phase !== 'sqlite+json') throw otherPhase(phase);
  const reason = await failureOf(home);
  if (reason === null) throw readable();
  return { reason, staleSince: staleSince(home, null), forked: forkedIn(readStamps(home)) };
}

/** Goes to phase json on them. The phase is written first: whatever is cut short then, the database is still there. */
export async function goBackToFilesAsTheyAre(home: string): Promise<TakenOver> {
  makeMigrationDirectory(home);
  return withFileLock(phaseLock(home), LOCK_WAIT_MS, async () => {
    openGate(home);
    const before = readPhase(home);
    const found = await filesAsTheyAre(home);
    return withGateClosed(home, 'json', async () => {
      const state = await withFileLock(shadowLock(home), LOCK_WAIT_MS, () =>
        withSnapshotLock(home, async () => writePhase(home, before, 'json')),
      );
      phaseChannel.publish({ home, from: before.phase, to: 'json' });
      return { ...found, state, keptAs: keptAside(home) };
    });
  });
}

/** What makes the database useless, rather than busy or too new. */
const FAILURES: readonly string[] = ['E_CORRUPT', 'E_NOT_A_DATABASE', 'E_IO', 'E_NOT_FOUND', 'E_READ_ONLY'];

async function failureOf(home: string): Promise<string | null> {
  try {
    const store = await openSqliteStore({ home }, { isRequired: true });
    try {
      return (await store.check()).findings.length === 0 ? null : 'E_CORRUPT';
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof StoreError && FAILURES.includes(error.code)) return error.code;
    throw error;
  }
}

function keptAside(home: string): string | null {
  try {
    return moveDatabaseAside(databaseFile(home));
  } catch (error) {
    if (error instanceof StoreError) return null;
    throw error;
  }
}

const otherPhase = (phase: string): StoreError =>
  new StoreError(
    'E_REFUSED',
    phase === 'sqlite'
      ? 'In phase sqlite the session files do not follow: they lack everything since. Nothing was changed. Restore a backup or repair the database.'
      : `In phase ${phase} the session files hold the truth already. Nothing was changed.`,
    { data: { phase } },
  );

const readable = (): StoreError =>
  new StoreError(
    'E_REFUSED',
    'The database can be read and is sound. Nothing was changed. A rollback without this option brings every session along.',
  );
