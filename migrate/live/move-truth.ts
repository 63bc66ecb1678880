// The part of a change of phase in which the truth moves from one store to the other, with the gate closed: what was
// written since the bulk was brought over follows, is compared once more, and nobody writes until the phase is written.

import { type BigIntStats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sessionsDigest } from '../../contract/canonical.ts';
import { StoreError } from '../../contract/errors.ts';
import { unlessRejected } from '../../contract/unless-failed.ts';
import { attempt, namesIn, statsAt } from '../../files/attempt.ts';
import { lockFileOf, withFileLock } from '../../files/file-lock.ts';
import { onFile } from '../../files/system-error.ts';
import { isSameFile } from '../../impl-json/file-snapshot.ts';
import { targetOf } from '../../impl-json/link-target.ts';
import { Patience, readSettled } from '../../impl-json/settled-read.ts';
import { GLOBAL_WORKSPACE, legacyFiles } from '../legacy-files.ts';
import { isSameVersion, type VersionsByHash, versionsOf } from './content-versions.ts';
import { withFirstTurn } from './first-turn.ts';
import { shadowLock } from './live-files.ts';
import type { ShadowStore } from './shadow-store.ts';
import { workspaceFile } from './workspace-file.ts';

const LOCK_WAIT_MS = 10_000;

/** What both sides were at a moment, so that what has changed since can be told without reading everything. */
export interface Moment {
  readonly versions: VersionsByHash;
  readonly files: ReadonlyMap<string, BigIntStats | undefined>;
}

export async function momentOf(home: string, store: ShadowStore): Promise<Moment> {
  const versions = await versionsOf(store);
  const files = new Map(legacyFiles(home).files.map(({ workspace, path }) => [workspace, statsAt(path)]));
  return { versions, files };
}

/** Workspaces of which either side is not what it was. */
export async function changedSince(home: string, store: ShadowStore, before: Moment): Promise<string[]> {
  const now = await momentOf(home, store);
  const hashes = new Set(
    [before, now].flatMap(({ versions, files }) => [...versions.keys(), ...files.keys()]),
  );
  return [...hashes].filter(
    (hash) =>
      !isSameFile(before.files.get(hash), now.files.get(hash)) ||
      !isSameVersion(before.versions.get(hash), now.versions.get(hash)),
  );
}

/**
 * Returns when every write that had begun before the gate was closed is over: of a session file, of the database, and of
 * a process that lets the database follow. E_LOCKED when one takes too long.
 */
export async function awaitWriters(home: string, store: ShadowStore): Promise<void> {
  for (const file of lockedFiles(home)) await withFileLock(file, LOCK_WAIT_MS, async () => {});
  await store.awaitWriters();
  await withFirstTurn(shadowLock(home), async () => {});
}

/** Session files whose lock is taken at this moment; who takes one later finds the gate closed. */
function lockedFiles(home: string): string[] {
  const globalFile = workspaceFile(home, GLOBAL_WORKSPACE);
  const sessions = dirname(workspaceFile(home, '0'.repeat(16)));
  const besideFiles = [sessions, dirname(globalFile)].flatMap((directory) =>
    namesIn(directory)
      .filter((name) => name.endsWith(LOCK_ENDING))
      .map((name) => join(directory, name.slice(0, -LOCK_SUFFIX.length))),
  );
  // A link's lock stands beside the file that it leads to.
  const behindLinks = legacyFiles(home)
    .files.map(({ path }) => onFile(path, () => targetOf(path)))
    .filter((path) => attempt('look for', path, () => isPresent(lockFileOf(path))));
  return [...new Set([...besideFiles, ...behindLinks])];
}

const LOCK_SUFFIX = lockFileOf('');
const LOCK_ENDING = `.json${LOCK_SUFFIX}`;

const isPresent = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

/** E_CHANGED, naming a workspace whose file and database do not hold the same sessions. */
export async function requireSame(
  home: string,
  store: ShadowStore,
  hashes: readonly string[],
): Promise<void> {
  for (const hash of hashes) {
    const path = workspaceFile(home, hash);
    const inFile = await unlessRejected(() => readSettled(path, new Patience()));
    const isSame = inFile && sessionsDigest(inFile.list) === sessionsDigest(await store.sessionsOfHash(hash));
    if (!isSame) throw changedMeanwhile(hash);
  }
}

const changedMeanwhile = (hash: string): StoreError =>
  new StoreError(
    'E_CHANGED',
    `The phase stays as it is: another program changed the workspace ${hash} at the last moment. No session was changed or lost. Run again.`,
    { data: { hash } },
  );
