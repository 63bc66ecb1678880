// `ait42-migrate restore`: a backup in the place of the database. The database that was there is kept.

import { statSync } from 'node:fs';
import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import { attempt } from '../../migrate/attempt.ts';
import type { AddVerb, Context } from '../context.ts';
import { counted } from '../counted.ts';
import { exampleText } from '../examples.ts';
import { pathName } from '../option-values.ts';
import { confirmed } from './confirm.ts';
import { readingFile } from './databases.ts';
import { requireSound } from './findings.ts';
import { databaseOf, type HomeFlag, isPresent, requireHome, withHome } from './places.ts';

interface RestoreFlags extends HomeFlag {
  readonly from: string;
  readonly yes?: true;
}

export const addRestore: AddVerb = (program, run) => {
  withHome(program.command('restore'))
    .summary('put a backup in the place of the database')
    .description(
      'Checks the backup, then puts a copy of it in the place of the database. The database that was there is ' +
        'kept beside it under another name.',
    )
    .requiredOption('--from <file>', 'the backup', pathName)
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      exampleText([
        [
          'ait42-migrate restore --yes --from ~/.ait42/backups/sessions-20261123-120000.db',
          'back to that moment',
        ],
      ]),
    )
    .action(run(restoreVerb));
};

async function restoreVerb(context: Context, { home, from, yes }: RestoreFlags): Promise<ExitCode> {
  requireHome(home);
  await requireGoodBackup(from);
  const target = databaseOf(home);
  const question = `Put ${from} in the place of ${target}?`;
  if (!yes && !(await confirmed(question, context.signal))) {
    throw new StoreError(
      'E_REFUSED',
      'Not confirmed, so nothing was done. Use --yes to restore without asking.',
    );
  }
  const { restoreDatabase } = await import('../../impl-sqlite/index.ts');
  const { sessions, keptAs } = restoreDatabase(from, target);
  context.result({ file: target, from, sessions, keptAs });
  context.print(`Restored ${target}: sound, ${counted(sessions, 'session')}.`);
  if (keptAs !== null) context.print(`The database that was there is kept as ${keptAs}.`);
  return EXIT.ok;
}

/**
 * The backup on its own, so that what is wrong with it is not said of the database. A log beside it and another schema
 * version are restoreDatabase's to refuse.
 */
async function requireGoodBackup(file: string): Promise<void> {
  const stats = attempt('look for', file, () => statSync(file, { throwIfNoEntry: false }));
  if (stats === undefined)
    throw new StoreError('E_NOT_FOUND', `There is no backup ${file}. Nothing was changed.`);
  if (!stats.isFile()) throw new StoreError('E_IO', `The backup ${file} is no file. Nothing was changed.`);
  if (isPresent(`${file}-wal`)) return;
  try {
    await readingFile(file, async (store) => requireSound((await store.check()).findings, file));
  } catch (error) {
    const isOutdated = error instanceof StoreError && 'schemaVersion' in error.data;
    if (!isOutdated) throw error;
  }
}
