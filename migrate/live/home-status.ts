// Where the migration of a home stands, read from what is on disk: for people and programs, with or without the app running.

import { existsSync } from 'node:fs';
import { unlessRejected } from '../../contract/unless-failed.ts';
import { databaseFile } from '../../impl-sqlite/index.ts';
import { legacyFiles } from '../legacy-files.ts';
import { readSource } from '../source-file.ts';
import { readingDatabaseFile } from '../with-database.ts';
import { type ComparisonCounts, type Evidence, evidenceOf, readComparisons } from './comparisons.ts';
import type { Phase } from './phase.ts';
import { readPhase } from './phase-file.ts';
import { newestStamp, readStamps } from './snapshot-stamps.ts';
import { type ForkSource, unseenForks } from './unseen-forks.ts';

export interface WorkspaceStatus {
  readonly hash: string;
  /** Null where there is no file, or the app cannot read it. */
  readonly fileSessions: number | null;
  /** Null where the database does not know the workspace, or cannot be read. */
  readonly databaseSessions: number | null;
  readonly isForked: boolean;
  /** The file is there and the app cannot read it. */
  readonly isUnreadable: boolean;
}

export interface HomeStatus {
  readonly phase: Phase;
  readonly since: string | null;
  readonly workspaces: readonly WorkspaceStatus[];
  readonly evidence: Evidence & ComparisonCounts;
  readonly forked: readonly string[];
  /** The newest snapshot of phase sqlite+json, ISO 8601. */
  readonly newestSnapshot: string | null;
  /** absent, readable, or the code of why the database cannot be read. */
  readonly database: string;
}

/** Sessions in the database by workspace, or why they cannot be had. */
export interface HeldSessions {
  readonly database: string;
  readonly held: ReadonlyMap<string, number>;
  /** Forks that no store has noticed yet. */
  readonly forked: readonly string[];
}

/** From an open database. What it and reading the state files throw. */
export async function heldIn(home: string, store: ForkSource): Promise<HeldSessions> {
  const held = new Map((await store.workspaces()).map(({ hash, sessions }) => [hash, sessions]));
  return { database: 'readable', held, forked: await unseenForks(home, store) };
}

/**
 * A database that cannot be read is part of the answer; `heldSessions` can be another way to read it. E_CORRUPT for a
 * broken state file, E_IO.
 */
export async function homeStatus(
  home: string,
  heldSessions: (home: string) => Promise<HeldSessions> = heldNow,
): Promise<HomeStatus> {
  const { phase, since } = readPhase(home);
  const stamps = readStamps(home);
  const counts = readComparisons(home);
  const { database, held, forked } = await heldSessions(home);
  const files = await fileSessions(home);
  const workspaces = [...new Set([...files.keys(), ...held.keys()])].toSorted().map((hash) => ({
    hash,
    fileSessions: files.get(hash) ?? null,
    databaseSessions: held.get(hash) ?? null,
    isForked: stamps[hash]?.isForked === true || forked.includes(hash),
    isUnreadable: files.get(hash) === null,
  }));
  return {
    phase,
    since,
    workspaces,
    evidence: { ...counts, ...evidenceOf(counts) },
    forked: workspaces.filter(({ isForked }) => isForked).map(({ hash }) => hash),
    newestSnapshot: newestStamp(stamps),
    database,
  };
}

/** Sessions by workspace; null for a file that the app cannot read. */
async function fileSessions(home: string): Promise<Map<string, number | null>> {
  const found = new Map<string, number | null>();
  for (const file of legacyFiles(home).files) {
    const source = await readSource(file);
    found.set(file.workspace, source.state === 'readable' ? source.sessions.length : null);
  }
  return found;
}

async function heldNow(home: string): Promise<HeldSessions> {
  const file = databaseFile(home);
  if (!existsSync(file)) return { database: 'absent', held: new Map(), forked: [] };
  return unlessRejected(
    () => readingDatabaseFile(file, (store) => heldIn(home, store)),
    ({ code }) => ({ database: code, held: new Map(), forked: [] }),
  );
}
