// `ait42-migrate archive` and `unarchive`: the app's session files out of the way, and back.

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import {
  type ArchiveFilesReport,
  archiveFiles,
  type UnarchivedFile,
  unarchiveFiles,
} from '../../migrate/tools/archive-files.ts';
import { count } from '../../reports/text/figures.ts';
import type { AddVerb, Context } from '../context.ts';
import { counted } from '../counted.ts';
import { type AskingFlags, dryRunOption } from '../option-values.ts';
import { visibleName } from '../visible-text.ts';
import { requireConfirmed } from './confirm.ts';
import { readingDatabase } from './databases.ts';
import { archiveOf, type HomeFlag, requireHome, withChangedHome } from './places.ts';
import { stages } from './stages.ts';

type ArchiveFlags = HomeFlag & AskingFlags;

export const addArchive: AddVerb = (program, run) => {
  withChangedHome(program.command('archive'))
    .description(
      'In phase sqlite, and only when every file is shown to be equal to the database and its bytes are in the ' +
        'archive, removes the session files from .ait42/sessions. "unarchive" brings them back byte for byte.',
    )
    .addOption(dryRunOption('check, and say what would be moved; change nothing'))
    .option('--yes', 'do not ask')
    .examples([['ait42-migrate archive --dry-run', 'whether everything is ready for it']])
    .action(run(archiveVerb));
};

async function archiveVerb(context: Context, flags: ArchiveFlags): Promise<ExitCode> {
  const { home, dryRun = false, yes = false } = flags;
  const work = (isDryRun: boolean): Promise<ArchiveFilesReport> => {
    context.progress.plan(stages('verifying'));
    return readingDatabase(home, (store) =>
      archiveFiles({
        home,
        archiveDir: archiveOf(home),
        store,
        isDryRun,
        ...context.control,
      }),
    );
  };
  if (dryRun || !yes) {
    const plan = await work(true);
    printArchived(context, plan, 'Would be moved');
    if (dryRun || plan.files.length === 0) {
      context.result({ isDryRun: dryRun, ...plan });
      return EXIT.ok;
    }
    await requireConfirmed(context, {}, `Move ${counted(plan.files.length, 'file')}?`, 'move', 'moved');
  }
  context.onInterrupt = 'Each file is in its place or in the archive; run the same command again to go on.';
  const report = await work(false);
  context.result({ isDryRun: false, ...report });
  printArchived(context, report, 'Moved');
  return EXIT.ok;
}

function printArchived(context: Context, { files, left }: ArchiveFilesReport, verb: string): void {
  context.print(`${verb}: ${counted(files.length, 'session file')}; ${count(left.length)} left.`);
  for (const { file, reason } of left) context.print(visibleName(`  ${file} stays: ${reason}`));
}

export const addUnarchive: AddVerb = (program, run) => {
  withChangedHome(program.command('unarchive'))
    .description(
      'Writes every file that "archive" moved back to its place, byte for byte. A file with other content ' +
        'in the place of one is left, and named (exit code 10). What "rollback" has written since is later: ' +
        'nothing takes its place.',
    )
    .examples([['ait42-migrate unarchive', 'the app’s files as they were']])
    .action(run(unarchiveVerb));
};

async function unarchiveVerb(context: Context, { home }: HomeFlag): Promise<ExitCode> {
  requireHome(home);
  context.progress.begin('writing the files');
  const files = await unarchiveFiles({ home, archiveDir: archiveOf(home) });
  context.result({ files });
  const countOf = (result: UnarchivedFile['result']): number =>
    files.filter((file) => file.result === result).length;
  const notBack = countOf('refused') + countOf('damaged');
  const figures = [
    `${count(countOf('written'))} written`,
    `${count(countOf('present'))} were there already`,
    ...(countOf('superseded') === 0 ? [] : [`${count(countOf('superseded'))} superseded by a way back`]),
    ...(notBack === 0 ? [] : [`${count(notBack)} not brought back`]),
  ];
  if (files.length === 0)
    context.print('No session file was ever moved to the archive: nothing to bring back.');
  else context.print(`${counted(files.length, 'session file')}: ${figures.join(', ')}.`);
  for (const { file, reason } of files)
    if (reason !== null) context.print(visibleName(`  ${file}: ${reason}`));
  if (notBack === 0) return EXIT.ok;
  const exitCode = countOf('damaged') > 0 ? EXIT.corruption : EXIT.refused;
  context.note(
    `${context.tool}: ${counted(notBack, 'file')} not brought back; each line says why. Nothing was overwritten; "find" and "restore-originals" look in the archive. (exit code ${exitCode})`,
  );
  return exitCode;
}
