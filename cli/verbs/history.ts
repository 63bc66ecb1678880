// `storeproof history`: appends a run to a file of past runs, and shows how each figure moved.

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import { apart } from '../apart.ts';
import type { AddVerb, Context } from '../context.ts';
import type { HistoryTexts } from '../history-texts.ts';
import { pathName } from '../option-values.ts';
import { resultsNamed } from '../run-folder.ts';

interface HistoryFlags {
  readonly file: string;
  readonly markdown?: true;
}

export const addHistory: AddVerb = (program, run) => {
  program
    .command('history')
    .description(
      'Appends the figures of a run to a file of past runs, when one is named, and shows each figure beside the runs before ' +
        'it and where its level stepped. It is information: whatever moved, the exit code is 0, for runs of different ' +
        'days meet different machines. Figures of different kinds of machine are kept apart.',
    )
    .argument(
      '[results...]',
      'a result file or the folder of a run to add, or those of all its parts (default: add none)',
    )
    .requiredOption(
      '--file <file>',
      'the history: NDJSON, made when it is not there, and only ever appended to',
      pathName,
    )
    .option('--markdown', 'as Markdown, for the summary of a job')
    .examples([
      ['storeproof history --file history.ndjson reports/runs/a', 'add that run, and show what moved'],
      ['storeproof history --file history.ndjson', 'show what moved'],
      ['storeproof history --file history.ndjson --markdown >> "$GITHUB_STEP_SUMMARY"', 'in a workflow'],
    ])
    .action(run(historyVerb));
};

async function historyVerb(
  context: Context,
  given: readonly string[],
  flags: HistoryFlags,
): Promise<ExitCode> {
  const { file, markdown: isMarkdown = false } = flags;
  const resultFiles = await resultsNamed(given);
  context.progress.begin('reading past runs');
  const job = { kind: 'history', file, resultFiles, isMarkdown, style: context.style() };
  const { screen, answer } = await apart<HistoryTexts>(job, context.signal);
  if (isMarkdown) context.print(screen);
  else context.paint(screen);
  context.result(answer);
  return EXIT.ok;
}
