// `storeproof gate`: turns a result file and targets into an exit code, a table, and the job summary of a workflow.

import { Option } from 'commander';
import { type ExitCode, StoreError } from '../../contract/errors.ts';
import type { Definition } from '../../definition/definition.ts';
import { ON_CANNOT_TELL, type OnCannotTell } from '../../reports/gate/words.ts';
import type { UnderTest } from '../config-line.ts';
import type { AddVerb, Context } from '../context.ts';
import { pathName, wholeNumber } from '../option-values.ts';
import type { GateJob } from '../report-thread.ts';
import { latestResults, resultsFiles, runsOf } from '../run-folder.ts';
import { revisionNow } from '../stale-run.ts';

interface GateFlags {
  readonly targets?: string;
  readonly onCannotTell: OnCannotTell;
  readonly full?: true;
  readonly candidate?: string;
  readonly junit?: string;
  readonly staleOk?: true;
  readonly measureLonger?: number;
}

export const addGate =
  (underTest: UnderTest): AddVerb =>
  (program, run) => {
    const isOwn = underTest.config !== undefined;
    program
      .command('gate')
      .description(
        `Judges a run by the targets ${isOwn ? 'of the definition, or those ' : ''}in a file. A ratio between two stores fails only when its whole interval misses ` +
          'the target, and cannot be told when the interval lies across it; what has no vote, such as a time that ' +
          'depends on the machine, is shown and never fails. A run that did not come to its end fails. ' +
          'In a GitHub workflow the verdicts are appended to the job summary.',
      )
      .argument(
        '[results...]',
        'a result file or the folder of a run, or those of all its shards (default: the newest run, which fails if it was cut short)',
      )
      .addOption(
        new Option(
          '--targets <file>',
          `the targets: docs/result-format.md has their form${isOwn ? " (default: the definition's)" : ''}`,
        )
          .argParser(pathName)
          .makeOptionMandatory(!isOwn),
      )
      .option('--candidate <store>', "judged in the place of the definition's, such as program-mine")
      .addOption(
        new Option(
          '--on-cannot-tell <what>',
          'when targets stay undecided: exit with 12, or with 0 and a warning',
        )
          .choices(ON_CANNOT_TELL)
          .default('fail'),
      )
      .option(
        '--measure-longer <seconds>',
        'when targets stay undecided, or have a single trial: time what they are about for so long, and judge again with it',
        wholeNumber(1, 86_400),
      )
      .option('--junit <file>', 'the verdicts as JUnit XML, for the test view of a build server', pathName)
      .option(
        '--stale-ok',
        'judge a run of other sources than those that are here, which is refused otherwise',
      )
      .option('--full', 'every target above the last screen')
      .examples(
        underTest.config === undefined
          ? [
              ['storeproof gate --targets reports/targets.json', 'judge the newest run'],
              ['storeproof gate --targets my.json runs/a', 'judge that run'],
              [
                'storeproof gate --targets my.json --measure-longer 60',
                'and measure longer what it leaves open',
              ],
              ['storeproof gate --targets my.json shards/*', 'judge a run that several machines shared'],
            ]
          : [
              [`storeproof gate --config ${underTest.config}`, "the newest run, by the definition's targets"],
              [
                `storeproof gate --config ${underTest.config} --candidate program-mine`,
                'your program by the same',
              ],
            ],
      )
      .action(
        run((context: Context, given: readonly string[], flags: GateFlags) =>
          gateVerb(context, given, flags, underTest),
        ),
      );
  };

async function gateVerb(
  context: Context,
  given: readonly string[],
  flags: GateFlags,
  underTest: UnderTest,
): Promise<ExitCode> {
  const { definition, config } = underTest;
  const { targets: targetFile, onCannotTell, full: isFull = false, candidate, junit } = flags;
  const runs = runsOf(definition.name, config);
  const judge = targetFile === undefined ? ownTargets(definition, config) : { targetFile };
  const resultFiles =
    given.length === 0 ? [await latestResults(runs)] : (await resultsFiles(given, runs)).files;
  const { judgedRun } = await import('../judged-run.ts');
  const request = {
    ...{ resultFiles, ...judge, onCannotTell, isFull, candidate, junit },
    ...{ revisionNow: await revisionNow(config), isStaleOk: flags.staleOk === true },
  };
  const seconds = flags.measureLonger;
  const { measuringLonger } = await import('../measuring-longer.ts');
  const { answer, exitCode } = await judgedRun(context, {
    ...request,
    ...(seconds !== undefined && {
      longer: measuringLonger(context, underTest, { seconds, beside: resultFiles[0] ?? '' }),
    }),
  });
  context.result(answer);
  return exitCode;
}

function ownTargets(
  { name, words: { targets = [] } = {} }: Definition,
  file: string | undefined,
): Required<Pick<GateJob, 'own'>> {
  if (targets.length > 0) return { own: { of: name, targets, file } };
  throw new StoreError(
    'E_USAGE',
    `The definition of ${name} has no targets, and no --targets names a file. Nothing was judged.`,
  );
}
