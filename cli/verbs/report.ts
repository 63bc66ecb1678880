// `storeproof report`: the pages of a result file, made again.

import { dirname, resolve } from 'node:path';
import { EXIT, type ExitCode } from '../../contract/errors.ts';
import type { AddVerb, Context } from '../context.ts';
import { exampleText } from '../examples.ts';
import { makeFolder } from '../make-folder.ts';
import { shownPath } from '../recorded-run.ts';
import { resultsFile } from '../run-folder.ts';

export const addReport: AddVerb = (program, run) => {
  program
    .command('report')
    .summary('make the pages of a result file again')
    .description('Prints the report of a run and writes it as Markdown and as one self-contained HTML page.')
    .argument('[results]', 'a result file or the folder of a run (default: the newest run)')
    .option('--out <dir>', 'where the pages go (default: beside the results)')
    .addHelpText(
      'after',
      exampleText([
        ['storeproof report', 'the newest run'],
        ['storeproof report results.ndjson --out /tmp/pages', 'that file, pages elsewhere'],
      ]),
    )
    .action(run(reportVerb));
};

async function reportVerb(
  context: Context,
  given: string | undefined,
  { out }: { readonly out?: string },
): Promise<ExitCode> {
  const { publish } = await import('../run-report.ts');
  const file = await resultsFile(given);
  const folder = out === undefined ? dirname(file) : resolve(out);
  makeFolder(folder);
  for (const page of publish(context, file, folder)) context.print(`Report   ${shownPath(page)}`);
  return EXIT.ok;
}
