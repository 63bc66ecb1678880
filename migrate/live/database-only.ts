// What the database alone has where the session files are the truth: another program wrote it there, or the files lost it.
// Before they take its place it goes to the archive, and whoever changes the phase is told.

import type { Control } from '../../contract/progress.ts';
import type { SessionList } from '../../contract/session-list.ts';
import { unlessRejected } from '../../contract/unless-failed.ts';
import { Patience, readSettled } from '../../impl-json/settled-read.ts';
import { openSource } from '../import-source.ts';
import type { ImportTarget } from '../import-target.ts';
import { itemByItem } from '../item-by-item.ts';
import { legacyFiles } from '../legacy-files.ts';
import { differencesOf } from '../verify-file.ts';
import { keepOnlyCopy } from './convergence.ts';
import { isLarge } from './settled-files.ts';
import { workspaceFile } from './workspace-file.ts';
import { lostTo } from './would-lose.ts';

export interface DatabaseOnly {
  readonly hash: string;
  /** Sessions whose id the file does not have. */
  readonly missing: number;
  /** Sessions that the file has with other values, and not as a later state of them. */
  readonly different: number;
}

/**
 * By workspace, none where there is nothing. A file that cannot be read takes no place, so it is passed over; of a large one
 * only what is missing is counted. E_ABORTED; what the database and the archive throw.
 */
export async function databaseOnly(
  home: string,
  store: ImportTarget,
  control: Control = {},
  onFound: (hash: string, held: SessionList) => Promise<void> = async () => {},
): Promise<readonly DatabaseOnly[]> {
  const found: DatabaseOnly[] = [];
  const held = (await store.workspaces()).filter(({ sessions }) => sessions > 0);
  for (const { hash } of itemByItem('verifying', held, control, 'workspaces')) {
    const path = workspaceFile(home, hash);
    const only = isLarge(path)
      ? await onlyBesideLarge(home, store, hash)
      : await onlyBeside(path, hash, await store.sessionsOfHash(hash), onFound);
    if (only.missing + only.different > 0) found.push(only);
  }
  return found;
}

/** As {@link databaseOnly}, archiving it; beside a large file the import that takes that archives all that it replaces. */
export const keepDatabaseOnly = (
  home: string,
  store: ImportTarget,
  signal?: AbortSignal,
): Promise<readonly DatabaseOnly[]> =>
  databaseOnly(home, store, { signal }, (hash, held) => keepOnlyCopy(home, hash, held));

async function onlyBeside(
  path: string,
  hash: string,
  held: SessionList,
  onFound: (hash: string, held: SessionList) => Promise<void>,
): Promise<DatabaseOnly> {
  const list = (await unlessRejected(() => readSettled(path, new Patience())))?.list;
  const lost = list === undefined ? [] : lostTo(held, list);
  if (lost.length > 0) await onFound(hash, held);
  const inFile = new Set(list?.map(({ id }) => id));
  const different = lost.filter(({ id }) => inFile.has(id)).length;
  return { hash, missing: lost.length - different, different };
}

async function onlyBesideLarge(home: string, store: ImportTarget, hash: string): Promise<DatabaseOnly> {
  const file = legacyFiles(home).files.find(({ workspace }) => workspace === hash);
  const source = file && (await openSource(file));
  const findings = source?.state === 'readable' ? await differencesOf(store, source) : [];
  const missing = findings.filter(({ class: of }) => of === 'extra' || of === 'duplicate').length;
  return { hash, missing, different: 0 };
}
