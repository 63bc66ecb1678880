// What an erasure of workspaces would remove, place by place, and how many sessions that is. Changes nothing.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../../../contract/errors.ts';
import type { WorktreeSession } from '../../../contract/session.ts';
import { attempt, unlessAbsent } from '../../../files/attempt.ts';
import { bytesAt } from '../../../files/durable-file.ts';
import { readArchive } from '../../damaged-manifest.ts';
import { GLOBAL_WORKSPACE, legacyFileOf, legacyFiles, SESSIONS_DIRECTORY } from '../../legacy-files.ts';
import { readSource } from '../../source-file.ts';
import type { ReadDatabase } from '../../with-database.ts';
import { type DatabaseFile, databaseFiles } from '../database-files.ts';
import { Failures, type NotErased } from './failures.ts';
import { leftovers } from './leftovers.ts';
import { pendingErasures } from './pending-erasure.ts';
import { sessionFilesOf } from './session-files.ts';
import { unlistedOriginals } from './unlisted-originals.ts';

export interface EraseScope {
  readonly home: string;
  readonly archiveDir: string;
  /** File hashes, or GLOBAL_WORKSPACE. */
  readonly workspaces: readonly string[];
}

export interface EraseReaders extends EraseScope {
  readonly readDatabase: ReadDatabase;
}

export interface ErasePlan {
  /** Of the place that holds most: what has to be typed. */
  readonly sessions: number;
  /** Removed whole, in this order: relative to the home, or a whole path where a session file is a link to it. */
  readonly files: readonly string[];
  /** Relative to the home, or a whole path beside a linked database: what killed processes left half made, of whatever workspace. */
  readonly leftovers: readonly string[];
  /** Rows of the archive's manifest that go, with their bytes. */
  readonly originals: number;
  /** Digests of originals that no row names and that hold sessions of these workspaces alone. */
  readonly unlisted: readonly string[];
  /** Every database of the home is rewritten: free pages of a backup hold what was deleted before it was made. */
  readonly databases: readonly DatabaseFile[];
  /** Files that cannot be looked into, or are left for another reason. */
  readonly unreadable: readonly NotErased[];
  /** What may hold sessions of the workspace and is left. */
  readonly warnings: readonly string[];
  /** An earlier erasure of one of these workspaces did not come to its end. */
  readonly isPending: boolean;
  /** Texts of the erased sessions to look for afterwards. Never shown. */
  readonly canaries: readonly string[];
}

/** E_IO or E_CORRUPT when it cannot be told what is erased already; any other place that cannot be read is in the plan. */
export async function planErasure(readers: EraseReaders): Promise<ErasePlan> {
  const { home, archiveDir, workspaces } = readers;
  const found = new Gathered();
  const failures = new Failures([]);
  const databases = await readableDatabases(readers, found, failures);
  const ofApp = await failures.visit(SESSIONS_DIRECTORY, async () => {
    for (const file of legacyFiles(home, workspaces).files) {
      const source = await readSource(file);
      if (source.state === 'readable') found.add(source.sessions);
    }
    return sessionFilesOf(home, workspaces);
  });
  const killed = leftovers(home, (folder, error) => failures.fail(folder, error));
  for (const { file, pid } of killed.filter(({ isLeft }) => !isLeft)) {
    failures.leave(file, `Process ${pid} may be writing it. Run again when that has ended.`);
  }
  const archive = await failures.visit('.ait42/archive', () => readArchive(archiveDir).archive);
  const ofArchive = await failures.visit('.ait42/archive/originals', async () =>
    archive === undefined
      ? undefined
      : unlistedOriginals(archiveDir, archive, found.ids, () => idsOfOthers(readers)),
  );
  for (const { file, reason } of [...(ofArchive?.skipped ?? []), ...(ofApp?.skipped ?? [])])
    failures.leave(file, reason);
  return {
    sessions: found.sessionsMax,
    files: [...(await certificates(home, workspaces, failures)), ...(ofApp?.files ?? [])],
    leftovers: killed.filter(({ isLeft }) => isLeft).map(({ file }) => file),
    originals: archive?.originals().filter(({ workspace }) => workspaces.includes(workspace)).length ?? 0,
    unlisted: ofArchive?.digests ?? [],
    databases,
    unreadable: failures.failed,
    warnings: globalWarning(home, workspaces),
    isPending: pendingErasures(home).some((hash) => workspaces.includes(hash)),
    canaries: [...found.canaries],
  };
}

