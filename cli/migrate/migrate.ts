// `ait42-migrate migrate`: imports the session files of a home into its database, then verifies every session.

import { Option } from 'commander';
import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import type { SqliteStore } from '../../impl-sqlite/index.ts';
import { type ImportReport, requireSpace } from '../../migrate/index.ts';
import type { Phase } from '../../migrate/live/index.ts';
import type { AddVerb, Context } from '../context.ts';
import { dryRunOption, pathName, wholeNumber } from '../option-values.ts';
import { backUpBefore } from './backup-before.ts';
import { certifyMigration } from './certificate.ts';
import { requireConfirmed } from './confirm.ts';
import { readingDatabase, requireNoStrayLogOf, writingDatabase } from './databases.ts';
import { filesLead, phaseNow, requireFilesLead } from './files-lead.ts';
import { printVerification } from './findings.ts';
import type { ImportRequest } from './import-request.ts';
import { concluded, fewOf, reasonLines, sumsText } from './import-text.ts';
import { archiveOf, backupsOf, databaseOf, type HomeFlag, requireHome, withChangedHome } from './places.ts';
import { type ImportPlan, planImport } from './plan.ts';
import { rehearse } from './rehearse.ts';
import { stages } from './stages.ts';
import { chosenWorkspaces, type WorkspaceFlags, withWorkspace } from './workspace-choice.ts';

interface MigrateFlags extends HomeFlag, WorkspaceFlags {
  readonly dryRun?: true;
  readonly yes?: true;
  readonly replace?: true;
  readonly rehearse?: true;
  readonly salvage?: true;
  readonly batch?: number;
  readonly backupDir?: string;
  readonly full?: true;
}

export const addMigrate: AddVerb = (program, run) => {
  withWorkspace(withChangedHome(program.command('migrate')))
    .description(
      'Imports every session file into .ait42/sessions.db, keeping each original in .ait42/archive first, then ' +
        'compares every session. The files are only read. Running it again imports only what changed.',
    )
    .addOption(
      dryRunOption('say what would be done; write nothing at all').conflicts(['yes', 'batch', 'backupDir']),
    )
    .addOption(
      new Option(
        '--rehearse',
        'do all of it on a copy that is removed again, and say how long it took',
      ).conflicts(['yes', 'backupDir']),
    )
    .option('--salvage', 'import the complete records of damaged files; the rest is kept aside')
    .option('--yes', 'do not ask')
    .option('--replace', 'let a changed file take the place of what the database holds for its workspace')
    .option(
      '--batch <sessions>',
      'sessions stored at a time of a large file (default: 100)',
      wholeNumber(1, 100_000),
    )
    .option('--full', 'every file that was kept aside or refused, above the last screen')
    .option('--backup-dir <dir>', 'where the database is copied to before it is changed', pathName)
    .examples([
      ['ait42-migrate migrate --dry-run', 'what would happen'],
      ['ait42-migrate migrate --yes --home /backup/me', 'import that home without asking'],
    ])
    .action(run(migrateVerb));
};

async function migrateVerb(context: Context, flags: MigrateFlags): Promise<ExitCode> {
  const request = requestOf(flags);
  const { home, isFull } = request;
  requireHome(home);
  await requireNoStrayLogOf(home);
  const phase = await phaseNow(home);
  if (request.canReplace) await requireFilesLead(home, '--replace');
  if (flags.rehearse) return rehearse(context, request);
  // A question in between would count as work.
  context.progress.plan(flags.yes ? [...stages('planning'), ...WORK] : stages('planning'));
  const { report: plan, database } = await planImport({
    ...request,
    ...context.control,
  });
  if (plan.fileAccount.read === 0) {
    const which =
      request.options.workspaces === undefined
        ? 'are no session files'
        : 'is no session file of that workspace';
    throw new StoreError('E_NOT_FOUND', `There ${which} in ${home}. Nothing was done.`);
  }
  if (flags.dryRun) {
    printPlan(context, plan, { database, isFull });
    context.result({ isDryRun: true, database, plan });
    return concluded(context, plan);
  }
  if (database === 'current' && isNothingToDo(plan)) {
    context.progress.plan(stages('planning', 'verifying', 'certifying'));
    return verifyOnly(context, request, plan, phase.phase);
  }
  const stored = plan.files.filter(({ verdict }) => verdict !== 'imported').map(({ workspace }) => workspace);
  requireSpace({ ...placesOf(request), ...request.options, stored });
  // With --yes nobody decides by the plan, and the import says the same afterwards.
  if (!flags.yes) {
    printPlan(context, plan, { database, isFull });
    await requireConfirmed(context, {}, `Import into ${databaseOf(home)}?`, 'import');
    // Another process may have changed the phase meanwhile.
    if (request.canReplace) await requireFilesLead(home, '--replace');
    context.progress.plan(WORK);
  }
  context.onInterrupt = 'Each file is either imported or untouched; run the same command again to go on.';
  // Opening an outdated one changes it already.
  const isChanging = database === 'outdated' || plan.fileAccount.imported > 0;
  const backup = isChanging ? await backUpBefore('import', context, home, request.backupDir) : null;
  const before = { phase: phase.phase, backup, shown: flags.yes ? [] : reasonLines(plan) };
  return writingDatabase(home, (store) => importAndVerify(context, store, request, before), phase);
}

