// `ait42-migrate restore`: a backup in the place of the database. The database that was there is kept.

import { statSync } from 'node:fs';
import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import { attempt } from '../../files/attempt.ts';
import { isDatabasePhase, type Phase } from '../../migrate/live/phase.ts';
import { readPhase } from '../../migrate/live/phase-file.ts';
import type { AddVerb, Context } from '../context.ts';
import { counted } from '../counted.ts';
import { pathName } from '../option-values.ts';
import { visibleName } from '../visible-text.ts';
import { requireConfirmed } from './confirm.ts';
import { readingFileUpToDate, requireNoStrayLogOf } from './databases.ts';
import { requireSound } from './findings.ts';
import { printForks } from './forks.ts';
import { databaseOf, type HomeFlag, requireHome, withChangedHome } from './places.ts';

interface RestoreFlags extends HomeFlag {
  readonly from: string;
  readonly yes?: true;
}

export const addRestore: AddVerb = (program, run) => {
  withChangedHome(program.command('restore'))
    .description(
      'Checks the backup, then puts a copy of it in the place of the database. The database that was there is ' +
        'kept beside it under another name.',
    )
    .requiredOption('--from <file>', 'the backup', pathName)
    .option('--yes', 'do not ask')
    .examples([
      [
        'ait42-migrate restore --yes --from ~/.ait42/backups/sessions-20261123-120000.db',
        'back to that moment',
      ],
    ])
    .action(run(restoreVerb));
};

async function restoreVerb(context: Context, flags: RestoreFlags): Promise<ExitCode> {
  const { home, from } = flags;
  requireHome(home);
  await requireNoStrayLogOf(home);
  const { phase } = readPhase(home);
  context.progress.begin('checking the backup');
  await requireGoodBackup(from);
  context.progress.clear();
  if (isDatabasePhase(phase)) await printWhatIsLater(context, { home, from, phase });
  const target = databaseOf(home);
  await requireConfirmed(context, flags, `Put ${from} in the place of ${target}?`, 'restore');
  const { removeAbandoned } = await import('../../impl-sqlite/abandoned-files.ts');
  const { restoreDatabase } = await import('../../impl-sqlite/index.ts');
  removeAbandoned(target);
  context.progress.begin('restoring the database');
  const { sessions, keptAs } = restoreDatabase(from, target);
  const { forkRestored } = await import('../../migrate/live/index.ts');
  const forked = await forkRestored(home);
  context.result({ file: target, from, sessions, keptAs, phase, forked });
  context.print(`Restored ${target}: sound, ${counted(sessions, 'session')}.`);
  if (keptAs !== null) context.print(`The database that was there is kept as ${keptAs}.`);
  printForks(context, forked);
  return EXIT.ok;
}

/** Where the database answers it has gone on since the backup, and in phase sqlite+json the session files have, too. */
async function printWhatIsLater(
  context: Context,
  { home, from, phase }: { readonly home: string; readonly from: string; readonly phase: Phase },
): Promise<void> {
  context.print(
    `In phase ${phase} the database answers. What was written after this backup is in the database that it replaces, which is kept.`,
  );
  if (phase !== 'sqlite+json') return;
  const differing = await filesUnlike(home, from, context.signal);
  context.print(
    `${counted(differing.length, 'session file')} with other sessions than the backup, perhaps later ones, will count as forked and stay as they are: "ait42-migrate status" names them, "ait42-migrate reconcile" decides.`,
  );
  for (const file of differing.slice(0, LISTED_MAX)) context.print(visibleName(`  ${file}`));
}

const LISTED_MAX = 20;

async function filesUnlike(home: string, from: string, signal: AbortSignal): Promise<string[]> {
  const { verifyHome } = await import('../../migrate/index.ts');
  const { files } = await readingFileUpToDate(from, (store) => verifyHome({ home, store, signal }));
  return files.filter(({ result }) => result === 'different').map(({ file }) => file);
}

/** The backup on its own, so that what is wrong with it is not said of the database. */
async function requireGoodBackup(file: string): Promise<void> {
  const stats = attempt('look for', file, () => statSync(file, { throwIfNoEntry: false }));
  if (stats === undefined)
    throw new StoreError('E_NOT_FOUND', `There is no backup ${file}. Nothing was changed.`);
  if (!stats.isFile()) throw new StoreError('E_IO', `The backup ${file} is no file. Nothing was changed.`);
  // Before anybody is asked.
  const { requireNoLog } = await import('../../impl-sqlite/index.ts');
  requireNoLog(file);
  try {
    await readingFileUpToDate(file, async (store) => requireSound((await store.check()).findings, file));
  } catch (error) {
    const isEmpty = error instanceof StoreError && error.data.schemaVersion === 0;
    throw isEmpty ? holdsNothing(file) : error;
  }
}

const holdsNothing = (file: string): StoreError =>
  new StoreError(
    'E_NOT_A_DATABASE',
    `The file ${file} holds no database of sessions. It was left as it is, and nothing was changed. Name another file.`,
  );