/** Those that can be erased from, with their sessions gathered. */
async function readableDatabases(
  { home, workspaces, readDatabase }: EraseReaders,
  found: Gathered,
  failures: Failures,
): Promise<DatabaseFile[]> {
  const databases: DatabaseFile[] = [];
  for (const database of databaseFiles(home, (folder, error) => failures.fail(folder, error))) {
    const isRead = await failures.visit(database.file, async () => {
      try {
        await readDatabase(database.path, async (store) => {
          const lists = await Promise.all(workspaces.map((hash) => store.sessionsOfHash(hash)));
          found.add(lists.flat());
        });
      } catch (error) {
        // Only an opening for writing brings an earlier schema up to date; it can be erased from all the same.
        if (!(error instanceof StoreError && 'schemaVersion' in error.data)) throw error;
      }
      return true;
    });
    if (isRead) databases.push(database);
  }
  return databases;
}

/** Of every session in the database in use and in the session files that is not erased. */
async function idsOfOthers({ home, workspaces, readDatabase }: EraseReaders): Promise<Set<string>> {
  const ids = new Set<string>();
  const add = (sessions: readonly WorktreeSession[]): void => {
    for (const { id } of sessions) ids.add(id);
  };
  for (const file of legacyFiles(home).files.filter(({ workspace }) => !workspaces.includes(workspace))) {
    const source = await readSource(file);
    if (source.state === 'readable') add(source.sessions);
  }
  const unlessNeeded = (folder: string, error: StoreError): void => {
    if (folder === '.ait42') throw error;
  };
  for (const { path } of databaseFiles(home, unlessNeeded).filter(({ role }) => role === 'current')) {
    await readDatabase(path, async (store) => {
      for (const { hash } of await store.workspaces()) {
        if (!workspaces.includes(hash)) await store.visitSessions(hash, add);
      }
    });
  }
  return ids;
}

/** A text shorter than this may stand in a file by chance. */
const CANARY_LENGTH_MIN = 12;
const CANARIES_MAX = 200;

class Gathered {
  readonly canaries = new Set<string>();
  readonly ids = new Set<string>();
  sessionsMax = 0;

  add(sessions: readonly WorktreeSession[]): void {
    this.sessionsMax = Math.max(this.sessionsMax, sessions.length);
    for (const { id, task } of sessions) {
      this.ids.add(id);
      for (const text of [id, task]) {
        if (text.length >= CANARY_LENGTH_MIN && this.canaries.size < CANARIES_MAX) this.canaries.add(text);
      }
    }
  }
}

const MIGRATION = '.ait42/migration';

/** Certificates are sealed as a whole: one that names a workspace goes whole. */
async function certificates(
  home: string,
  workspaces: readonly string[],
  failures: Failures,
): Promise<string[]> {
  const files: string[] = [];
  for (const folder of [MIGRATION, `${MIGRATION}/certificates`]) {
    const names = (await failures.visit(folder, () => namesIn(join(home, folder)))) ?? [];
    const those = folder === MIGRATION ? names.filter((name) => /^certificate.*\.json$/.test(name)) : names;
    for (const file of those.map((name) => `${folder}/${name}`)) {
      const bytes = await failures.visit(file, () => bytesAt(join(home, file)));
      if (workspaces.some((hash) => bytes?.includes(hash) === true)) files.push(file);
    }
  }
  return files;
}

function globalWarning(home: string, workspaces: readonly string[]): string[] {
  const file = legacyFileOf(GLOBAL_WORKSPACE);
  if (workspaces.includes(GLOBAL_WORKSPACE) || !existsSync(join(home, file))) return [];
  return [
    `${file}, of an early version, holds the sessions of all workspaces together and is left. "erase --hash ${GLOBAL_WORKSPACE}" erases all of it.`,
  ];
}

const namesIn = (directory: string): string[] =>
  attempt('list', directory, () =>
    (unlessAbsent(() => readdirSync(directory, { withFileTypes: true })) ?? [])
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => name),
  ).toSorted();
