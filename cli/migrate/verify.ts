// `ait42-migrate verify`: compares the session files with the database by content. Changes nothing.

import type { ExitCode } from '../../contract/errors.ts';
import type { AddVerb, Context } from '../context.ts';
import { exampleText } from '../examples.ts';
import { readingDatabase } from './databases.ts';
import { printVerification } from './findings.ts';
import { archiveOf, type HomeFlag, withHome } from './places.ts';

export const addVerify: AddVerb = (program, run) => {
  withHome(program.command('verify'))
    .summary('compare the session files with the database: exit code 3 when they differ')
    .description(
      'Compares every session of every file with the database, checks the archived originals against their ' +
        'digests and the database against its own. Each difference is named by file, session and JSON Pointer.',
    )
    .addHelpText('after', exampleText([['ait42-migrate verify', 'after an import, and whenever in doubt']]))
    .action(run(verifyVerb));
};

async function verifyVerb(context: Context, { home }: HomeFlag): Promise<ExitCode> {
  const { verifyHome } = await import('../../migrate/index.ts');
  const report = await readingDatabase(home, (store) =>
    verifyHome({
      home,
      store,
      archiveDir: archiveOf(home),
      onProgress: context.progress.listener,
      signal: context.signal,
    }),
  );
  context.result({ home, ...report });
  return printVerification(context, report);
}
