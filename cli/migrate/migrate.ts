// `ait42-migrate migrate`: imports the session files of a home into its database, then verifies every session.

import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import type { SqliteStore } from '../../impl-sqlite/index.ts';
import type { ImportReport } from '../../migrate/index.ts';
import { count } from '../../reports/text/figures.ts';
import type { AddVerb, Context } from '../context.ts';
import { exampleText } from '../examples.ts';
import { confirmed } from './confirm.ts';
import { writingDatabase } from './databases.ts';
import { printVerification } from './findings.ts';
import { archiveOf, databaseOf, type HomeFlag, requireHome, withHome } from './places.ts';
import { planImport } from './plan.ts';

interface MigrateFlags extends HomeFlag {
  readonly dryRun?: true;
  readonly yes?: true;
  readonly replace?: true;
}

export const addMigrate: AddVerb = (program, run) => {
  withHome(program.command('migrate'))
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
  const plan = await planImport({ home, canReplace, signal: context.signal });
  if (plan.fileAccount.read === 0) {
    throw new StoreError('E_NOT_FOUND', `There are no session files in ${home}. Nothing was done.`);
  }
  context.print(importText('would be', plan));
  if (flags.dryRun) return exitCodeOf(plan);
  const question = `Import into ${databaseOf(home)}?`;
  if (!flags.yes && !(await confirmed(question, context.signal))) {
    throw new StoreError(
      'E_REFUSED',
      'Not confirmed, so nothing was done. Use --yes to import without asking.',
    );
  }
  context.onInterrupt = 'Each file is either imported or untouched; run the same command again to go on.';
  return writingDatabase(home, (store) => importAndVerify(context, store, { home, canReplace }));
}

async function importAndVerify(
  context: Context,
  store: SqliteStore,
  { home, canReplace }: { readonly home: string; readonly canReplace: boolean },
): Promise<ExitCode> {
  const { importHome, verifyHome } = await import('../../migrate/index.ts');
  const archiveDir = archiveOf(home);
  const { listener: onProgress } = context.progress;
  const { signal } = context;
  const report = await importHome({ home, store, archiveDir, replace: canReplace, onProgress, signal });
  context.print(importText('were', report));
  const verification = await verifyHome({ home, store, archiveDir, onProgress, signal });
  const verified = printVerification(context, verification);
  const imported = exitCodeOf(report);
  // A refused file differs from the database for sure, and the refusal says why.
  return imported === EXIT.refused ? imported : verified === EXIT.ok ? imported : verified;
}

function exitCodeOf({ fileAccount }: ImportReport): ExitCode {
  if (fileAccount.refused > 0) return EXIT.refused;
  return fileAccount.aside > 0 ? EXIT.keptAside : EXIT.ok;
}

function importText(verb: string, { files, foreign, fileAccount, recordAccount }: ImportReport): string {
  const sums =
    `Of ${count(fileAccount.read)} session files, ${count(fileAccount.imported)} ${verb} imported, ` +
    `${count(fileAccount.unchanged)} unchanged, ${count(fileAccount.aside)} kept aside, ` +
    `${count(fileAccount.refused)} refused; ${count(recordAccount.read.sessions)} sessions read. ` +
    `${count(foreign.length)} foreign files not touched.`;
  const reasons = files.flatMap(({ file, verdict, reason }) =>
    reason === null ? [] : [`  ${file} ${verdict}: ${reason}`],
  );
  return [sums, ...reasons].join('\n');
}
