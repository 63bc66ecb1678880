// Erases workspaces from every place below a home: database, session files, archive, backups, databases put aside,
// certificates. The one function of this project that deletes what a user owns; who calls it has asked the user.

import { existsSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StoreError } from '../../../contract/errors.ts';
import { type Control, noProgress } from '../../../contract/progress.ts';
import { unlessFailed } from '../../../contract/unless-failed.ts';
import { attempt, failedAttempt } from '../../../files/attempt.ts';
import { syncDirectory } from '../../../files/directory.ts';
import { withFileLock } from '../../../files/file-lock.ts';
import { Archive, manifestOf, ORIGINALS } from '../../archive.ts';
import { requireNotAborted } from '../../item-by-item.ts';
import { GLOBAL_WORKSPACE, legacyFiles } from '../../legacy-files.ts';
import { readStamps, writeStamps } from '../../live/snapshot-stamps.ts';
import { withSnapshotLock } from '../../live/snapshot-writer.ts';
import type { DatabaseFile } from '../database-files.ts';
import { filesHolding } from './canary-sweep.ts';
import { eraseFromArchive } from './erase-archive.ts';
import { eraseFromFile } from './erase-database.ts';
import type { ErasePlan, EraseReaders } from './erase-plan.ts';
import { Failures, type NotErased } from './failures.ts';
import { concludeErasure, ERASING_FILE, leftBefore, noteErasure } from './pending-erasure.ts';
import { wordsOfOthers } from './shared-words.ts';

export interface EraseOptions extends EraseReaders, Control {
  readonly plan: ErasePlan;
}

export interface EraseReport {
  /** Removed from the database in use. */
  readonly sessions: number;
  readonly originals: number;
  readonly removedFiles: readonly string[];
  readonly rewrittenDatabases: readonly string[];
  /** Left as they were; what they hold of the workspace is still there. */
  readonly failed: readonly NotErased[];
  /** Something of that was in use by a program. */
  readonly isLocked: boolean;
  /** Files below .ait42 in which something of the erased workspaces is still found. */
  readonly stillHolding: readonly string[];
  /** Ids and tasks of erased sessions that another workspace has as well: they stay there, and were not looked for. */
  readonly sharedWords: number;
  /** Something was left that is not known to be another workspace's: the note stays until running again finds nothing. */
  readonly isPending: boolean;
}

/** An import takes seconds at least: whoever finds one running is told so rather than kept waiting. */
const LOCK_WAIT_MS = 500;

/**
 * Goes through all failures even when one fails; running again goes on, also after a kill. E_LOCKED while an import runs,
 * E_ABORTED between databases, E_IO. What tells of the sessions goes late, so that an interrupted erasure knows them when
 * it is run again: first what nothing else knows of, the database in use near the end, the session files last of all.
 */
export async function eraseWorkspaces(options: EraseOptions): Promise<EraseReport> {
  const { home, archiveDir, workspaces, plan } = options;
  const failures = new Failures(plan.unreadable);
  return withArchive(archiveDir, failures, async (hasArchive) => {
    if (hasWork(plan)) noteErasure(home, workspaces);
    const removedFiles = await removeFiles(home, plan.leftovers, failures);
    const rewrittenDatabases = await eraseFromOthers(options, failures);
    const originals = hasArchive
      ? await eraseFromArchive(archiveDir, workspaces, plan.unlisted, failures)
      : 0;
    await failures.visit('.ait42/migration/snapshots.json', () => forgetStamps(home, workspaces));
    const current = plan.databases.find(({ role }) => role === 'current');
    if (current !== undefined) announce(options, plan.databases.length - 1);
    const { sessions, isRewritten } = await eraseFromCurrent(current, workspaces, failures);
    tell(options, plan.databases.length);
    removedFiles.push(...(await removeFiles(home, plan.files, failures)));
    const { stillHolding: found, sharedWords } = await swept(options, failures);
    const stillHolding = [...found];
    const rewritten = isRewritten ? [...rewrittenDatabases, current?.file] : rewrittenDatabases;
    const failedFiles = failures.failed.map(({ file }) => file);
    const known = new Set([...failedFiles, ...stillHolding, ...rewritten]);
    stillHolding.push(...leftBefore(home, workspaces).filter((file) => !known.has(file)));
    // What is another workspace's own may well have the same words in it.
    const others = new Set([...filesOfOthers(options, workspaces), ...rewritten]);
    const left = [...failedFiles, ...stillHolding.filter((file) => !others.has(file))];
    concludeErasure(home, workspaces, left);
    const { failed, isLocked } = failures;
    return {
      sessions,
      originals,
      removedFiles,
      rewrittenDatabases,
      failed,
      isLocked,
      stillHolding,
      sharedWords,
      isPending: left.length > 0,
    };
  });
}

/** Session files and archived originals of which it is known that they are of none of these workspaces. */
function filesOfOthers({ home, archiveDir }: EraseOptions, workspaces: readonly string[]): string[] {
  // What cannot be read is among the failures already.
  const files = (unlessFailed(() => legacyFiles(home).files) ?? []).filter(
    ({ workspace }) => !workspaces.includes(workspace),
  );
  const rows = unlessFailed(() => new Archive(archiveDir).originals()) ?? [];
  return [
    ...files.map(({ file }) => file),
    ...rows
      .filter(({ workspace }) => !workspaces.includes(workspace))
      .map(({ sha256 }) => `.ait42/archive/${ORIGINALS}/${sha256}`),
  ];
}

