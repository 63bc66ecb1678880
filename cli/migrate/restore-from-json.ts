// `ait42-migrate restore-from-json --workspace PATH`, also spelled `--restore-from-json PATH`: a workspace of the
// database as its session files have it. What the database held goes into a backup, and into the archive.

import { type ExitCode, StoreError } from '../../contract/errors.ts';
import { type FileScan, scanHome } from '../../migrate/index.ts';
import type { AddVerb, Context } from '../context.ts';
import { counted } from '../counted.ts';
import { type AskingFlags, dryRunOption } from '../option-values.ts';
import { backUpBefore } from './backup-before.ts';
import { requireConfirmed } from './confirm.ts';
import { requireNoStrayLogOf, writingDatabase } from './databases.ts';
import { phaseNow, requireFilesLead } from './files-lead.ts';
import { importChosen, printOutcome } from './import-chosen.ts';
import { backupsOf, databaseOf, type HomeFlag, requireHome, withChangedHome } from './places.ts';
import { planImport } from './plan.ts';
import { stages } from './stages.ts';
import { requiredWorkspaces, type WorkspaceFlags, withWorkspace } from './workspace-choice.ts';

type Flags = HomeFlag & WorkspaceFlags & AskingFlags;

export const addRestoreFromJson: AddVerb = (program, run) => {
  withWorkspace(withChangedHome(program.command('restore-from-json')))
    .description(
      'Makes a checked backup of the database where it will change, then imports the session files of the workspace in the place of what ' +
        'the database holds for it, and verifies them. Refused in phases in which the database answers. Also spelled: ait42-migrate --restore-from-json PATH.',
    )
    .addOption(dryRunOption('say what would be done; write nothing at all'))
    .option('--yes', 'do not ask')
    .examples([['ait42-migrate restore-from-json --workspace ~/app', 'the files are right, for ~/app']])
    .action(run(restoreFromJsonVerb));
};

async function restoreFromJsonVerb(context: Context, flags: Flags): Promise<ExitCode> {
  const { home, dryRun = false } = flags;
  const workspaces = requiredWorkspaces(flags);
  requireHome(home);
  const phase = await phaseNow(home);
  await requireFilesLead(home, 'restore-from-json');
  await requireNoStrayLogOf(home);
  const files = (await scanHome({ home, signal: context.signal })).files.filter(
    ({ workspace }) => workspace !== null && (workspaces?.includes(workspace) ?? true),
  );
  if (files.length === 0) {
    throw new StoreError(
      'E_NOT_FOUND',
      `There is no session file of that workspace in ${home}. Nothing was done.`,
    );
  }
  const plan = `${restoredText(files)} into ${databaseOf(home)}`;
  context.print(`${dryRun ? 'Would restore' : 'Restoring'} ${plan}:`);
  for (const { file, state } of files) {
    context.print(`  ${file} (${state}${state === 'readable' ? '' : ', not restored'})`);
  }
  if (dryRun) {
    context.result({ isDryRun: true, files });
    return 0;
  }
  await requireConfirmed(context, flags, `Restore ${plan}?`, 'restore');
  // Another process may have changed the phase meanwhile.
  await requireFilesLead(home, 'restore-from-json');
  context.progress.plan(stages('planning', 'importing', 'verifying'));
  const backup = (await isChanging(context, home, workspaces))
    ? await backUpBefore('import', context, home, backupsOf(home))
    : null;
  context.onInterrupt = 'Each file is either imported or untouched; run the same command again to go on.';
  const outcome = await writingDatabase(
    home,
    (store) => importChosen(context, store, { home, workspaces, canReplace: true }),
    phase,
  );
  context.result({ isDryRun: false, backup, ...outcome });
  return printOutcome(context, outcome);
}

/** Of what the app can read: the rest is kept aside, as by any import. */
function restoredText(files: readonly FileScan[]): string {
  const readable = files.filter(({ state }) => state === 'readable');
  const sessions = readable.reduce((sum, { records }) => sum + records.sessions, 0);
  return `${counted(readable.length, 'session file')} with ${counted(sessions, 'session')}`;
}

/** Whether the import will change the database. Where it holds the files as they are, a copy of it would be one too many. */
async function isChanging(
  context: Context,
  home: string,
  workspaces: readonly string[] | undefined,
): Promise<boolean> {
  const { report, database } = await planImport({
    ...{ home, canReplace: true, backupDir: backupsOf(home), isFull: false },
    options: workspaces === undefined ? {} : { workspaces },
    ...context.control,
  });
  return database === 'outdated' || report.fileAccount.imported > 0;
}