/** E_USAGE for options that do not go together. */
function requestOf(flags: MigrateFlags): ImportRequest {
  if (flags.dryRun && flags.rehearse) {
    throw new StoreError('E_USAGE', 'Give one of --dry-run and --rehearse, not both. Nothing was done.');
  }
  const { home, replace = false, salvage, batch, backupDir = backupsOf(home) } = flags;
  const workspaces = chosenWorkspaces(flags);
  return {
    home,
    canReplace: replace,
    backupDir,
    isFull: flags.full ?? false,
    options: {
      ...(workspaces !== undefined && { workspaces }),
      ...(flags.workspace !== undefined && { workspacePath: flags.workspace }),
      ...(batch !== undefined && { batchSize: batch }),
      ...(salvage !== undefined && { salvage }),
    },
  };
}

const placesOf = ({ home, backupDir }: ImportRequest) => ({
  home,
  backupDir,
  archiveDir: archiveOf(home),
  databaseFile: databaseOf(home),
});

interface Planned {
  readonly database: ImportPlan['database'];
  readonly isFull: boolean;
}

const printPlan = (context: Context, plan: ImportReport, { database, isFull }: Planned): void =>
  context.print(
    [sumsText('would be', plan), ...fewOf(reasonLines(plan), isFull), ...DATABASE_LINES[database]].join('\n'),
  );

const DATABASE_LINES: Readonly<Record<ImportPlan['database'], readonly string[]>> = {
  absent: [],
  current: [],
  outdated: ['The database is empty or of an earlier version: it would be finished or brought up to date.'],
};

/** Every file is in the store or aside, and the archive has nothing to add. Refused ones are for the import to say. */
const isNothingToDo = ({ files }: ImportReport): boolean =>
  files.every(
    ({ verdict, archived }) => (verdict === 'unchanged' || verdict === 'aside') && archived === 'present',
  );

/** Compares everything without writing anything, not even beside the database. */
async function verifyOnly(
  context: Context,
  request: ImportRequest,
  plan: ImportReport,
  phase: Phase,
): Promise<ExitCode> {
  const { verifyHome } = await import('../../migrate/index.ts');
  const { home, options, isFull } = request;
  context.print([sumsText('were', plan), ...fewOf(reasonLines(plan), isFull)].join('\n'));
  context.print('Nothing to do: the database holds every readable file.');
  return readingDatabase(home, async (store) => {
    const common = { ...placesOf(request), store, ...context.control, ...options };
    const isFileRequired = await filesLead(home);
    const verification = await verifyHome({ ...common, isFileRequired });
    const verified = printVerification(context, verification);
    const isCertified = verification.isVerified && options.workspaces === undefined;
    const certificate = isCertified ? await certifyMigration(context, store, home) : null;
    if (certificate?.isNew !== true) context.print('Nothing was written.');
    const outcome = { imported: plan, verified: verification, certificate };
    context.result({ isDryRun: false, phase, backup: null, ...outcome });
    return verified === EXIT.ok ? concluded(context, plan) : verified;
  });
}

/** Another import that was started at the same time is waited for this long. */
const LOCK_WAIT_MS = 10_000;

const WORK = stages('importing', 'verifying', 'certifying');

interface Before {
  readonly phase: Phase;
  /** The copy that was made of the database. */
  readonly backup: string | null;
  /** Reasons that are on the screen already. */
  readonly shown: readonly string[];
}

async function importAndVerify(
  context: Context,
  store: SqliteStore,
  request: ImportRequest,
  { phase, backup, shown }: Before,
): Promise<ExitCode> {
  const { importHome, verifyHome } = await import('../../migrate/index.ts');
  const { home, canReplace, options, isFull } = request;
  const common = { ...placesOf(request), store, ...context.control, ...options };
  const report = await importHome({
    ...common,
    replace: canReplace,
    lockWaitMs: LOCK_WAIT_MS,
    onWaiting: (reason) => context.note(reason),
  });
  const reasons = reasonLines(report).filter((line) => !shown.includes(line));
  context.print([sumsText('were', report), ...fewOf(reasons, isFull)].join('\n'));
  const verification = await verifyHome({ ...common, isFileRequired: await filesLead(home) });
  const verified = printVerification(context, verification);
  // A certificate tells of the whole home, and of no file that the database does not have as it is.
  const isWhole = report.fileAccount.refused === 0 && options.workspaces === undefined;
  const certificate =
    verification.isVerified && isWhole ? await certifyMigration(context, store, home) : null;
  const outcome = { imported: report, verified: verification, certificate };
  context.result({ isDryRun: false, phase, backup, ...outcome });
  const imported = concluded(context, report);
  // A refused file differs from the database for sure, and the refusal says why.
  return imported === EXIT.refused ? imported : verified === EXIT.ok ? imported : verified;
}
