// `ait42-migrate erase`: removes a workspace from every place below .ait42. The one verb that deletes.

import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import { type ErasePlan, planErasure } from '../../migrate/tools/erase/erase-plan.ts';
import { type EraseReport, eraseWorkspaces } from '../../migrate/tools/erase/erase-workspaces.ts';
import type { AddVerb, Context } from '../context.ts';
import { counted } from '../counted.ts';
import { type AskingFlags, dryRunOption } from '../option-values.ts';
import { visibleName } from '../visible-text.ts';
import { confirmedByTyping } from './confirm.ts';
import { readingFile } from './databases.ts';
import { archiveOf, type HomeFlag, requireHome, withChangedHome } from './places.ts';
import { removeAbandonedFolders } from './private-folder.ts';
import { requiredWorkspace, type WorkspaceFlags, withOneWorkspace } from './workspace-choice.ts';

type EraseFlags = HomeFlag & WorkspaceFlags & AskingFlags;

export const addErase: AddVerb = (program, run) => {
  withOneWorkspace(withChangedHome(program.command('erase')))
    .description(
      'Removes one workspace from the database, its session files, the archive, backups, databases put aside and ' +
        'certificates, and looks for left-over bytes afterwards. This is the one verb that deletes, and there is no way ' +
        'back. Copies elsewhere (backups of the disk, exports, other machines) are out of its reach. Close the app first.',
    )
    .addOption(dryRunOption('say what would be removed; change nothing'))
    .option('--yes', 'do not ask; needed in scripts')
    .examples([
      ['ait42-migrate erase --workspace ~/app --dry-run', 'what would go'],
      ['ait42-migrate erase --workspace ~/app', 'asks for the number of sessions, then deletes them'],
    ])
    .action(run(eraseVerb));
};

async function eraseVerb(context: Context, flags: EraseFlags): Promise<ExitCode> {
  const { home, dryRun = false, yes = false } = flags;
  const workspaces = requiredWorkspace(flags);
  requireHome(home);
  const scope = { home, archiveDir: archiveOf(home), workspaces, readDatabase: readingFile };
  removeAbandonedFolders();
  const { canaries, ...shown } = await planErasure(scope);
  context.print(planText(shown, dryRun || !yes ? 'Would delete' : 'Deleting'));
  for (const warning of shown.warnings) context.warn(warning);
  const found = shown.sessions + shown.files.length + shown.originals + shown.unlisted.length;
  const isFound = found > 0 || shown.isPending || shown.unreadable.length > 0;
  if (dryRun) {
    context.result({ isDryRun: true, workspaces, isFound, plan: shown });
    return EXIT.ok;
  }
  const question = `Delete ${counted(shown.sessions, 'session')} for good?`;
  if (!yes && !(await confirmedByTyping(question, String(shown.sessions), context.signal))) {
    throw new StoreError('E_REFUSED', 'Not confirmed, so nothing was deleted. Scripts need --yes.');
  }
  context.onInterrupt = 'Some places are done; run the same command again to go on.';
  const report = await eraseWorkspaces({
    ...scope,
    plan: { ...shown, canaries },
    ...context.control,
  });
  const exitCode = printReport(context, report);
  const isNothing = found === 0 && !shown.isPending && exitCode === EXIT.ok;
  context.result({ isDryRun: false, workspaces, isFound: !isNothing, ...report });
  if (!isNothing) return exitCode;
  context.warn(
    `Nothing is stored for that workspace in ${home}: it was erased already, or the path is mistyped. (exit code ${EXIT.source})`,
  );
  return EXIT.source;
}

function planText(plan: Omit<ErasePlan, 'canaries'>, verb: string): string {
  return [
    `${verb} ${counted(plan.sessions, 'session')}:`,
    ...(plan.isPending ? ['  an earlier erasure of this workspace was cut short, or left something'] : []),
    ...plan.files.map((file) => visibleName(`  file ${file}`)),
    ...plan.leftovers.map((file) => visibleName(`  file ${file}, which a killed process left`)),
    `  ${counted(plan.originals + plan.unlisted.length, 'archived original')}`,
    ...plan.databases.map(({ file }) => `  from ${file}, which is rewritten`),
    ...plan.unreadable.map(({ file, reason }) => visibleName(`  NOT from ${file}: ${reason}`)),
  ].join('\n');
}

/** EXIT.differences when something is left, or EXIT.locked: then the erasure does not hold what it promises. */
function printReport(context: Context, report: EraseReport): ExitCode {
  const { sessions, originals, removedFiles, rewrittenDatabases, failed, isLocked, stillHolding } = report;
  context.print(
    `Deleted: ${counted(sessions, 'session')} from the database, ${counted(removedFiles.length, 'file')}, ` +
      `${counted(originals, 'archived original')}; ${counted(rewrittenDatabases.length, 'other database')} rewritten.`,
  );
  if (report.sharedWords > 0) {
    context.print(
      `${counted(report.sharedWords, 'text')} of these sessions (ids, tasks) other workspaces have as well: there they stay.`,
    );
  }
  for (const { file, reason } of failed) context.warn(visibleName(`Not erased from ${file}: ${reason}`));
  for (const file of stillHolding) {
    context.warn(
      visibleName(`${file} still holds something of these sessions, of another workspace perhaps.`),
    );
  }
  if (report.isPending) {
    context.warn('The workspace stays noted as not erased: run the same command again after seeing to that.');
  }
  context.print('Not reached: copies outside .ait42, exports, backups of the disk, other machines.');
  if (isLocked) return EXIT.locked;
  return failed.length + stillHolding.length === 0 ? EXIT.ok : EXIT.differences;
}
