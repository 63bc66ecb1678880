// What an erasure of workspaces would remove, place by place, and how many sessions that is. Changes nothing.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../../../contract/errors.ts';
import type { WorktreeSession } from '../../../contract/session.ts';
import type { SqliteStore } from '../../../impl-sqlite/index.ts';
import { Archive } from '../../archive.ts';
import { attempt, unlessAbsent } from '../../attempt.ts';
import { bytesAt } from '../../durable-file.ts';
import { GLOBAL_WORKSPACE, legacyFileOf, legacyFiles } from '../../legacy-files.ts';
import { readSource } from '../../source-file.ts';
import { type DatabaseFile, databaseFiles } from '../database-files.ts';

export interface EraseScope {
  readonly home: string;
  readonly archiveDir: string;
  /** File hashes, or GLOBAL_WORKSPACE. */
  readonly workspaces: readonly string[];
}

export interface EraseReaders extends EraseScope {
  /** Reads a database without leaving a trace beside it. */
  readonly readDatabase: <T>(file: string, work: (store: SqliteStore) => Promise<T>) => Promise<T>;
}

export interface ErasePlan {
  /** Of the place that holds most: what has to be typed. */
  readonly sessions: number;
  /** Relative to the home: removed whole. */
  readonly files: readonly string[];
  /** Rows of the archive's manifest that go, with their bytes. */
  readonly originals: number;
  /** Every database of the home is rewritten: free pages of a backup hold what was deleted before it was made. */
  readonly databases: readonly DatabaseFile[];
  /** Databases that cannot be opened: nothing is known of what they hold. */
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
  /** What may hold sessions of the workspace and is left. */
  readonly warnings: readonly string[];
  /** Texts of the erased sessions to look for afterwards. Never shown. */
  readonly canaries: readonly string[];
}

/** E_NOT_FOUND or E_IO for a home that cannot be listed, what Archive throws. */
export async function planErasure(readers: EraseReaders): Promise<ErasePlan> {
  const { home, archiveDir, workspaces } = readers;
  const found = new Gathered();
  const databases: DatabaseFile[] = [];
  const unreadable: { file: string; reason: string }[] = [];
  for (const database of databaseFiles(home)) {
    try {
      await readers.readDatabase(database.path, async (store) => {
        const lists = await Promise.all(workspaces.map((hash) => store.sessionsOfHash(hash)));
        found.add(lists.flat());
      });
      databases.push(database);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      // Only an opening for writing brings an earlier schema up to date; it can be erased from all the same.
      if ('schemaVersion' in error.data) databases.push(database);
      else unreadable.push({ file: database.file, reason: error.message });
    }
  }
  const listed = legacyFiles(home, workspaces);
  for (const file of listed.files) {
    const source = await readSource(file);
    if (source.state === 'readable') found.add(source.sessions);
  }
  const originals = new Archive(archiveDir).originals();
  return {
    sessions: found.sessionsMax,
    files: [...sessionFiles(home, workspaces), ...certificates(home, workspaces)],
    originals: originals.filter(({ workspace }) => workspaces.includes(workspace)).length,
    databases,
    unreadable,
    warnings: globalWarning(home, workspaces),
    canaries: [...found.canaries],
  };
}

/** A text shorter than this may stand in a file by chance. */
const CANARY_LENGTH_MIN = 12;
const CANARIES_MAX = 200;

class Gathered {
  readonly canaries = new Set<string>();
  sessionsMax = 0;

  add(sessions: readonly WorktreeSession[]): void {
    this.sessionsMax = Math.max(this.sessionsMax, sessions.length);
    for (const { id, task } of sessions) {
      for (const text of [id, task]) {
        if (text.length >= CANARY_LENGTH_MIN && this.canaries.size < CANARIES_MAX) this.canaries.add(text);
      }
    }
  }
}

/** The file of each workspace, and whatever stands beside it under its name: locks, unfinished writes, copies. */
function sessionFiles(home: string, workspaces: readonly string[]): string[] {
  return workspaces.flatMap((workspace) => {
    const file = legacyFileOf(workspace);
    const [folder, name] = [file.slice(0, file.lastIndexOf('/')), file.slice(file.lastIndexOf('/') + 1)];
    return namesIn(join(home, folder))
      .filter((entry) => entry === name || entry.startsWith(`${name}.`) || entry.startsWith(`.${name}.`))
      .map((entry) => `${folder}/${entry}`);
  });
}

const MIGRATION = '.ait42/migration';

/** Certificates are sealed as a whole: one that names a workspace goes whole. */
function certificates(home: string, workspaces: readonly string[]): string[] {
  const files = [
    ...namesIn(join(home, MIGRATION)).filter((name) => /^certificate.*\.json$/.test(name)),
    ...namesIn(join(home, MIGRATION, 'certificates')).map((name) => `certificates/${name}`),
  ].map((name) => `${MIGRATION}/${name}`);
  return files.filter((file) => {
    const bytes = bytesAt(join(home, file));
    return workspaces.some((hash) => bytes?.includes(hash) === true);
  });
}

function globalWarning(home: string, workspaces: readonly string[]): string[] {
  const file = legacyFileOf(GLOBAL_WORKSPACE);
  if (workspaces.includes(GLOBAL_WORKSPACE) || !existsSync(join(home, file))) return [];
  return [
    `${file}, of an early version, holds the sessions of all workspaces together and is left. "erase --hash ${GLOBAL_WORKSPACE}" erases all of it.`,
  ];
}

const namesIn = (directory: string): string[] =>
  attempt('list', directory, () => unlessAbsent(() => readdirSync(directory)) ?? []).toSorted();
