// `ait42-migrate certificate show|check`: what the certificate of a migration says, and whether it still holds.

import type { Command } from 'commander';
import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import type { SqliteStore } from '../../impl-sqlite/index.ts';
import type {
  CertificateBody,
  CertificateCheck,
  CertificateFinding,
} from '../../migrate/certificate/index.ts';
import { count, size } from '../../reports/text/figures.ts';
import type { AddVerb, Context } from '../context.ts';
import { counted } from '../counted.ts';
import { pathName } from '../option-values.ts';
import type { Verb } from '../verb.ts';
import { visibleName } from '../visible-text.ts';
import { readingDatabase } from './databases.ts';
import { archiveOf, type HomeFlag, withHome } from './places.ts';

interface CertificateFlags extends HomeFlag {
  readonly file?: string;
}

export const addCertificate: AddVerb = (program, run) => {
  const certificate = program
    .command('certificate')
    .description(
      'A verified migration leaves a certificate: digests of every session on both sides, of every file, and the ' +
        'sums. docs/certificate.md says what is in it, and how to check it without this program.',
    )
    .examples([['ait42-migrate certificate check', 'does it still hold?']]);
  const withFile = (name: string): Verb =>
    withHome(certificate.command(name)).option(
      '--file <file>',
      'the certificate (default: .ait42/migration/certificate.json of the home)',
      pathName,
    );
  withFile('show')
    .hook('preAction', requireOneCertificate)
    .summary('say what it says')
    .examples([['ait42-migrate certificate show', 'the newest one']])
    .action(run(showVerb));
  withFile('check')
    .summary('compare it with the session files and the database: exit code 11 when they differ')
    .examples([['ait42-migrate certificate check', 'does it still hold?']])
    .action(run(checkVerb));
};

/** With --file nothing of a home is read. */
function requireOneCertificate(verb: Command): void {
  const isGiven = (name: string): boolean => verb.getOptionValueSource(name) === 'cli';
  if (isGiven('file') && isGiven('home'))
    throw new StoreError('E_USAGE', 'Give one of --home and --file, not both. Nothing was done.');
}

async function showVerb(context: Context, { home, file }: CertificateFlags): Promise<ExitCode> {
  const { certificateAt, certificateOf } = await import('../../migrate/certificate/index.ts');
  const path = file ?? certificateOf(home);
  const certificate = certificateAt(path);
  context.result({ path, certificate });
  const { createdAt, versions, totals, workspaces, contentRoot } = certificate;
  const { files, records } = totals;
  context.print(
    [
      visibleName(path),
      `  written      ${createdAt} by version ${versions.tool}, schema ${versions.databaseSchema}, SQLite ${versions.sqlite}`,
      `  files        ${sumText(files.read, files)}`,
      ...(['sessions', 'instances', 'messages'] as const).map((unit) => {
        const { read, imported, unchanged, aside, refused } = records;
        const parts = { imported, unchanged, aside, refused };
        const numbers = Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, part[unit]]));
        return `  ${unit.padEnd(12)} ${sumText(read[unit], numbers as unknown as Sum)}`;
      }),
      `  content root ${contentRoot}`,
      ...workspaces.map(entryLine),
    ].join('\n'),
  );
  return EXIT.ok;
}

type Sum = Readonly<Record<'imported' | 'unchanged' | 'aside' | 'refused', number>>;

const sumText = (read: number, { imported, unchanged, aside, refused }: Sum): string =>
  `${count(read)} read = ${count(imported)} imported + ${count(unchanged)} unchanged + ${count(aside)} aside + ${count(refused)} refused`;

function entryLine(entry: CertificateBody['workspaces'][number]): string {
  const { workspace, file, verdict, reason, sizeBytes, sessions, fileRoot, databaseRoot } = entry;
  const place = visibleName(file ?? `workspace ${workspace}, in the database only`);
  const held = fileRoot === null ? '' : `, ${counted(sessions.length, 'session')}`;
  const bytes = sizeBytes === null ? '' : `, ${size(sizeBytes)}`;
  const why = reason === null ? '' : ` (${reason})`;
  return `  ${place}: ${verdict ?? 'no file'}${why}${held}${bytes}, root ${fileRoot ?? databaseRoot ?? 'none'}`;
}

