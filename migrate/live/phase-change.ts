// One step from phase to phase: the side that is to answer, or to follow, is brought up to date first, then the conditions
// are judged, and the phase is written last of all. Whatever is cut short before that can be done again.

import { existsSync } from 'node:fs';
import { StoreError } from '../../contract/errors.ts';
import { withFileLock } from '../../files/file-lock.ts';
import { databaseFile, openSqliteStore } from '../../impl-sqlite/index.ts';
import { legacyFiles } from '../legacy-files.ts';
import { requireSpace } from '../space.ts';
import { readingDatabaseFile } from '../with-database.ts';
import { resetComparisons } from './comparisons.ts';
import {
  type Condition,
  type ConditionName,
  type ConditionsRequest,
  conditionsOf,
  missingFilesOf,
  requireMet,
  soundnessOf,
} from './conditions.ts';
import { type DatabaseOnly, databaseOnly, keepDatabaseOnly } from './database-only.ts';
import { phaseChannel } from './events.ts';
import { withFirstTurn } from './first-turn.ts';
import { followOnce } from './follow-once.ts';
import { missingAsArchived } from './judge-missing.ts';
import { archiveDirectory, makeMigrationDirectory, phaseLock, shadowLock } from './live-files.ts';
import { openingFailure } from './lost-database.ts';
import { awaitWriters, changedSince, type Moment, momentOf, requireSame } from './move-truth.ts';
import { isDatabasePhase, isForward, isNeighbour, type Phase, stepsBetween } from './phase.ts';
import { type PhaseState, readPhase, writePhase } from './phase-file.ts';
import { openGate, withGateClosed } from './phase-gate.ts';
import { equalLargeFiles, importSettling } from './settled-files.ts';
import type { ShadowStore } from './shadow-store.ts';
import { syncDatabaseLog, withSnapshotLock, writeSnapshots } from './snapshot-writer.ts';
import { stampFiles } from './stamp-files.ts';

export interface PhaseChangeOptions
  extends Omit<ConditionsRequest, 'home' | 'store' | 'from' | 'to' | 'only' | 'verification' | 'onVerified'> {
  /**
   * Told of what only the database has where the session files are the truth, at each step of which that is so.
   * archived: it is in the archive, and the files take its place. unseen: it stays in the database, which no longer answers.
   * unknown: nothing is named, because the database could not be read through on the way back, which goes on all the same.
   */
  readonly onDatabaseOnly?: (found: readonly DatabaseOnly[], fate: 'archived' | 'unseen' | 'unknown') => void;
}

export interface PhaseChange {
  readonly state: PhaseState;
  /** What was judged; none where nothing was to be done. */
  readonly conditions: readonly Condition[];
}

const LOCK_WAIT_MS = 10_000;

/**
 * E_USAGE when the phases are more than one step apart; E_REFUSED by an unmet condition; E_LOCKED while another process
 * changes the phase; what importing, the database and the archive throw. The phase is then what it was.
 */
export async function changePhase(
  home: string,
  to: Phase,
  options: PhaseChangeOptions = {},
): Promise<PhaseChange> {
  makeMigrationDirectory(home);
  return withFileLock(phaseLock(home), LOCK_WAIT_MS, async () => {
    // A change that died left it: this process holds the lock under which it stands.
    openGate(home);
    const before = readPhase(home);
    const from = before.phase;
    if (from === to) return { state: before, conditions: [] };
    requireNeighbour(from, to);
    const change = await perform({ home, from, to, before, ...options });
    phaseChannel.publish({ home, from, to });
    return change;
  });
}

/** Goes back step by step, each verified. Nothing to do where the phase is that already or an earlier one. */
export async function rollBack(
  home: string,
  to: Phase = 'json',
  options: PhaseChangeOptions & { readonly onStep?: (change: PhaseChange) => void } = {},
): Promise<PhaseState> {
  let state = readPhase(home);
  const steps = isForward(to, state.phase) ? stepsBetween(state.phase, to) : [];
  for (const step of steps) {
    const change = await changePhase(home, step, options);
    state = change.state;
    options.onStep?.(change);
  }
  return state;
}

interface Step extends PhaseChangeOptions, Pick<ConditionsRequest, 'home' | 'from' | 'to'> {
  readonly before: PhaseState;
}

async function perform(step: Step): Promise<PhaseChange> {
  const { home, from, to } = step;
  // The files are the truth on both sides of this step.
  if (to === 'json') {
    await tellOfUnseen(step);
    if (step.signal?.aborted) throw stopped(from);
    return { conditions: [], state: await commit(step) };
  }
  if (from === 'json') requireSpaceToBegin(home);
  // Where the database answers it must be there: an empty one in its place would empty the files.
  const store = await openSqliteStore({ home }, { isRequired: isDatabasePhase(from) }).catch((error) => {
    throw openingFailure(error, from, home);
  });
  try {
    // Before the first write: damage that is copied over the other side is found by nobody any more.
    requireMet([await soundnessOf(store)], from, to);
    const missing = await missingFilesOf({ ...step, store });
    requireMet(missing, from, to);
    const unread = await bringUpToDate(step, store);
    const moment = await momentOf(home, store);
    const conditions = withWaived(await conditionsOf({ ...step, store }), missing);
    requireMet(
      conditions.filter(({ name }) => name !== CONTENTS),
      from,
      to,
    );
    // What others write meanwhile may make both sides differ: that is judged again with the gate closed.
    const isEqual = unread.length === 0 && conditions.every(({ name, isMet }) => name !== CONTENTS || isMet);
    const isMovingTruth = isDatabasePhase(from) !== isDatabasePhase(to);
    if (isEqual && !isMovingTruth) return { conditions, state: await commit(step) };
    return await withGateClosed(home, to, async () => {
      await awaitWriters(home, store);
      const final = isEqual ? conditions : await caughtUp(step, store, conditions);
      if (isEqual) await catchUpChanged(step, store, moment);
      if (from === 'dual') {
        await stampFiles(home, store);
        // A power failure must not take back what the database is to tell from now on.
        syncDatabaseLog(home);
      }
      return { conditions: final, state: await commit(step) };
    });
  } finally {
    await store.close();
  }
}

