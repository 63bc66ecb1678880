// `storeproof report`: the pages of a result file, made again.

import { dirname } from 'node:path';
import { EXIT, type ExitCode } from '../../contract/errors.ts';
import { FORMATS, type Format } from '../../reports/export/format-names.ts';
import type { UnderTest } from '../config-line.ts';
import type { AddVerb, Context } from '../context.ts';
import { makeFolder } from '../make-folder.ts';
import { oneOrMoreOf, pathName } from '../option-values.ts';
import type { RunFlags } from '../run-flags.ts';
import { type Runs, resultsFiles, runsOf, skippedText } from '../run-folder.ts';

interface ReportFlags extends RunFlags {
  readonly format?: readonly Format[];
}

export const addReport =
  ({ definition, config }: UnderTest): AddVerb =>
  (program, run) => {
    program
      .command('report')
      .description(
        'Prints the report of a run and writes it as Markdown and as one self-contained HTML page, or in the formats ' +
          'that are named: JUnit XML for test views, and the JSON of two services that follow benchmarks.',
      )
      .argument(
        '[results...]',
        'a result file or the folder of a run, or those of all its shards (default: the newest complete run)',
      )
      .option(
        '--out <dir>',
        'where the pages go (default: beside the results that are named first)',
        pathName,
      )
      .option('--full', 'every table above the last screen')
      .option('--format <name>', `repeatable, of ${FORMATS.join(', ')}`, oneOrMoreOf(FORMATS))
      .examples([
        ['storeproof report', 'the newest run'],
        ['storeproof report results.ndjson --out /tmp/pages', 'that file, pages elsewhere'],
        ['storeproof report shards/*/results.ndjson --out pages', 'a run that several machines shared'],
        ['storeproof report --format junit --format bencher', 'for a build server'],
      ])
      .action(
        run((context: Context, given: readonly string[], flags: ReportFlags) =>
          reportVerb(context, given, flags, runsOf(definition.name, config)),
        ),
      );
  };

async function reportVerb(
  context: Context,
  given: readonly string[],
  { out, format, full }: ReportFlags,
  runs: Runs,
): Promise<ExitCode> {
  const { publish } = await import('../run-report.ts');
  const { files, skipped } = await resultsFiles(given, runs);
  if (skipped.length > 0) context.note(skippedText(skipped));
  const folder = out ?? dirname(files[0] ?? '');
  makeFolder(folder);
  const telling = { isFull: full ?? false, ...(format !== undefined && { formats: format }) };
  context.result((await publish(context, files, folder, telling)).answer);
  return EXIT.ok;
}