async function checkVerb(context: Context, { home, file }: CertificateFlags): Promise<ExitCode> {
  const { certificateOf, checkCertificate } = await import('../../migrate/certificate/index.ts');
  const path = file ?? certificateOf(home);
  const request = { path, home, archiveDir: archiveOf(home), ...context.control };
  const report = await withStore(home, (store, storeProblem) =>
    checkCertificate({ ...request, store, ...(storeProblem !== undefined && { storeProblem }) }),
  );
  const { isMatch, findings, found, certificate } = report;
  context.result({ path, isMatch, contentRoot: certificate?.contentRoot ?? null, found, findings });
  return printCertificateCheck(context, path, report);
}

/** A database that cannot be opened is a finding; the other side is checked all the same. */
async function withStore<T>(
  home: string,
  work: (store: SqliteStore | undefined, problem?: string) => Promise<T>,
): Promise<T> {
  let isOpen = false;
  try {
    return await readingDatabase(home, (store) => {
      isOpen = true;
      return work(store);
    });
  } catch (error) {
    const isDamage =
      error instanceof StoreError && ['E_CORRUPT', 'E_NOT_A_DATABASE', 'E_NOT_FOUND'].includes(error.code);
    if (isOpen || !isDamage) throw error;
    return work(undefined, error.message);
  }
}

/** Prints the result; EXIT.certificate when anything differs. */
export function printCertificateCheck(
  context: Context,
  path: string,
  { certificate, isMatch, findings, found }: CertificateCheck,
): ExitCode {
  if (isMatch && certificate !== undefined) {
    const sessions = certificate.workspaces.reduce((sum, entry) => sum + entry.sessions.length, 0);
    const scope = `${counted(certificate.totals.files.read, 'file')} with ${counted(sessions, 'session')}`;
    context.print(`Certificate holds: ${scope}, content root ${certificate.contentRoot}.`);
    return EXIT.ok;
  }
  context.print(`Certificate does NOT match: ${counted(found, 'difference')}. ${visibleName(path)}`);
  for (const finding of findings) context.print(visibleName(`  ${findingText(finding)}`));
  if (found > findings.length) context.print(`  and ${count(found - findings.length)} more`);
  context.print(
    'What the app wrote after the migration differs rightly; "ait42-migrate verify" compares the sides.',
  );
  context.note(
    `${context.tool}: the certificate does not match (exit code ${EXIT.certificate}; see docs/exit-codes.md)`,
  );
  return EXIT.certificate;
}

function findingText({ part, place, position, sessionId, problem }: CertificateFinding): string {
  const where = [
    ...(place === null ? [] : [place]),
    ...(position === null ? [] : [`record ${position}`]),
    ...(sessionId === null ? [] : [`session ${sessionId}`]),
  ].join(', ');
  return `${part}: ${where}${where === '' ? '' : ': '}${problem}`;
}

const GONE =
  'Gone since the certificate before it (in certificates/ beside it), and told of by that one alone';

export interface CertifiedMigration {
  readonly path: string;
  readonly isNew: boolean;
  readonly contentRoot: string;
  /** Session files of the earlier certificate that are neither in their places nor moved away by `archive`. */
  readonly gone: readonly string[];
}

/**
 * After a verified migration: writes its certificate and says its root and place. What certifyHome throws; the import
 * itself is complete in every case.
 */
export async function certifyMigration(
  context: Context,
  store: SqliteStore,
  home: string,
): Promise<CertifiedMigration> {
  const { certifyHome, currentVersions } = await import('../../migrate/certificate/index.ts');
  const { certificate, path, isNew, earlier } = await certifyHome({
    home,
    store,
    archiveDir: archiveOf(home),
    versions: currentVersions(),
    ...context.control,
  });
  const { moved, gone } = earlier;
  context.print(`Certificate${isNew ? '' : ', unchanged'}: ${visibleName(path)}`);
  context.print(`  content root ${certificate.contentRoot}`);
  if (moved.length > 0)
    context.print(`  It stays as it is: "archive" moved ${counted(moved.length, 'file')} of it away.`);
  if (gone.length > 0) context.print(`  ${GONE}: ${counted(gone.length, 'session file')}.`);
  for (const { file, sessions } of gone)
    context.print(visibleName(`    ${file}: ${counted(sessions.length, 'session')}`));
  const files = gone.map(({ file }) => file).filter((file) => file !== null);
  return { path, isNew, contentRoot: certificate.contentRoot, gone: files };
}
