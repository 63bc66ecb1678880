// Whether the backup and the certificate of a home are worth something: looked into, not just looked for. Changes nothing.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../../contract/errors.ts';
import { attempt, namesIn } from '../../files/attempt.ts';
import type { ContentVersion } from '../../impl-sqlite/index.ts';
import { certificateStanding } from '../certificate/index.ts';
import { readingDatabaseFile } from '../with-database.ts';
import { archiveDirectory, backupsDirectory } from './live-files.ts';
import { readPhase } from './phase-file.ts';
import type { ForkSource } from './unseen-forks.ts';

export interface Judgement {
  readonly isMet: boolean;
  readonly evidence: string;
}

/**
 * Met by a sound backup that was made since the database follows. Where the clock was ahead at either, their times do
 * not tell which was first, so the backup must hold what the database holds now. E_IO, what readPhase and the store throw.
 */
export async function judgeBackup(
  home: string,
  database: Pick<ForkSource, 'contentVersions'>,
): Promise<Judgement> {
  const newest = newestBackup(backupsDirectory(home));
  if (newest === undefined) return unmet('no backup of the database; make one with backup');
  const { name, madeAt } = newest;
  const since = followsSince(home);
  const ahead = since === null ? undefined : aheadText(since, madeAt);
  if (since !== null && ahead === undefined && madeAt < since)
    return unmet(
      `${name} is of ${madeAt}, from before the database began to follow (${since}); make one with backup`,
    );
  const held = ahead === undefined ? [] : await database.contentVersions();
  try {
    const { sessions, findings, versions } = await checked(join(backupsDirectory(home), name));
    if (findings.length > 0)
      return unmet(`${name} is damaged: ${findings.length} findings; make another with backup`);
    if (!holdsAll(versions, held))
      return unmet(`${name} lacks what the database holds by now, and ${ahead}; make another with backup`);
    const evidence = `${name} of ${madeAt}, ${sessions} sessions, checked`;
    return {
      isMet: true,
      evidence:
        ahead === undefined ? evidence : `${evidence}; it holds what the database holds, though ${ahead}`,
    };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return unmet(`${name} cannot be read (${error.code}); make another with backup`);
  }
}

/** Undefined where both times can be believed. */
function aheadText(since: string, madeAt: string): string | undefined {
  const now = new Date().toISOString();
  if (since > now) return `the clock was ahead when the database began to follow (${since})`;
  return madeAt > now ? `the clock was ahead when it was made (${madeAt})` : undefined;
}

/** A later revision counts for nothing: it may be of another branch. */
const holdsAll = (backup: readonly ContentVersion[], held: readonly ContentVersion[]): boolean => {
  const births = new Map(backup.map((version) => [version.birth, version]));
  return held.every(({ birth, revision, last }) => {
    const version = births.get(birth);
    return version?.revision === revision && version.last === last;
  });
};

/**
 * Met by an intact certificate of this home whose files are all still there. Files that the app has written since are
 * counted: what they hold is for contents-equal to compare, and an app that is in use never stops.
 */
export function judgeCertificate(home: string): Judgement {
  try {
    const { createdAt, changed, added, gone, unknown } = certificateStanding(home, archiveDirectory(home));
    if (unknown.length > 0)
      return unmet(
        `it tells of another home: the archive never had ${unknown.join(', ')}; migrate makes another`,
      );
    if (gone.length > 0)
      return unmet(`of ${createdAt}, and gone since: ${gone.join(', ')}; migrate makes another`);
    const since = [
      ...(changed > 0 ? [`${counted(changed)} changed`] : []),
      ...(added > 0 ? [`${counted(added)} added`] : []),
    ];
    const later = since.length === 0 ? '' : `; since then ${since.join(', ')}, which contents-equal compares`;
    return {
      isMet: true,
      evidence: `intact, of ${createdAt}, and every file that it names is there${later}`,
    };
  } catch (error) {
    if (error instanceof StoreError) return unmet(`none that counts (${error.code}); migrate makes one`);
    throw error;
  }
}

const counted = (files: number): string => (files === 1 ? '1 file' : `${files} files`);

const unmet = (evidence: string): Judgement => ({ isMet: false, evidence });

const checked = (file: string) =>
  readingDatabaseFile(file, async (store) => ({
    ...(await store.check()),
    versions: await store.contentVersions(),
  }));

/** ISO 8601; null where that is not known. */
function followsSince(home: string): string | null {
  const { history } = readPhase(home);
  return history.findLast(({ from, to }) => from === 'json' && to === 'dual')?.at ?? null;
}

/** By its time: names tell of it in more than one way. A time to come is believed of none: the clock was ahead. */
function newestBackup(directory: string): { readonly name: string; readonly madeAt: string } | undefined {
  const backups = namesIn(directory)
    .filter((name) => name.endsWith('.db'))
    .map((name) => {
      const path = join(directory, name);
      const { mtime } = attempt('look at', path, () => statSync(path));
      return { name, madeAt: mtime.toISOString() };
    });
  const now = new Date().toISOString();
  const inOrder = backups.toSorted((left, right) => (left.madeAt < right.madeAt ? -1 : 1));
  return inOrder.findLast(({ madeAt }) => madeAt <= now) ?? inOrder.at(-1);
}
