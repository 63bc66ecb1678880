// Replaces a damaged database by one made from what is sound: its own workspaces whose digests hold, session files, the
// newest sound backup, the archive. The damaged one is kept under a name with the time. Nothing is deleted.

import { basename } from 'node:path';
import { sessionDigest } from '../../../contract/canonical.ts';
import { StoreError } from '../../../contract/errors.ts';
import { unfinishedOf } from '../../../files/temporary-file.ts';
import type { SqliteStore } from '../../../impl-sqlite/index.ts';
import { Archive } from '../../archive.ts';
import { type LegacyFile, legacyFiles } from '../../legacy-files.ts';
import { readPhase } from '../../live/phase-file.ts';
import { readStamps, type Stamps } from '../../live/snapshot-stamps.ts';
import type { ReadDatabase } from '../../with-database.ts';
import { type Candidates, chosenSource, type LeftOut, leftOutOf } from './choose-source.ts';
import { type Diagnosis, diagnose } from './diagnosis.ts';
import { withNewestBackup } from './newest-backup.ts';
import {
  type BadSource,
  fromArchive,
  fromDatabase,
  fromFile,
  type RebuildSource,
  type SourceKind,
  unlessBad,
} from './rebuild-sources.ts';
import { noRoom, removeDatabase, requireEmptyLog, requireRoom } from './rebuilt-file.ts';

export interface RepairOptions {
  readonly home: string;
  readonly archiveDir: string;
  readonly file: string;
  readonly readDatabase: ReadDatabase;
  readonly diagnosis: Diagnosis;
  /** For when a program has written to the database meanwhile. Default: {@link diagnose}. */
  readonly diagnoseAgain?: () => Promise<Diagnosis>;
}

export interface RepairedWorkspace {
  readonly workspace: string;
  readonly source: SourceKind;
  readonly place: string;
  readonly sessions: number;
  /** ISO 8601: the time of this state; null for what the damaged database itself still had. */
  readonly asOf: string | null;
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
  /** Sessions that a source has which was not taken: deleted since, or lost. */
  readonly leftOut: readonly LeftOut[];
  /** The database was the truth, and workspaces are those of an earlier time: what came later is not in them. */
  readonly hasEarlierStates: boolean;
  /** Looked for sessions in vain. */
  readonly badSources: readonly BadSource[];
  readonly keptAs: string | null;
  /** The one that was gone by: not the given one where a program has written to the database meanwhile. */
  readonly diagnosis: Diagnosis;
}

/** Rebuilding takes as long as reading everything; a program that writes all the time is always faster. */
const REBUILDS_MAX = 3;

/**
 * What a program commits to the damaged database while it is rebuilt makes it be rebuilt again. E_CHANGED when that never
 * ends; E_NOT_FOUND, with nothing changed, when there is no source at all; E_LOCKED, E_NO_SPACE, E_IO, E_CORRUPT when the
 * new database does not pass its check. Until the last step the damaged database stands in its place.
 */
export async function repairDatabase(options: RepairOptions): Promise<RepairReport> {
  const { file, readDatabase, diagnoseAgain = () => diagnose(readDatabase, file) } = options;
  let { diagnosis } = options;
  for (let trial = 1; ; trial++) {
    try {
      return await rebuiltOnce({ ...options, diagnosis });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (error.code === 'E_NO_SPACE') throw noRoom(file, error);
      if (error.code !== 'E_CHANGED' || trial === REBUILDS_MAX) throw error;
    }
    diagnosis = await diagnoseAgain();
    if (diagnosis.isSound) throw soundAgain(file);
  }
}

const soundAgain = (file: string): StoreError =>
  new StoreError(
    'E_CHANGED',
    `The database ${file} is sound now: a program has changed or replaced it meanwhile. Nothing was changed.`,
    { data: { file } },
  );

