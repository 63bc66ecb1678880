// `ait42-migrate backup`: a complete, checked copy of the database while it may be in use.

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import type { AddVerb, Context } from '../context.ts';
import { pathName } from '../option-values.ts';
import { readingDatabase } from './databases.ts';
import { requireOwnPlace } from './own-place.ts';
import { backupsOf, type HomeFlag, withChangedHome } from './places.ts';

export const addBackup: AddVerb = (program, run) => {
  withChangedHome(program.command('backup'))
    .description(
      'Copies the database as of one moment, even while programs write to it, and checks the copy. A plain file ' +
        'copy would miss what is still in the write-ahead log. In .ait42/backups the last copies of 7 days and ' +
        '4 weeks stay.',
    )
    .option('--out <file>', 'the copy (default: a name by time in .ait42/backups); must not exist', pathName)
    .examples([['ait42-migrate backup', 'a new file in .ait42/backups']])
    .action(run(backupVerb));
};

async function backupVerb(
  context: Context,
  { home, out }: HomeFlag & { readonly out?: string },
): Promise<ExitCode> {
  if (out !== undefined) requireOwnPlace(home, out, [backupsOf(home)]);
  context.progress.begin('copying the database');
  const file = await readingDatabase(home, async (store) => {
    if (out === undefined) return store.backupInto(backupsOf(home));
    await store.backup(out);
    return out;
  });
  context.result({ file });
  context.print(`Backup, checked: ${file}`);
  return EXIT.ok;
}
