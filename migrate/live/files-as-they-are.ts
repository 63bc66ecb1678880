// The way back from phase sqlite+json when the database cannot be read: the session files answer as they are. They may lack
// the last writes, which only the database has: what of it is whole is brought over first, and it is kept aside.

import { StoreError } from '../../contract/errors.ts';
import { unlessFailed } from '../../contract/unless-failed.ts';
import { withFileLock } from '../../files/file-lock.ts';
import { FINDINGS_MAX } from '../../impl-sqlite/check.ts';
import { databaseFile, moveDatabaseAside, type SqliteStore } from '../../impl-sqlite/index.ts';
import { diagnose } from '../tools/repair/diagnosis.ts';
import { withDatabase } from '../with-database.ts';
import { phaseChannel } from './events.ts';
import { withFirstTurn } from './first-turn.ts';
import { makeMigrationDirectory, phaseLock, shadowLock } from './live-files.ts';
import { isLost } from './lost-database.ts';
import { type PhaseState, readPhase, writePhase } from './phase-file.ts';
import { openGate, withGateClosed } from './phase-gate.ts';
import { staleSince } from './snapshot-keeper.ts';
import { forkedIn, readStamps } from './snapshot-stamps.ts';
import { withSnapshotLock, writeSnapshots } from './snapshot-writer.ts';

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
  /** Workspaces of which the file was brought up to date from what of the database is whole. */
  readonly rescued: readonly string[];
  /** The database and its log; null where there is none, or where it could not be moved and stays. */
  readonly keptAs: string | null;
}

const LOCK_WAIT_MS = 10_000;

/** What would answer. E_REFUSED in any other phase, and while the database can be read. */
export async function filesAsTheyAre(home: string): Promise<FilesAsTheyAre> {
  const { phase } = readPhase(home);
  if (phase !== 'sqlite+json') throw otherPhase(phase);
  const reason = await failureOf(home);
  if (reason === null) throw readable();
  return { reason, staleSince: staleSince(home, null), forked: forkedIn(readStamps(home)) };
}

/**
 * Goes to phase json on them, with what is pending of every workspace that the database still has whole. The phase is
 * written before the database is moved: whatever is cut short then, that is still there. E_LOCKED while another process
 * is in the middle of a write, or changes the phase; nothing is changed then.
 */
export async function goBackToFilesAsTheyAre(home: string): Promise<TakenOver> {
  makeMigrationDirectory(home);
  return withFileLock(phaseLock(home), LOCK_WAIT_MS, async () => {
    openGate(home);
    const before = readPhase(home);
    const found = await filesAsTheyAre(home);
    return withGateClosed(home, 'json', async () => {
      const rescued = await rescuedFrom(home);
      const state = await withFirstTurn(shadowLock(home), () =>
        withSnapshotLock(home, async () => writePhase(home, before, 'json')),
      );
      phaseChannel.publish({ home, from: before.phase, to: 'json' });
      return { ...found, state, rescued, keptAs: keptAside(home) };
    });
  });
}

/** What makes the database useless, rather than busy or too new. */
const FAILURES: readonly string[] = ['E_CORRUPT', 'E_NOT_A_DATABASE', 'E_IO', 'E_READ_ONLY'];

async function failureOf(home: string): Promise<string | null> {
  try {
    const { findings } = await withDatabase({ home }, (store) => store.check(), { isRequired: true });
    return findings.length === 0 ? null : 'E_CORRUPT';
  } catch (error) {
    if (isLost(error)) return 'E_NOT_FOUND';
    if (error instanceof StoreError && FAILURES.includes(error.code)) return error.code;
    throw error;
  }
}

/** Answers the workspaces that were behind. That it cannot be had is what this is the way back from. */
async function rescuedFrom(home: string): Promise<readonly string[]> {
  try {
    return await withDatabase({ home }, (store) => rescuedOf(home, store), { isRequired: true });
  } catch (error) {
    if (!(error instanceof StoreError) || error.code === 'E_LOCKED') throw error;
    return [];
  }
}

async function rescuedOf(home: string, store: SqliteStore): Promise<readonly string[]> {
  await store.awaitWriters();
  const { intact, problems } = await diagnose((_file, work) => work(store), databaseFile(home));
  // Behind so many findings, more may be unknown.
  if (problems.length >= FINDINGS_MAX) return [];
  const hashes = intact.map(({ hash }) => hash);
  return (await writeSnapshots({ home, store, hashes, isArchiving: true, onFailed: () => {} })).written;
}

const keptAside = (home: string): string | null =>
  unlessFailed(() => moveDatabaseAside(databaseFile(home))) ?? null;

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