async function rebuiltOnce(options: RepairOptions): Promise<RepairReport> {
  const { openSqliteStore, restoreDatabase } = await import('../../../impl-sqlite/index.ts');
  const { diagnosis, file } = options;
  const rebuilt = unfinishedOf(file, 'rebuilt');
  requireRoom(file);
  try {
    const store = await openSqliteStore({ file: rebuilt });
    const rebuild = new Rebuild(options, store);
    const unrecovered: Unrecovered[] = [];
    try {
      await rebuild.run();
      for (const { hash, readable } of diagnosis.broken) {
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
    const report = rebuild.report();
    if (report.workspaces.length === 0) throw noSource(file);
    requireEmptyLog(rebuilt);
    const { keptAs } = restoreDatabase(rebuilt, file, diagnosis.asRead);
    return { ...report, unrecovered, keptAs, diagnosis };
  } finally {
    removeDatabase(rebuilt);
  }
}

const noSource = (file: string): StoreError =>
  new StoreError(
    'E_NOT_FOUND',
    `There is nothing to rebuild ${file} from: no session file, no sound backup, no archive, no sound workspace in it. Nothing was changed.`,
    { data: { file } },
  );

class Rebuild {
  private readonly options: RepairOptions;
  private readonly target: SqliteStore;
  private readonly isJsonTruth: boolean;
  private readonly done: RepairedWorkspace[] = [];
  private readonly leftOut: LeftOut[] = [];
  private readonly bad: BadSource[] = [];

  constructor(options: RepairOptions, target: SqliteStore) {
    this.options = options;
    this.target = target;
    const { phase } = readPhase(options.home);
    this.isJsonTruth = phase === 'json' || phase === 'dual';
  }

  async run(): Promise<void> {
    const { home } = this.options;
    const files = new Map(legacyFiles(home).files.map((each) => [each.workspace, each]));
    const stamps = (await unlessBad(this.bad, 'snapshots.json', () => readStamps(home))) ?? {};
    if (this.isJsonTruth)
      for (const [hash, each] of files) await this.put(hash, await this.inFile(each, stamps));
    await this.takeIntact();
    await this.takeOthers(files, stamps);
  }

  report(): Omit<RepairReport, 'unrecovered' | 'keptAs' | 'diagnosis'> {
    const { done: workspaces, leftOut, bad: badSources, isJsonTruth } = this;
    const { broken, isListed } = this.options.diagnosis;
    const isTruthGone = !isListed || workspaces.some(({ asOf }) => asOf !== null);
    return {
      workspaces,
      leftOut,
      badSources,
      hasEarlierStates: !isJsonTruth && isTruthGone,
      lost: broken.map(({ hash }) => hash).filter((hash) => !this.isDone(hash)),
    };
  }

  private isDone(hash: string): boolean {
    return this.done.some(({ workspace }) => workspace === hash);
  }

  private async put(hash: string, source: RebuildSource | undefined): Promise<void> {
    if (source === undefined) return;
    const { kind, place, sessions, original, path, asOf } = source;
    await this.target.replaceWorkspace(hash, sessions, { original, path });
    this.done.push({ workspace: hash, source: kind, place, sessions: sessions.length, asOf });
  }

  private inFile(file: LegacyFile | undefined, stamps: Stamps): Promise<RebuildSource | undefined> {
    const stamp = file && stamps[file.workspace];
    return unlessBad(this.bad, file?.file ?? '', () => fromFile(file, stamp));
  }

  /** Workspaces of the damaged database of which every digest holds. */
  private async takeIntact(): Promise<void> {
    const { file, readDatabase, diagnosis } = this.options;
    const place = basename(file);
    const due = diagnosis.intact.filter(({ hash }) => !this.isDone(hash));
    if (due.length === 0) return;
    await readDatabase(file, async (store) => {
      for (const { hash } of due) {
        const source = () => fromDatabase('database', { store, place, asOf: null }, hash);
        await this.put(hash, await unlessBad(this.bad, `${place} ${hash}`, source));
      }
    });
  }

  private async takeOthers(files: ReadonlyMap<string, LegacyFile>, stamps: Stamps): Promise<void> {
    const { home, archiveDir, readDatabase, diagnosis } = this.options;
    const { bad } = this;
    const archive = await unlessBad(bad, 'archive', () => new Archive(archiveDir));
    const inArchive = archive?.originals().map(({ workspace }) => workspace) ?? [];
    const inDamaged = [...diagnosis.broken, ...diagnosis.intact].map(({ hash }) => hash);
    await withNewestBackup({ home, readDatabase, bad }, async (backup) => {
      const inBackup = backup === undefined ? [] : (await backup.store.workspaces()).map(({ hash }) => hash);
      const hashes = new Set([...inDamaged, ...files.keys(), ...inBackup, ...inArchive]);
      for (const hash of [...hashes].filter((each) => !this.isDone(each))) {
        const saved = (): Promise<RebuildSource | undefined> | undefined =>
          backup && fromDatabase('backup', backup, hash);
        const kept = (): RebuildSource | undefined => {
          const original = archive && fromArchive(archive, hash, stamps[hash]);
          // While the files are the truth, their originals are earlier states of it, as backups are.
          return original && { ...original, isOurs: original.isOurs || this.isJsonTruth };
        };
        const candidates: Candidates = {
          backup: await unlessBad(bad, backup?.place ?? '', saved),
          // In the phases of the files it was tried before.
          file: this.isJsonTruth ? undefined : await this.inFile(files.get(hash), stamps),
          archived: await unlessBad(bad, `archive ${hash}`, kept),
        };
        const taken = chosenSource(candidates);
        await this.put(hash, taken);
        this.leftOut.push(...leftOutOf(hash, candidates, taken));
      }
    });
  }
}
