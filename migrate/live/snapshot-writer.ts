// Writes the session files of workspaces as the database has them. A file that may hold what the database lacks is archived
// and left alone, its workspace marked as forked. Everything here can be cut short and done again, and a file that cannot
// be written keeps no other from being written.

import { constants, fsyncSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../../contract/errors.ts';
import { unlessAbsent } from '../../files/attempt.ts';
import { makeDurableDirectoryOf, syncDirectory } from '../../files/directory.ts';
import { withFileLock } from '../../files/file-lock.ts';
import { newOwner } from '../../files/lock-owner.ts';
import { withRegularFile } from '../../files/regular-file.ts';
import { onFile } from '../../files/system-error.ts';
import { replaceFile } from '../../impl-json/replace-file.ts';
import { removeStrayFiles } from '../../impl-json/stray-files.ts';
import { databaseFile } from '../../impl-sqlite/index.ts';
import { sha256Of } from '../source-file.ts';
import { archiveTexts } from './archive-text.ts';
import { snapshotChannel } from './events.ts';
import { withFirstTurn, withLaterTurn } from './first-turn.ts';
import { makeMigrationDirectory, snapshotsFile } from './live-files.ts';
import { type PlannedFile, planSnapshots, type SnapshotSource } from './snapshot-plan.ts';
import {
  descentFrom,
  forkedIn,
  readStamps,
  type Stamp,
  type Stamps,
  stampOf,
  wentBackIn,
  writeStamps,
} from './snapshot-stamps.ts';

export interface SnapshotRequest {
  readonly home: string;
  readonly store: SnapshotSource;
  readonly hashes: readonly string[];
  /** Keep what is replaced in the archive, of all workspaces or of some: for a way back, not for every snapshot. */
  readonly isArchiving?: boolean | ((hash: string) => boolean);
  /** Asked before each file, with its lock held; false: nothing is written. Default: true. */
  readonly mayWrite?: () => boolean;
  /** For the lock of each file. Default: 10,000. */
  readonly lockWaitMs?: number;
  /** Told of each workspace that could not be looked at or written; without it the first such error is thrown. */
  readonly onFailed?: (hash: string, error: unknown) => void;
  /** ISO 8601: noted as the time before which every write is in its file, when none failed. */
  readonly asOf?: string;
}

export interface SnapshotReport {
  readonly written: readonly string[];
  readonly forked: readonly string[];
}

/** Workspaces that are looked at together; a plan may end before. */
const BATCH = 512;
const LOCK_WAIT_MS = 10_000;

/** E_LOCKED, E_IO, E_NO_SPACE, what the database and the archive throw. A file changes only as a whole. */
export async function writeSnapshots(request: SnapshotRequest): Promise<SnapshotReport> {
  const { home, hashes, asOf } = request;
  const reports: BatchReport[] = [];
  for (let start = 0; start < hashes.length; ) {
    const batch = { ...request, hashes: hashes.slice(start, start + BATCH) };
    const report = await inTurn(home, () => writeBatch(batch));
    reports.push(report);
    start += report.count;
    // Written by another program between our look and our rename: now it is a fork like any other.
    if (report.late.length > 0) {
      const late = { ...batch, hashes: report.late };
      const again = await inTurn(home, () => writeBatch(late));
      reports.push({ ...again, failed: [...again.failed, ...again.late.map(writtenAgain)] });
    }
  }
  const failed = new Map(reports.flatMap((report) => report.failed));
  tellFailed(request, failed);
  const written = reports.flatMap((report) => report.written);
  if (asOf !== undefined && failed.size === 0 && written.length > 0)
    await inTurn(home, async () => writeStamps(home, readStamps(home), asOf));
  return { written, forked: reports.flatMap(({ forked }) => forked) };
}

/** One process at a time judges and writes snapshots. What is done once need not wait for all batches of those who write them. */
export function withSnapshotLock<T>(home: string, work: () => Promise<T>): Promise<T> {
  makeMigrationDirectory(home);
  return withFirstTurn(snapshotsFile(home), work);
}

function inTurn<T>(home: string, work: () => Promise<T>): Promise<T> {
  makeMigrationDirectory(home);
  return withLaterTurn(snapshotsFile(home), work);
}

/**
 * Marks workspaces as forked whose file was written from a state that the database no longer comes from: a backup was put
 * back, or the database was made anew. Answers all that are forked. Throws what writeSnapshots throws.
 */
export async function forkWhereBack(
  request: Omit<SnapshotRequest, 'hashes' | 'asOf'>,
): Promise<readonly string[]> {
  const { home, store } = request;
  const hashes = wentBackIn(readStamps(home), await store.contentVersions());
  if (hashes.length > 0) await writeSnapshots({ ...request, hashes });
  return forkedIn(readStamps(home));
}

function tellFailed({ onFailed }: SnapshotRequest, failed: ReadonlyMap<string, unknown>): void {
  for (const [hash, error] of failed) {
    if (onFailed === undefined) throw error;
    onFailed(hash, error);
  }
}

interface BatchReport extends SnapshotReport {
  /** How many of the hashes it dealt with. */
  readonly count: number;
  readonly late: readonly string[];
  /** Hash and error. */
  readonly failed: readonly Failure[];
}

type Failure = readonly [hash: string, error: unknown];

const nothingOf = (count: number): BatchReport => ({ count, written: [], forked: [], late: [], failed: [] });

async function writeBatch(request: SnapshotRequest): Promise<BatchReport> {
  const { home, store, hashes, isArchiving = false, mayWrite = () => true } = request;
  if (!mayWrite()) return nothingOf(hashes.length);
  const stamps: Record<string, Stamp> = { ...readStamps(home) };
  const { count, files, failed } = await planSnapshots(home, store, hashes, stamps);
  const forks = files.filter(({ state }) => state === 'foreign' || state === 'wentBack');
  const ours = files.filter(({ state }) => state === 'ours');
  await archive(home, forks, 'pending');
  const isKept = ({ hash }: PlannedFile): boolean =>
    typeof isArchiving === 'function' ? isArchiving(hash) : isArchiving;
  await archive(home, ours.filter(isKept), 'replaced');
  for (const { hash } of forks) stamps[hash] = forkedStamp(stamps[hash]);
  for (const file of files.filter(({ state }) => state === 'current')) adopt(stamps, file);
  for (const { hash, mark, bytes } of ours) stamps[hash] = stampBefore(stamps[hash], [mark, sha256Of(bytes)]);
  if (ours.length > 0) syncDatabaseLog(home);
  noteIfChanged(home, stamps);
  for (const { hash, state } of forks) tell(home, hash, 'forked', FORK_REASON[state] ?? state);
  const outcome = await replaceAll(request, ours);
  for (const file of ours.filter(({ hash }) => outcome.written.includes(hash)))
    stamps[file.hash] = stampOf([sha256Of(file.bytes)], file.version);
  if (outcome.written.length > 0) writeStamps(home, stamps);
  return {
    count,
    late: outcome.late,
    written: outcome.written,
    failed: [...failed, ...outcome.failed],
    forked: hashes.slice(0, count).filter((hash) => stamps[hash]?.isForked === true),
  };
}

const FORK_REASON: Readonly<Record<string, string>> = {
  foreign: 'foreign write',
  wentBack: 'the database went back',
};

/** A file that holds what the database has is ours, by whoever's hand. */
function adopt(stamps: Record<string, Stamp>, { hash, mark, before, version }: PlannedFile): void {
  if (version === undefined || before.stats === undefined) return;
  const stamp = stamps[hash];
  const isKnown = stamp?.isForked === false && stamp.ours.length === 1 && stamp.ours[0] === mark;
  if (!isKnown || descentFrom(stamp, version) !== 'same') stamps[hash] = stampOf([mark], version);
}

/** Until the file is replaced, it is as old as before. */
const stampBefore = (stamp: Stamp | undefined, ours: readonly string[]): Stamp => ({
  ...stampOf(ours),
  ...(stamp !== undefined && { at: stamp.at }),
  ...(stamp?.version !== undefined && { version: stamp.version }),
});

function noteIfChanged(home: string, stamps: Stamps): void {
  if (JSON.stringify(stamps) !== JSON.stringify(readStamps(home))) writeStamps(home, stamps);
}

async function archive(
  home: string,
  files: readonly PlannedFile[],
  verdict: 'pending' | 'replaced',
): Promise<void> {
  const present = files.filter(({ before }) => before.stats !== undefined);
  const texts = present.map(({ hash, before: { bytes } }) => ({ hash, bytes }));
  await archiveTexts(home, texts, verdict);
}

const syncOpened = (descriptor: number): true => {
  fsyncSync(descriptor);
  return true;
};

/**
 * A commit of ours may be in memory alone (durability normal). A file must not outlive it: after a power failure the
 * database would have gone back.
 */
export function syncDatabaseLog(home: string): void {
  const log = `${databaseFile(home)}-wal`;
  onFile(log, () => {
    const isThere = unlessAbsent(() => withRegularFile(log, syncOpened, constants.O_RDWR)) ?? false;
    if (isThere) syncDirectory(dirname(log));
  });
}

interface Outcome {
  readonly written: string[];
  /** Another program wrote the file in this very moment: the next look finds the fork. */
  readonly late: string[];
  readonly failed: Failure[];
}

async function replaceAll(request: SnapshotRequest, files: readonly PlannedFile[]): Promise<Outcome> {
  const { home, lockWaitMs = LOCK_WAIT_MS, mayWrite = () => true } = request;
  const outcome: Outcome = { written: [], late: [], failed: [] };
  for (const { hash, path, bytes, before } of files) {
    try {
      onFile(path, () => makeDurableDirectoryOf(path));
      const isDone = await withFileLock(path, lockWaitMs, async () => {
        if (!mayWrite()) return undefined;
        onFile(path, () => removeStrayFiles(path));
        return onFile(path, () => replaceFile(path, bytes, before, newOwner().token)) !== undefined;
      });
      if (isDone === undefined) return outcome;
      (isDone ? outcome.written : outcome.late).push(hash);
      if (isDone) tell(home, hash, 'written', 'the database changed');
    } catch (error) {
      outcome.failed.push([hash, error]);
    }
  }
  return outcome;
}

const forkedStamp = (stamp: Stamp | undefined): Stamp => ({
  ...(stamp ?? stampOf([])),
  isForked: true,
});

const tell = (home: string, hash: string, kind: 'written' | 'forked', reason: string): void =>
  snapshotChannel.publish({ home, hash, kind, reason });

const writtenAgain = (hash: string): Failure => [
  hash,
  new StoreError(
    'E_FOREIGN_WRITE',
    `Cannot write the session file of ${hash}: another program writes it all the time. It was left as it is. Close that program and run again.`,
    { data: { hash } },
  ),
];
