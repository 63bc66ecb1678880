// `storeproof gate`: turns a result file and targets into an exit code, a table, and the job summary of a workflow.

import { appendFileSync } from 'node:fs';
import type { ExitCode } from '../../contract/errors.ts';
import type { AddVerb, Context } from '../context.ts';
import { exampleText } from '../examples.ts';
import { pathName } from '../option-values.ts';
import { shownPath } from '../recorded-run.ts';
import type { GateJob, GateTexts } from '../report-thread.ts';
import { resultsFile, skippedText } from '../run-folder.ts';

export const addGate: AddVerb = (program, run) => {
  program
    .command('gate')
    .summary('judge a run by targets: exit code 3 when one is missed')
    .description(
      'Judges a run by the targets in a file. A ratio between two stores fails only when its whole interval misses ' +
        'the target; times in milliseconds are shown and never fail, since they depend on the machine. ' +
        'In a GitHub workflow the verdicts are appended to the job summary.',
    )
    .argument('[results]', 'a result file or the folder of a run (default: the newest complete run)')
    .requiredOption('--targets <file>', 'the targets', pathName)
    .addHelpText(
      'after',
      exampleText([
        ['storeproof gate --targets reports/targets.json', 'judge the newest run'],
        ['storeproof gate --targets my.json runs/a', 'judge that run'],
      ]),
    )
    .action(run(gateVerb));
};

async function gateVerb(
  context: Context,
  given: string | undefined,
  options: { readonly targets: string },
): Promise<ExitCode> {
  const { apart } = await import('../apart.ts');
  const { file, skipped } = await resultsFile(given);
  if (skipped.length > 0) context.note(skippedText(skipped));
  const job: GateJob = { kind: 'gate', resultFile: file, targetFile: options.targets };
  const { text, summary, exitCode } = await apart<GateTexts>(job, context.signal);
  context.print(`${shownPath(file)} against ${shownPath(options.targets)}`);
  context.print(text);
  appendJobSummary(context, summary);
  return exitCode;
}

/** A summary that cannot be written must not turn the verdict around. */
function appendJobSummary(context: Context, text: string): void {
  const file = process.env.GITHUB_STEP_SUMMARY;
  if (file === undefined || file === '') return;
  try {
    appendFileSync(file, text);
  } catch (error) {
    context.note(`The job summary was not written: ${(error as Error).message}`);
  }
}
