// Replaces a damaged database by one made from what is sound: its own workspaces whose digests hold, session files, the
// newest sound backup, the archive. The damaged one is kept under a name with the time. Nothing is deleted.

import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { sessionDigest } from '../../../contract/canonical.ts';
import { StoreError } from '../../../contract/errors.ts';
import type { SqliteStore } from '../../../impl-sqlite/index.ts';
import { Archive } from '../../archive.ts';
import { legacyFiles } from '../../legacy-files.ts';
import { readPhase } from '../../live/phase-file.ts';
import { type DatabaseFile, databaseFiles } from '../database-files.ts';
import { type Diagnosis, diagnose, type ReadDatabase } from './diagnosis.ts';
import {
  fromArchive,
  fromDatabase,
  fromFile,
  newestOf,
  type RebuildSource,
  type SourceKind,
} from './rebuild-sources.ts';

export interface RepairOptions {
  readonly home: string;
  readonly archiveDir: string;
  readonly file: string;
  readonly readDatabase: ReadDatabase;
  readonly diagnosis: Diagnosis;
}

export interface RepairedWorkspace {
  readonly workspace: string;
  readonly source: SourceKind;
  readonly place: string;
  readonly sessions: number;
}

/** Seen in the damaged database, and not in the rebuilt one with the same content. */
export interface Unrecovered {
  readonly workspace: string;
  readonly sessionId: string;
  readonly position: number;
}

export interface RepairReport {
  readonly workspaces: readonly RepairedWorkspace[];
  readonly unrecovered: readonly Unrecovered[];
  /** Workspaces that no source has whole. */
  readonly lost: readonly string[];
  readonly keptAs: string | null;
}

/**
 * E_NOT_FOUND, with nothing changed, when there is no source at all; E_LOCKED, E_NO_SPACE, E_IO, E_CORRUPT when the new
 * database does not pass its check. Until the last step the damaged database stands in its place.
 */
export async function repairDatabase(options: RepairOptions): Promise<RepairReport> {
  const { openSqliteStore, restoreDatabase } = await import('../../../impl-sqlite/index.ts');
  const rebuilt = `${options.file}.rebuilt-${process.pid}`;
  try {
    const store = await openSqliteStore({ file: rebuilt });
    const workspaces: RepairedWorkspace[] = [];
    const unrecovered: Unrecovered[] = [];
    try {
      await rebuild(options, store, workspaces);
      for (const { hash, readable } of options.diagnosis.broken) {
        const held = new Set((await store.sessionsOfHash(hash)).map(sessionDigest));
        unrecovered.push(
          ...readable
            .filter(({ digest }) => !held.has(digest))
            .map(({ sessionId, position }) => ({ workspace: hash, sessionId, position })),
        );
      }
    } finally {
      await store.close();
    }
    if (workspaces.length === 0) throw noSource(options.file);
    const done = new Set(workspaces.map(({ workspace }) => workspace));
    const lost = options.diagnosis.broken.map(({ hash }) => hash).filter((hash) => !done.has(hash));
    const { keptAs } = restoreDatabase(rebuilt, options.file);
    return { workspaces, unrecovered, lost, keptAs };
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(rebuilt + suffix, { force: true });
  }
}

const noSource = (file: string): StoreError =>
  new StoreError(
    'E_NOT_FOUND',
    `There is nothing to rebuild ${file} from: no session file, no sound backup, no archive, no sound workspace in it. Nothing was changed.`,
    { data: { file } },
  );

async function rebuild(
  options: RepairOptions,
  target: SqliteStore,
  done: RepairedWorkspace[],
): Promise<void> {
  const { home, file, readDatabase, diagnosis } = options;
  const { phase } = readPhase(home);
  const isJsonTruth = phase === 'json' || phase === 'dual';
  const files = new Map(legacyFiles(home).files.map((each) => [each.workspace, each]));
  const put = async (hash: string, source: RebuildSource | undefined): Promise<void> => {
    if (source === undefined) return;
    const { kind, place, sessions, original, path } = source;
    await target.replaceWorkspace(hash, sessions, { original, path });
    done.push({ workspace: hash, source: kind, place, sessions: sessions.length });
  };
  const isDone = (hash: string): boolean => done.some(({ workspace }) => workspace === hash);
  if (isJsonTruth) for (const [hash, each] of files) await put(hash, await fromFile(each));
  if (diagnosis.intact.length > 0) {
    await readDatabase(file, async (store) => {
      for (const { hash } of diagnosis.intact.filter((each) => !isDone(each.hash)))
        await put(hash, await fromDatabase('database', { store, place: basename(file), hash }));
    });
  }
  const archive = new Archive(options.archiveDir);
  const inArchive = archive.originals().map(({ workspace }) => workspace);
  const inDamaged = diagnosis.broken.map(({ hash }) => hash);
  await withNewestBackup(options, async (backup) => {
    const inBackup = backup === undefined ? [] : (await backup.store.workspaces()).map(({ hash }) => hash);
    const hashes = new Set([...inDamaged, ...files.keys(), ...inBackup, ...inArchive]);
    for (const hash of [...hashes].filter((each) => !isDone(each))) {
      const saved = backup === undefined ? undefined : await fromDatabase('backup', { ...backup, hash });
      await put(hash, newestOf([saved, await fromFile(files.get(hash)), fromArchive(archive, hash)]));
    }
  });
}

interface OpenBackup {
  readonly store: SqliteStore;
  readonly place: string;
}

/** Gives the work the newest backup that passes its check; undefined when none does. */
async function withNewestBackup(
  { home, readDatabase }: RepairOptions,
  work: (backup: OpenBackup | undefined) => Promise<void>,
): Promise<void> {
  for (const backup of databaseFiles(home).filter(({ role }) => role === 'backup')) {
    if (!(await isSound(readDatabase, backup))) continue;
    await readDatabase(backup.path, (store) => work({ store, place: backup.file }));
    return;
  }
  await work(undefined);
}

async function isSound(readDatabase: ReadDatabase, { path }: DatabaseFile): Promise<boolean> {
  try {
    return (await diagnose(readDatabase, path)).isSound;
  } catch (error) {
    if (error instanceof StoreError) return false;
    throw error;
  }
}