const hasWork = (plan: ErasePlan): boolean =>
  [plan.files, plan.leftovers, plan.unlisted, plan.databases].some(({ length }) => length > 0) ||
  plan.originals > 0;

/** Where nothing tells any more what the sessions were, as after a kill, their workspace's hash is looked for. */
async function swept(
  options: EraseOptions,
  failures: Failures,
): Promise<Pick<EraseReport, 'stillHolding' | 'sharedWords'>> {
  const { home, workspaces, plan } = options;
  const hashes = plan.isPending ? workspaces.filter((hash) => hash !== GLOBAL_WORKSPACE) : [];
  const texts = plan.canaries.length > 0 ? plan.canaries : hashes;
  const holding = (wanted: readonly string[], onUnread: (file: string, error: StoreError) => void) =>
    filesHolding(join(home, '.ait42'), wanted, onUnread)
      .map((file) => `.ait42/${file}`)
      .filter((file) => file !== ERASING_FILE);
  const found = holding(texts, (file, error) => {
    failures.leave(`.ait42/${file}`, error.message);
  });
  if (found.length === 0) return { stillHolding: found, sharedWords: 0 };
  const shared = await wordsOfOthers(
    options,
    texts,
    filesOfOthers(options, [...workspaces, GLOBAL_WORKSPACE]),
  );
  const own = texts.filter((text) => !shared.has(text));
  // What cannot be read was told above.
  const stillHolding = shared.size === 0 ? found : holding(own, () => {});
  return { stillHolding, sharedWords: shared.size };
}

/** Answers those that went. */
async function removeFiles(home: string, files: readonly string[], failures: Failures): Promise<string[]> {
  const removed: string[] = [];
  for (const file of files) {
    const path = resolve(home, file);
    const isRemoved = await failures.isDone(file, () =>
      attempt('remove', path, () => {
        rmSync(path, { force: true });
        if (existsSync(dirname(path))) syncDirectory(dirname(path));
      }),
    );
    if (isRemoved) removed.push(file);
  }
  return removed;
}

/** Before each database. E_ABORTED. */
function announce(options: EraseOptions, done: number): void {
  requireNotAborted(options.signal, 'erasing', { done, total: options.plan.databases.length });
  tell(options, done);
}

function tell({ plan, onProgress = noProgress }: EraseOptions, done: number): void {
  const { length: total } = plan.databases;
  if (total > 0) onProgress({ stage: 'erasing', done, total, unit: 'databases' });
}

/** Answers the databases that were rewritten. */
async function eraseFromOthers(options: EraseOptions, failures: Failures): Promise<string[]> {
  const others = options.plan.databases.filter(({ role }) => role !== 'current');
  const rewritten: string[] = [];
  for (const [done, { file, path }] of others.entries()) {
    announce(options, done);
    if (await failures.isDone(file, () => eraseFromFile(path, options.workspaces))) rewritten.push(file);
  }
  return rewritten;
}

/** What the live migration notes of a session file: its hash, digests and times. */
async function forgetStamps(home: string, workspaces: readonly string[]): Promise<void> {
  const stamps = readStamps(home);
  if (!workspaces.some((hash) => Object.hasOwn(stamps, hash))) return;
  await withSnapshotLock(home, async () => {
    const kept = Object.entries(readStamps(home)).filter(([hash]) => !workspaces.includes(hash));
    writeStamps(home, Object.fromEntries(kept));
  });
}

/**
 * No import may run meanwhile; without an archive there is none to wait for, and none is made. One that cannot be entered
 * is left, and no import can enter it either.
 */
async function withArchive<T>(
  archiveDir: string,
  failures: Failures,
  work: (hasArchive: boolean) => Promise<T>,
): Promise<T> {
  let hasBegun = false;
  if (!existsSync(archiveDir)) return work(false);
  try {
    return await withFileLock(manifestOf(archiveDir), LOCK_WAIT_MS, () => {
      hasBegun = true;
      return work(true);
    });
  } catch (error) {
    const failure = failedAttempt('enter', archiveDir, error);
    if (hasBegun || !(failure instanceof StoreError) || isOfOthers(failure)) throw failure;
    failures.fail('.ait42/archive', failure);
  }
  return work(false);
}

const isOfOthers = ({ code }: StoreError): boolean => code === 'E_LOCKED' || code === 'E_ABORTED';

interface ErasedFromCurrent {
  readonly sessions: number;
  readonly isRewritten: boolean;
}

async function eraseFromCurrent(
  current: DatabaseFile | undefined,
  workspaces: readonly string[],
  failures: Failures,
): Promise<ErasedFromCurrent> {
  if (current === undefined) return { sessions: 0, isRewritten: false };
  const { openSqliteStore } = await import('../../../impl-sqlite/index.ts');
  let sessions = 0;
  const isRewritten = await failures.isDone(current.file, async () => {
    const store = await openSqliteStore({ file: current.path });
    try {
      sessions = await store.eraseWorkspaces(workspaces);
    } catch (error) {
      sessions = error instanceof StoreError ? Number(error.data.removedSessions ?? 0) : 0;
      throw sessions === 0 ? error : bytesLeft(error as StoreError);
    } finally {
      await store.close();
    }
  });
  return { sessions, isRewritten };
}

const bytesLeft = ({ code, message, data, cause }: StoreError): StoreError =>
  new StoreError(
    code,
    `The sessions are removed from it, but their bytes are still in the file. ${message} Run the same command again to get rid of them.`,
    { data, cause },
  );
