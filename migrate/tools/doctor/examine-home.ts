// Examines everything that a migration of a home depends on. Looks only; what is wrong is a finding, not an error.

import { existsSync } from 'node:fs';
import { unlessFailed, unlessRejected } from '../../../contract/unless-failed.ts';
import { type Archive, manifestOf } from '../../archive.ts';
import { readArchive } from '../../damaged-manifest.ts';
import { comparisonsFile } from '../../live/live-files.ts';
import { readPhase } from '../../live/phase-file.ts';
import type { ReadDatabase } from '../../with-database.ts';
import { examineDatabase } from './examine-database.ts';
import {
  examineFileSystem,
  examineLocks,
  examinePermissions,
  examineSpace,
  examineWriting,
} from './examine-disk.ts';
import { examineFiles } from './examine-files.ts';
import { BLOCKED, type HealthFinding, note, ok, problem, unread, warning } from './health.ts';

export interface ExamineOptions {
  readonly home: string;
  readonly archiveDir: string;
  /** Name of the file system that holds the home. */
  readonly fileSystem: string;
  readonly readDatabase: ReadDatabase;
  readonly signal?: AbortSignal;
}

/** E_NOT_FOUND without the home, E_ABORTED. */
export async function examineHome(options: ExamineOptions): Promise<HealthFinding[]> {
  const { home, archiveDir, fileSystem, readDatabase, signal } = options;
  const { archive, finding } = openArchive(archiveDir);
  const files = await examineFiles(home, archive, signal);
  return [
    await examineSqlite(),
    examineFileSystem(fileSystem),
    ...(await orBlocked('disk', () => [examineSpace(home, files.sizeBytes)])),
    ...(await orBlocked('disk', () => examineWriting(home))),
    ...(await orBlocked('permissions', () => examinePermissions(home))),
    ...(await orBlocked('locks', () => examineLocks(home))),
    examinePhase(home),
    ...(await orBlocked('database', () => examineDatabase(home, readDatabase))),
    ...finding,
    ...files.findings,
  ];
}

/** Opening a database checks the version of SQLite and its full-text search. */
async function examineSqlite(): Promise<HealthFinding> {
  const { MEMORY, openSqliteStore, sqliteVersion } = await import('../../../impl-sqlite/index.ts');
  const versions = `Node ${process.versions.node}, SQLite ${sqliteVersion()}`;
  const advice = 'Run "npm ci" to get the driver that this version was made for.';
  return unlessRejected(
    async () => {
      await (await openSqliteStore({ file: MEMORY })).close();
      return ok('environment', `${versions} with full-text search`);
    },
    ({ message }) => problem('environment', 'check', { text: `${versions}: ${message}`, advice }),
  );
}

/** A place that cannot be entered or listed is a finding about it; the others are examined all the same. */
const orBlocked = (
  area: HealthFinding['area'],
  work: () => HealthFinding[] | Promise<HealthFinding[]>,
): Promise<HealthFinding[]> => unlessRejected(work, (error) => [unread(area, error, BLOCKED)]);

const examinePhase = (home: string): HealthFinding =>
  unlessFailed(
    () => {
      const { phase, since } = readPhase(home);
      // Every change of phase writes its file, so other traces of the live migration without it are strange.
      if (since === null && hasLiveTraces(home)) {
        const text = 'json, for want of migration/phase.json; yet a live migration was begun here';
        return warning('phase', text, LOST_PHASE);
      }
      return note('phase', since === null ? phase : `${phase}, since ${since}`);
    },
    (error) => unread('phase', error, 'Put a copy of the phase file back.'),
  );

const hasLiveTraces = (home: string): boolean => existsSync(comparisonsFile(home));

const LOST_PHASE =
  'If its first step was cut short, all is well. If the database was the truth already, put a copy of phase.json back before the app runs: without it the app shows the session files.';

interface Opened {
  readonly archive: Archive | undefined;
  readonly finding: readonly HealthFinding[];
}

const openArchive = (archiveDir: string): Opened =>
  unlessFailed(
    (): Opened => {
      const { archive, damage } = readArchive(archiveDir);
      if (damage === undefined) return { archive, finding: [] };
      const text = `${manifestOf(archiveDir)} is damaged`;
      return { archive, finding: [problem('files', 'damage', { text, advice: LISTED_AGAIN })] };
    },
    (error) => ({ archive: undefined, finding: [unread('files', error, BY_HAND, 'damage')] }),
  );

const LISTED_AGAIN = '"ait42-migrate migrate" keeps it under another name and lists the files again.';
const BY_HAND = 'The originals in it are named by their SHA-256 and can be copied by hand.';
