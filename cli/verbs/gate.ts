// `storeproof gate`: turns a result file and targets into an exit code, a table, and the job summary of a workflow.

import { appendFileSync, statSync } from 'node:fs';
import { Option } from 'commander';
import type { ExitCode } from '../../contract/errors.ts';
import { ON_CANNOT_TELL, type OnCannotTell } from '../../reports/gate/words.ts';
import type { UnderTest } from '../config-line.ts';
import type { AddVerb, Context } from '../context.ts';
import { pathName } from '../option-values.ts';
import type { GateJob, GateTexts } from '../report-thread.ts';
import { latestResults, type Runs, resultsFile, runsOf } from '../run-folder.ts';

interface GateFlags {
  readonly targets: string;
  readonly onCannotTell: OnCannotTell;
  readonly full?: true;
}

export const addGate =
  ({ definition, config }: UnderTest): AddVerb =>
  (program, run) => {
    program
      .command('gate')
      .description(
        'Judges a run by the targets in a file. A ratio between two stores fails only when its whole interval misses ' +
          'the target, and cannot be told when the interval lies across it; times in milliseconds are shown and never ' +
          'fail, since they depend on the machine. A run that did not come to its end fails. ' +
          'In a GitHub workflow the verdicts are appended to the job summary.',
      )
      .argument(
        '[results]',
        'a result file or the folder of a run (default: the newest run, which fails if it was cut short)',
      )
      .requiredOption('--targets <file>', 'the targets: docs/result-format.md has their form', pathName)
      .addOption(
        new Option(
          '--on-cannot-tell <what>',
          'when targets stay undecided: exit with 12, or with 0 and a warning',
        )
          .choices(ON_CANNOT_TELL)
          .default('fail'),
      )
      .option('--full', 'every target above the last screen')
      .examples([
        ['storeproof gate --targets reports/targets.json', 'judge the newest run'],
        ['storeproof gate --targets my.json runs/a', 'judge that run'],
      ])
      .action(
        run((context: Context, given: string | undefined, flags: GateFlags) =>
          gateVerb(context, given, flags, runsOf(definition.name, config)),
        ),
      );
  };

async function gateVerb(
  context: Context,
  given: string | undefined,
  flags: GateFlags,
  runs: Runs,
): Promise<ExitCode> {
  const { apart } = await import('../apart.ts');
  const file = given === undefined ? await latestResults(runs) : (await resultsFile(given, runs)).file;
  const { targets: targetFile, onCannotTell } = flags;
  const summaryFile = process.env.GITHUB_STEP_SUMMARY ?? '';
  const summaryBytesTaken = sizeOf(summaryFile);
  const job: GateJob = {
    kind: 'gate',
    resultFile: file,
    targetFile,
    onCannotTell,
    summaryBytesTaken,
    style: context.style(),
    isFull: flags.full ?? false,
  };
  context.progress.begin('judging the run');
  const { screen, answer, summary, verdict, exitCode } = await apart<GateTexts>(job, context.signal);
  context.paint(screen);
  context.result(answer);
  if (verdict === 'cannot tell' && onCannotTell === 'warn') {
    context.note('The gate cannot tell, and lets it pass because of --on-cannot-tell warn.');
  }
  if (summaryFile !== '') appendJobSummary(context, summaryFile, summary);
  return exitCode;
}

/** What other commands of the step have appended counts: beyond its limit GitHub drops all of it. */
function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    // There is none, or writing to it will say why not.
    return 0;
  }
}

/** A summary that cannot be written must not turn the verdict around. `summary` is null when nothing more fits. */
function appendJobSummary(context: Context, file: string, summary: string | null): void {
  if (summary === null) {
    context.note('The job summary is full; the verdict was not appended to it.');
    return;
  }
  try {
    appendFileSync(file, summary);
  } catch (error) {
    context.note(`The job summary was not written: ${(error as Error).message}`);
  }
}
