// Looks for a session wherever one may be: the database, the session files, foreign files that begin
// with such a name, archived originals, backups and databases
// that were put aside. Says where it is and never changes anything. Answers ids and places; the task only when asked.

import { join } from 'node:path';
import { breathe } from '../../contract/breathe.ts';
import { StoreError } from '../../contract/errors.ts';
import { instantUs, UNKNOWN_INSTANT } from '../../contract/instant.ts';
import type { Control } from '../../contract/progress.ts';
import { VOCABULARY, type WorktreeSession } from '../../contract/session.ts';
import type { SqliteStore } from '../../impl-sqlite/index.ts';
import { type Archive, ORIGINALS } from '../archive.ts';
import { readArchive } from '../damaged-manifest.ts';
import { itemByItem } from '../item-by-item.ts';
import { copiesAmong, type LegacyFile, legacyFiles, SESSIONS_DIRECTORY } from '../legacy-files.ts';
import { readableSessions, readSource } from '../source-file.ts';
import { type DatabaseFile, databaseFiles } from './database-files.ts';
import { unlistedDigests } from './erase/unlisted-originals.ts';
import { byteOffsetOf, type MatchKind, sessionMatcher } from './session-match.ts';

export type FindSource = 'database' | 'file' | 'foreign file' | 'archive' | 'backup' | 'database aside';

export interface Found {
  readonly source: FindSource;
  /** Relative to the home: the file that holds it. */
  readonly file: string;
  /** `unknown` for an archived original that the archive does not list. */
  readonly workspace: string;
  readonly match: MatchKind;
  /** Null where the file cannot be read as sessions: then `byteOffset` says where the text is. */
  readonly sessionId: string | null;
  /** Index in its list. */
  readonly position: number | null;
  /** Null too where it is no word in ordinary use, or no time: a caller's text, and so content. */
  readonly status: string | null;
  readonly updatedAt: string | null;
  readonly byteOffset: number | null;
  /** Of the archived original, by which `restore-originals` finds it; null for one that the archive does not list. */
  readonly sha256: string | null;
  /** Only when asked for. */
  readonly task: string | null;
}

export interface FindReport {
  readonly found: readonly Found[];
  /** There were more than FOUND_MAX. */
  readonly isCut: boolean;
  /** What could not be looked into, with the reason. */
  readonly unread: readonly { readonly file: string; readonly reason: string }[];
}

export interface FindOptions extends Control {
  readonly home: string;
  readonly archiveDir: string;
  readonly wanted: string;
  readonly hasTasks?: boolean;
  /** Reads a database without leaving a trace beside it. */
  readonly readDatabase: (file: string, work: (store: SqliteStore) => Promise<void>) => Promise<void>;
}

export const FOUND_MAX = 1_000;

/** E_NOT_FOUND without the home, E_ABORTED. A source that cannot be read is named, no error. */
export async function findSession(options: FindOptions): Promise<FindReport> {
  const search = new Search(options);
  const { home } = options;
  const databases = databaseFiles(home, (file, { message }) => search.unread.push({ file, reason: message }));
  const nothing = { files: [], foreign: [] };
  const { files, foreign } = search.listed(SESSIONS_DIRECTORY, () => legacyFiles(home)) ?? nothing;
  const copies = copiesAmong(foreign).map((copy) => ({ ...copy, path: join(home, copy.file) }));
  const steps = [
    ...databases.map((file) => ({ name: file.file, work: () => search.inDatabase(file) })),
    ...files.map((file) => ({ name: file.file, work: () => search.inFile('file', file) })),
    ...copies.map((file) => ({ name: file.file, work: () => search.inFile('foreign file', file) })),
    { name: '.ait42/archive', work: () => search.inArchive() },
  ];
  for (const { name, work } of itemByItem('searching', steps, options, 'sources'))
    await search.attempt(name, work);
  return {
    found: search.found.slice(0, FOUND_MAX),
    isCut: search.found.length > FOUND_MAX,
    unread: search.unread,
  };
}

type FoundIn = Pick<Found, 'source' | 'file' | 'workspace' | 'sha256'>;

class Search {
  readonly found: Found[] = [];
  readonly unread: { file: string; reason: string }[] = [];
  private readonly options: FindOptions;
  private readonly matches: (session: WorktreeSession) => MatchKind | undefined;

