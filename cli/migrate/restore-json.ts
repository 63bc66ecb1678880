// `ait42-migrate restore-json`: the session files again, from the database's rows alone.

import { resolve } from 'node:path';
import { EXIT, type ExitCode } from '../../contract/errors.ts';
import { count, size } from '../../reports/text/figures.ts';
import type { AddVerb, Context } from '../context.ts';
import { exampleText } from '../examples.ts';
import { makeFolder } from '../make-folder.ts';
import { type HomeFlag, readingDatabase, withHome } from './places.ts';

/** What comes back is a user's own: for nobody else to read. */
const FOLDER_MODE = 0o700;

export const addRestoreJson: AddVerb = (program, run) => {
  withHome(program.command('restore-json'))
    .summary('write the session files again from the database')
    .description(
      'Writes the session file of every workspace, as the app writes it, into a directory that then can serve as ' +
        'a home. Never overwrites a file with other content.',
    )
    .requiredOption('--out <dir>', 'where to write; made when absent')
    .addHelpText(
      'after',
      exampleText([['ait42-migrate restore-json --out /tmp/back', 'files for /tmp/back/.ait42']]),
    )
    .action(run(restoreJsonVerb));
};

async function restoreJsonVerb(
  context: Context,
  { home, out }: HomeFlag & { readonly out: string },
): Promise<ExitCode> {
  const { rewriteFiles } = await import('../../migrate/index.ts');
  const targetDir = resolve(out);
  const { files, sessions, sizeBytes } = await readingDatabase(home, (store) => {
    makeFolder(targetDir, FOLDER_MODE);
    return rewriteFiles({ store, targetDir, onProgress: context.progress.listener, signal: context.signal });
  });
  const written = files.filter(({ result }) => result === 'written').length;
  context.print(
    `${count(files.length)} files with ${count(sessions)} sessions (${size(sizeBytes)}) in ${targetDir}: ` +
      `${count(written)} written, ${count(files.length - written)} were there already.`,
  );
  return EXIT.ok;
}
