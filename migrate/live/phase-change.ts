// One step from phase to phase: the side that is to answer, or to follow, is brought up to date first, then the conditions
// are judged, and the phase is written last of all. Whatever is cut short before that can be done again.

import { StoreError } from '../../contract/errors.ts';
import { withFileLock } from '../../impl-json/file-lock.ts';
import { takeSnapshot } from '../../impl-json/file-snapshot.ts';
import { onFile } from '../../impl-json/system-error.ts';
import { openSqliteStore } from '../../impl-sqlite/index.ts';
import { importHome } from '../import-home.ts';
import { legacyFiles } from '../legacy-files.ts';
import { resetComparisons } from './comparisons.ts';
import { type Condition, type ConditionsRequest, conditionsOf, requireMet } from './conditions.ts';
import { phaseChannel } from './events.ts';
import { keepLost } from './keep-lost.ts';
import { archiveDirectory, makeMigrationDirectory, phaseLock, shadowLock } from './live-files.ts';
import { isForward, isNeighbour, type Phase, stepsBetween } from './phase.ts';
import { type PhaseState, readPhase, writePhase } from './phase-file.ts';
import { Shadow } from './shadow.ts';
import type { ShadowStore } from './shadow-store.ts';
import { contentMark, type Stamp, stampOf, writeStamps } from './snapshot-stamps.ts';
import { withSnapshotLock, writeSnapshots } from './snapshot-writer.ts';
import { workspaceFile } from './workspace-file.ts';

export type PhaseChangeOptions = Omit<ConditionsRequest, 'home' | 'store' | 'from' | 'to'>;

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
    const before = readPhase(home);
    const from = before.phase;
    if (from === to) return { state: before, conditions: [] };
    if (!isNeighbour(from, to)) throw tooFar(from, to);
    const conditions = await prepare({ home, from, to, ...options });
    // Nobody is in the middle of following, and whoever comes next sees the new phase.
    const state = await withFileLock(shadowLock(home), LOCK_WAIT_MS, async () =>
      writePhase(home, before, to),
    );
    phaseChannel.publish({ home, from, to });
    return { state, conditions };
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

type Step = Omit<ConditionsRequest, 'store'>;

async function prepare(step: Step): Promise<readonly Condition[]> {
  // The files are the truth on both sides of this step.
  if (step.to === 'json') return [];
  const store = await openSqliteStore({ home: step.home });
  try {
    await bringUpToDate(step, store);
    const conditions = await conditionsOf({ ...step, store });
    requireMet(conditions, step.from, step.to);
    if (step.from === 'dual') await stampFiles(step.home, store);
    if (step.from === 'json') resetComparisons(step.home);
    return conditions;
  } finally {
    await store.close();
  }
}

async function bringUpToDate(step: Step, store: ShadowStore): Promise<void> {
  const { home, from, onProgress, signal } = step;
  const isForTheFiles = from === 'sqlite+json' || from === 'sqlite';
  if (isForTheFiles) {
    const hashes = (await store.workspaces()).map(({ hash }) => hash);
    await writeSnapshots({ home, store, hashes, isArchiving: true });
    return;
  }
  if (from === 'json') {
    await keepLost(home, store);
    const archiveDir = archiveDirectory(home);
    const report = await importHome({
      home,
      store,
      archiveDir,
      replace: true,
      ...(onProgress && { onProgress }),
      ...(signal && { signal }),
    });
    requireAllRead(report.files);
  }
  await followAll(home, store);
}

/** Also what the database alone knows: in this direction the files are the truth. */
async function followAll(home: string, store: ShadowStore): Promise<void> {
  const shadow = new Shadow({
    home,
    open: async () => store,
    itemsMax: 1,
    nowMs: () => performance.now(),
    mayFollow: () => true,
  });
  const inDatabase = (await store.workspaces()).map(({ hash }) => hash);
  shadow.recheck([...legacyFiles(home).files.map(({ workspace }) => workspace), ...inDatabase]);
  if (await shadow.drain()) return;
  const { failure } = shadow.status();
  throw new StoreError(
    'E_LOCKED',
    `The database could not be brought up to date with the session files (${failure}). The phase stays as it is. Close other programs that write, then run again.`,
    { data: { failure: failure ?? '' } },
  );
}

function requireAllRead(files: readonly { readonly file: string; readonly verdict: string }[]): void {
  const refused = files.filter(({ verdict }) => verdict === 'refused').map(({ file }) => file);
  if (refused.length === 0) return;
  throw new StoreError(
    'E_REFUSED',
    `The phase stays json: ${refused.join(', ')} could not be read or imported. Every other file is imported. Make them readable, or remove what is no session file.`,
    { data: { files: refused.join() } },
  );
}

/** Files that hold what the database has are ours from now on; any other is not, and will not be written over. */
async function stampFiles(home: string, store: ShadowStore): Promise<void> {
  const stamps: Record<string, Stamp> = {};
  for (const { hash } of await store.workspaces()) {
    const path = workspaceFile(home, hash);
    const snapshot = onFile(path, () => takeSnapshot(path));
    const text = await store.fileText(hash);
    const isSame = snapshot.stats === undefined || text === snapshot.bytes.toString('utf8');
    if (isSame) stamps[hash] = stampOf(contentMark(snapshot));
  }
  await withSnapshotLock(home, async () => writeStamps(home, stamps));
}

const tooFar = (from: Phase, to: Phase): StoreError =>
  new StoreError(
    'E_USAGE',
    `The phase is ${from}; ${to} is more than one step away. Next in that direction: ${stepsBetween(from, to)[0] ?? from}. Nothing was changed.`,
    { data: { from, to } },
  );
