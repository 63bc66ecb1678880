// The database of a home: whether it opens, is sound, and has the settings that new ones get; what stands beside it.

import { lstatSync, readSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreError } from '../../../contract/errors.ts';
import { unlessRejected } from '../../../contract/unless-failed.ts';
import { attempt } from '../../../files/attempt.ts';
import { withRegularFile } from '../../../files/regular-file.ts';
import { targetOf } from '../../../impl-json/link-target.ts';
import { logsOf } from '../../../impl-sqlite/database-files.ts';
import type { CheckReport, SqliteStore } from '../../../impl-sqlite/index.ts';
import { isDatabasePhase } from '../../live/phase.ts';
import { readablePhase } from '../../live/phase-file.ts';
import type { ReadDatabase } from '../../with-database.ts';
import { examineForks } from './examine-forks.ts';
import { examineMissing } from './examine-missing.ts';
import { type HealthFinding, note, ok, problem, unread, warning } from './health.ts';

const DATABASE = '.ait42/sessions.db';

/** E_IO when nobody may look. */
export async function examineDatabase(home: string, readDatabase: ReadDatabase): Promise<HealthFinding[]> {
  const named = join(home, DATABASE);
  const target = linkTarget(named);
  if (target === undefined) return examineFile(home, named, readDatabase);
  const text = `${DATABASE} is a link to ${target}: a restore or a repair puts a file in the link’s place, and a copy of the home lacks what it leads to`;
  const link = warning(
    'database',
    text,
    `Close the app, then move ${target} and its -wal, if there is one, here.`,
  );
  // Its logs stand beside the file, not beside the link.
  return [link, ...(await examineFile(home, target, readDatabase))];
}

/** Undefined for what is no link. A link to nothing leads to where SQLite would make the database. */
function linkTarget(path: string): string | undefined {
  const stats = attempt('look for', path, () => lstatSync(path, { throwIfNoEntry: false }));
  if (stats?.isSymbolicLink() !== true) return undefined;
  return attempt('follow', path, () => targetOf(path));
}

async function examineFile(home: string, path: string, readDatabase: ReadDatabase): Promise<HealthFinding[]> {
  const stats = statsOf(path);
  if (stats?.isFile() === false) return [NO_FILE];
  const size = stats?.size;
  const gone = (size ?? 0) > 0 ? undefined : whereItAnswers(home, size);
  if (gone !== undefined) return [gone, ...examineLogs(path)];
  if (size === undefined)
    return [note('database', 'there is none yet', '"ait42-migrate migrate" makes it.'), ...examineLogs(path)];
  const findings = await opened(home, path, readDatabase);
  const header = findings.some(({ kind }) => kind === 'source') ? [] : examineHeader(path);
  return [...findings, ...header, ...examineLogs(path)];
}

const NO_FILE = problem('database', 'source', {
  text: `${DATABASE} is a directory or a device, and no database can be there`,
  advice: 'Move it away under another name, put the database back if there was one, and run doctor again.',
});

/** A database that is not there, or is empty, in a phase in which it holds the truth; undefined in any other. */
function whereItAnswers(home: string, size: number | undefined): HealthFinding | undefined {
  // An unreadable phase file is a finding of its own.
  const phase = readablePhase(home);
  if (phase === undefined || !isDatabasePhase(phase)) return undefined;
  const text = `${DATABASE} is ${size === undefined ? 'missing' : 'empty'}, though the phase is ${phase} and it is to answer`;
  const files =
    phase === 'sqlite+json'
      ? 'The session files are as of the last snapshots; the app reads them and refuses writes. '
      : '';
  return problem('database', 'damage', {
    text,
    advice: `${files}Put the database back, "ait42-migrate restore" a backup, or let "ait42-migrate repair" rebuild it from what there is.`,
  });
}

const opened = (home: string, path: string, readDatabase: ReadDatabase): Promise<HealthFinding[]> =>
  unlessRejected(
    () => readDatabase(path, (store) => examineOpened(home, store)),
    (error) => [unopened(error)],
  );

async function examineOpened(home: string, store: SqliteStore): Promise<HealthFinding[]> {
  const { findings, sessions, withoutDigest } = await store.check();
  const [first] = findings;
  if (first === undefined) {
    const sound = ok('database', `${DATABASE} is sound, ${sessions} sessions`);
    const missing = examineMissing(home, await store.workspaces());
    return [sound, ...byOthers(withoutDigest), ...missing, ...(await examineForks(home, store))];
  }
  const text = `${DATABASE} is damaged: ${findings.length} findings, the first at ${first.place}: ${first.problem}`;
  return [problem('database', 'damage', { text, advice: REPAIR })];
}

const byOthers = (withoutDigest: CheckReport['withoutDigest']): HealthFinding[] =>
  withoutDigest === undefined
    ? []
    : [
        note(
          'database',
          `${withoutDigest.rows} rows without a digest, the first at ${withoutDigest.places[0]}: another program wrote what is there, and nothing tells whether it has changed since`,
          '"ait42-migrate check" names them all.',
        ),
      ];

const REPAIR = '"ait42-migrate repair" rebuilds it from what is sound and keeps the damaged file.';

function unopened(error: StoreError): HealthFinding {
  const text = error.message;
  if ('schemaVersion' in error.data) {
    return warning('database', text, '"ait42-migrate migrate" finishes it or brings it up to date.');
  }
  if (error.code === 'E_CORRUPT' || error.code === 'E_NOT_A_DATABASE')
    return problem('database', 'damage', { text, advice: REPAIR });
  return unread('database', error, SEE_ERRORS);
}

const SEE_ERRORS = 'See docs/errors.md for this error.';

const HEADER_BYTES = 100;

/** The file header of SQLite, big-endian: https://sqlite.org/fileformat2.html, section 1.3. */
function examineHeader(path: string): HealthFinding[] {
  const header = Buffer.alloc(HEADER_BYTES);
  const length = attempt('read', path, () =>
    withRegularFile(path, (descriptor) => readSync(descriptor, header)),
  );
  if (length < HEADER_BYTES || header.toString('latin1', 0, 15) !== 'SQLite format 3') return [];
  const isAutoVacuum = header.readUInt32BE(52) !== 0;
  const isIncremental = header.readUInt32BE(64) !== 0;
  const freePages = header.readUInt32BE(36);
  if (!isAutoVacuum || !isIncremental) {
    return [
      warning(
        'database',
        `auto_vacuum is ${isAutoVacuum ? 'full' : 'off'}, so the file does not give back space in small steps`,
        '"ait42-migrate doctor --convert" makes a backup, then changes that.',
      ),
    ];
  }
  return [ok('database', `auto_vacuum is incremental, ${freePages} free pages`)];
}

function examineLogs(path: string): HealthFinding[] {
  const logs = logsOf(path);
  if (logs.length === 0) return [];
  const names = logs.map((log) => `${DATABASE}${log.slice(path.length)}`).join(', ');
  if (sizeOf(path) === undefined) {
    const text = `${names} stands without its database`;
    return [
      problem('database', 'damage', {
        text,
        advice: 'Put the database back beside it before anything else.',
      }),
    ];
  }
  return [
    note(
      'database',
      `${names}: a program uses the database, or died using it; nothing is lost, the next opening merges it`,
    ),
  ];
}

const statsOf = (path: string): Stats | undefined =>
  attempt('look for', path, () => statSync(path, { throwIfNoEntry: false }));

const sizeOf = (path: string): number | undefined => statsOf(path)?.size;