/**
 * Whatever fails in it, the way back goes on: it may be taken because the database fails, and a warning that cannot be
 * made is no reason to stop. Says nothing after the signal.
 */
async function tellOfUnseen({ home, onDatabaseOnly, onProgress, signal }: Step): Promise<void> {
  const file = databaseFile(home);
  if (onDatabaseOnly === undefined || !existsSync(file)) return;
  const found = await readingDatabaseFile(file, (store) =>
    databaseOnly(home, store, { onProgress, signal }),
  ).catch(() => null);
  if (signal?.aborted) return;
  if (found === null) onDatabaseOnly([], 'unknown');
  else if (found.length > 0) onDatabaseOnly(found, 'unseen');
}

const stopped = (phase: Phase): StoreError =>
  new StoreError(
    'E_ABORTED',
    `Stopped before the last step back: the phase stays ${phase}, and every session is where it was. Run again to go on.`,
  );

/** Before the database is made: an import looks at what is free as well, but with the database open. */
function requireSpaceToBegin(home: string): void {
  const file = databaseFile(home);
  if (!existsSync(file)) requireSpace({ home, archiveDir: archiveDirectory(home), databaseFile: file });
}

const CONTENTS: ConditionName = 'contents-equal';

/** The database has followed by now, so what was missing before is nowhere to be seen. */
const withWaived = (conditions: readonly Condition[], before: readonly Condition[]): readonly Condition[] =>
  conditions.map((condition) => {
    const waived = before.find(({ name, isWaived }) => isWaived && name === condition.name);
    return waived === undefined ? condition : { ...waived, evidence: missingAsArchived(waived.evidence) };
  });

/** With nobody in the middle of following or of a snapshot: whoever comes next sees the new phase. */
function commit({ home, before, to }: Step): Promise<PhaseState> {
  return withFirstTurn(shadowLock(home), () =>
    withSnapshotLock(home, async () => {
      // Evidence is of one time in phase dual.
      if (to === 'dual') resetComparisons(home);
      return writePhase(home, before, to);
    }),
  );
}

/** What has changed since both sides were found equal. */
async function catchUpChanged({ home, from }: Step, store: ShadowStore, since: Moment): Promise<void> {
  const hashes = await changedSince(home, store, since);
  if (isDatabasePhase(from)) await writeSnapshots({ home, store, hashes, isArchiving: true });
  else await followOnce(home, store, hashes);
  await requireSame(home, store, hashes);
}

/** Everything once more, and whether both sides are equal then. The other conditions are as they were judged. */
async function caughtUp(
  step: Step,
  store: ShadowStore,
  judged: readonly Condition[],
): Promise<readonly Condition[]> {
  requireMet(await missingFilesOf({ ...step, store }), step.from, step.to);
  requireAllRead(await bringUpToDate(step, store));
  // Bringing it up to date may have found files that another program wrote meanwhile.
  const again = await conditionsOf({ ...step, store, only: [CONTENTS, 'no-forks'] });
  requireMet(again, step.from, step.to);
  return judged.map((condition) => again.find(({ name }) => name === condition.name) ?? condition);
}

/** Answers the files that could not be read or imported: also those that others were writing all the time. */
async function bringUpToDate(step: Step, store: ShadowStore): Promise<readonly string[]> {
  const { home, from, onDatabaseOnly, onProgress, signal } = step;
  if (isDatabasePhase(from)) {
    const hashes = (await store.workspaces()).map(({ hash }) => hash);
    await writeSnapshots({ home, store, hashes, isArchiving: true });
    return [];
  }
  const only = await keepDatabaseOnly(home, store, signal);
  if (only.length > 0) onDatabaseOnly?.(only, 'archived');
  if (from !== 'json') {
    await followAll(home, store, await equalLargeFiles(home, store));
    return [];
  }
  const { report, settled } = await importSettling({
    home,
    store,
    archiveDir: archiveDirectory(home),
    replace: true,
    onProgress,
    signal,
  });
  await followAll(home, store, settled);
  return report.files.filter(({ verdict }) => verdict === 'refused').map(({ file }) => file);
}

/** Also what the database alone knows: in this direction the files are the truth. `settled`: known to be the same. */
async function followAll(home: string, store: ShadowStore, settled: ReadonlySet<string>): Promise<void> {
  const inDatabase = (await store.workspaces()).map(({ hash }) => hash);
  const inFiles = legacyFiles(home).files.map(({ workspace }) => workspace);
  const hashes = [...inFiles, ...inDatabase].filter((hash) => !settled.has(hash));
  await followOnce(home, store, hashes);
}

function requireAllRead(refused: readonly string[]): void {
  if (refused.length === 0) return;
  throw new StoreError(
    'E_REFUSED',
    `The phase stays json: ${refused.join(', ')} could not be read or imported. Every other file is imported. Make them readable, or remove what is no session file.`,
    { data: { files: refused.join() } },
  );
}

/** E_USAGE when the phases are more than one step apart. */
export function requireNeighbour(from: Phase, to: Phase): void {
  if (isNeighbour(from, to)) return;
  throw new StoreError(
    'E_USAGE',
    `The phase is ${from}; ${to} is more than one step away. Next in that direction: ${stepsBetween(from, to)[0] ?? from}. Nothing was changed.`,
    { data: { from, to } },
  );
}
