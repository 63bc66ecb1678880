// `ait42-migrate migrate`: imports the session files of a home into its database, then verifies every session.

import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import type { SqliteStore } from '../../impl-sqlite/index.ts';
import type { ImportReport } from '../../migrate/index.ts';
import { count } from '../../reports/text/figures.ts';
import type { AddVerb, Context } from '../context.ts';
import { counted } from '../counted.ts';
import { exampleText } from '../examples.ts';
import { visibleName } from '../visible-text.ts';
import { certifyMigration } from './certificate.ts';
import { confirmed } from './confirm.ts';
import { writingDatabase } from './databases.ts';
import { printVerification } from './findings.ts';
import { archiveOf, databaseOf, type HomeFlag, requireHome, withHome } from './places.ts';
import { planImport } from './plan.ts';
import { chosenWorkspaces, type WorkspaceFlags, withWorkspace } from './workspace-choice.ts';

interface MigrateFlags extends HomeFlag, WorkspaceFlags {
  readonly dryRun?: true;
  readonly yes?: true;
  readonly replace?: true;
}

export const addMigrate: AddVerb = (program, run) => {
  withWorkspace(withHome(program.command('migrate')))
    .summary('import the session files into the database, then verify')
    .description(
      'Imports every session file into .ait42/sessions.db, keeping each original in .ait42/archive first, then ' +
        'compares every session. The files are only read. Running it again imports only what changed.',
    )
    .option('--dry-run', 'say what would be done; write nothing at all')
    .option('--yes', 'do not ask')
    .option('--replace', 'let a changed file take the place of what the database holds for its workspace')
    .addHelpText(
      'after',
      exampleText([
        ['ait42-migrate migrate --dry-run', 'what would happen'],
        ['ait42-migrate migrate --yes --home /backup/me', 'import that home without asking'],
      ]),
    )
    .action(run(migrateVerb));
};

async function migrateVerb(context: Context, flags: MigrateFlags): Promise<ExitCode> {
  const { home } = flags;
  requireHome(home);
  const canReplace = flags.replace ?? false;
  const workspaces = chosenWorkspaces(flags);
  const plan = await planImport({ home, workspaces, canReplace, signal: context.signal });
  if (plan.fileAccount.read === 0) {
    throw new StoreError('E_NOT_FOUND', `There are no session files in ${home}. Nothing was done.`);
  }
  // With --yes nobody decides by the plan, and the import says the same afterwards.
  if (flags.dryRun || !flags.yes)
    context.print([sumsText('would be', plan), ...reasonLines(plan)].join('\n'));
  if (flags.dryRun) {
    context.result({ isDryRun: true, plan });
    return concluded(context, plan);
  }
  const question = `Import into ${databaseOf(home)}?`;
  if (!flags.yes && !(await confirmed(question, context.signal))) {
    throw new StoreError(
      'E_REFUSED',
      'Not confirmed, so nothing was done. Use --yes to import without asking.',
    );
  }
  context.onInterrupt = 'Each file is either imported or untouched; run the same command again to go on.';
  const shown = flags.yes ? [] : reasonLines(plan);
  return writingDatabase(home, (store) =>
    importAndVerify(context, store, { home, workspaces, canReplace, shown }),
  );
}

interface ImportRequest {
  readonly home: string;
  /** Undefined: all. */
  readonly workspaces: readonly string[] | undefined;
  readonly canReplace: boolean;
  /** Reasons that are on the screen already. */
  readonly shown: readonly string[];
}

async function importAndVerify(
  context: Context,
  store: SqliteStore,
  { home, workspaces, canReplace, shown }: ImportRequest,
): Promise<ExitCode> {
  const { importHome, verifyHome } = await import('../../migrate/index.ts');
  const archiveDir = archiveOf(home);
  const { listener: onProgress } = context.progress;
  const { signal } = context;
  const common = { home, store, archiveDir, onProgress, signal, ...(workspaces && { workspaces }) };
  const report = await importHome({ ...common, replace: canReplace });
  const reasons = reasonLines(report).filter((line) => !shown.includes(line));
  context.print([sumsText('were', report), ...reasons].join('\n'));
  const verification = await verifyHome(common);
  const verified = printVerification(context, verification);
  // A certificate tells of the whole home.
  const isCertified = verification.isVerified && workspaces === undefined;
  const certificate = isCertified ? await certifyMigration(context, store, home) : null;
  context.result({ isDryRun: false, imported: report, verified: verification, certificate });
  const imported = concluded(context, report);
  // A refused file differs from the database for sure, and the refusal says why.
  return imported === EXIT.refused ? imported : verified === EXIT.ok ? imported : verified;
}

/** Refused files are a failure, and standard error says why; all others end as the import meant them to. */
function concluded(context: Context, { files, fileAccount }: ImportReport): ExitCode {
  const [refused] = files.filter(({ verdict }) => verdict === 'refused');
  if (refused === undefined) return fileAccount.aside > 0 ? EXIT.keptAside : EXIT.ok;
  const others = fileAccount.refused === 1 ? '' : `, and ${counted(fileAccount.refused - 1, 'other')}`;
  context.note(
    `${context.tool}: ${counted(fileAccount.refused, 'file')} refused: ${visibleName(`${refused.file}: ${refused.reason}`)}${others}`,
  );
  context.note(
    `  The database keeps what it holds for them. Make unreadable files readable; --replace imports changed ones.`,
  );
  context.note(`  (exit code ${EXIT.refused}; see docs/exit-codes.md)`);
  return EXIT.refused;
}

const sumsText = (verb: string, { foreign, fileAccount, recordAccount }: ImportReport): string =>
  `Of ${counted(fileAccount.read, 'session file')}, ${count(fileAccount.imported)} ${verb} imported, ` +
  `${count(fileAccount.unchanged)} unchanged, ${count(fileAccount.aside)} kept aside, ` +
  `${count(fileAccount.refused)} refused; ${counted(recordAccount.read.sessions, 'session')} read. ` +
  `${counted(foreign.length, 'foreign file')} not touched.`;

const reasonLines = ({ files }: ImportReport): string[] =>
  files.flatMap(({ file, verdict, reason }) =>
    reason === null ? [] : [visibleName(`  ${file} ${verdict}: ${reason}`)],
  );