  constructor(options: FindOptions) {
    this.options = options;
    this.matches = sessionMatcher(options.wanted);
  }

  /** A source that cannot be read must not hide what the others hold. */
  async attempt(file: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof StoreError) || error.code === 'E_ABORTED') throw error;
      this.unread.push({ file, reason: error.message });
    }
  }

  /** Undefined for a place that cannot be listed, which is named. E_NOT_FOUND without the home. */
  listed<T>(file: string, list: () => T): T | undefined {
    try {
      return list();
    } catch (error) {
      if (!(error instanceof StoreError) || error.code === 'E_NOT_FOUND') throw error;
      this.unread.push({ file, reason: error.message });
      return undefined;
    }
  }

  async inDatabase({ role, file, path }: DatabaseFile): Promise<void> {
    const source = role === 'current' ? 'database' : role === 'backup' ? 'backup' : 'database aside';
    await this.options.readDatabase(path, async (store) => {
      for (const { hash } of await store.workspaces()) {
        this.inSessions({ source, file, workspace: hash, sha256: null }, await store.sessionsOfHash(hash));
      }
    });
  }

  async inFile(kind: 'file' | 'foreign file', legacyFile: LegacyFile): Promise<void> {
    const source = await readSource(legacyFile);
    const { file, workspace } = legacyFile;
    const place = { source: kind, file, workspace, sha256: null };
    if (source.state === 'readable') this.inSessions(place, source.sessions);
    else if (source.state === 'damaged') this.inBytes(place, source.bytes);
    else throw new StoreError('E_IO', source.reason);
  }

  async inArchive(): Promise<void> {
    const { archive, damage } = readArchive(this.options.archiveDir);
    if (damage !== undefined) this.unread.push({ file: '.ait42/archive', reason: damage.message });
    for (const { file, workspace, sha256 } of archive.originals()) {
      await this.attempt(`.ait42/archive/originals/${sha256}`, async () => {
        await breathe();
        this.inOriginal({ source: 'archive', file, workspace, sha256 }, archive.read(sha256));
      });
    }
    await this.inUnlisted(archive);
  }

  /** Whose they are nothing tells: an import was killed before it listed them, or the manifest was damaged. */
  private async inUnlisted(archive: Archive): Promise<void> {
    const { archiveDir } = this.options;
    for (const digest of unlistedDigests(archiveDir, archive)) {
      const file = `.ait42/archive/${ORIGINALS}/${digest}`;
      await this.attempt(file, async () => {
        await breathe();
        const bytes = archive.read(digest);
        this.inOriginal({ source: 'archive', file, workspace: UNKNOWN, sha256: null }, bytes);
      });
    }
  }

  private inOriginal(where: FoundIn, bytes: Buffer): void {
    const sessions = readableSessions(bytes);
    if (sessions === undefined) this.inBytes(where, bytes);
    else this.inSessions(where, sessions);
  }

  inSessions(where: FoundIn, sessions: readonly WorktreeSession[]): void {
    for (const [position, session] of sessions.entries()) {
      const match = this.matches(session);
      if (match === undefined) continue;
      const sessionId = session.id;
      const status = ordinary(session.status, isOrdinaryStatus);
      const updatedAt = ordinary(session.updatedAt, isInstant);
      const task = this.options.hasTasks === true ? session.task : null;
      this.add({ ...where, match, sessionId, position, status, updatedAt, byteOffset: null, task });
    }
  }

  inBytes(where: FoundIn, bytes: Buffer): void {
    const byteOffset = byteOffsetOf(bytes, this.options.wanted);
    if (byteOffset < 0) return;
    const none = { sessionId: null, position: null, status: null, updatedAt: null, task: null };
    this.add({ ...where, ...none, match: 'text', byteOffset });
  }

  private add(found: Found): void {
    if (this.found.length <= FOUND_MAX) this.found.push(found);
  }
}

const UNKNOWN = 'unknown';

const ordinary = (text: string, isOrdinary: (text: string) => boolean): string | null =>
  isOrdinary(text) ? text : null;

const isOrdinaryStatus = (status: string): boolean => VOCABULARY.status.some((word) => word === status);
const isInstant = (text: string): boolean => instantUs(text) !== UNKNOWN_INSTANT;
