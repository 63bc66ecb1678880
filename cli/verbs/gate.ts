// `storeproof gate`: turns a result file and targets into an exit code, a table, and the job summary of a workflow.

import { type Command, Option } from 'commander';
import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import type { Definition } from '../../definition/definition.ts';
import { ON_CANNOT_TELL } from '../../reports/gate/words.ts';
import type { UnderTest } from '../config-line.ts';
import type { AddVerb, Context } from '../context.ts';
import { addCalibrationOptions, type CalibrationFlags, isCalibration } from '../gate-calibration-options.ts';
import { pathName, wholeNumber, words } from '../option-values.ts';
import type { GateJob } from '../report-thread.ts';
import { latestResults, resultsFiles, runsOf } from '../run-folder.ts';
import { sourcesNow } from '../stale-run.ts';
import type { ToldCases } from '../told-cases.ts';
import type { Example } from '../verb.ts';
import {
  addBaseOptions,
  type BaseFlags,
  type Compared,
  comparedSides,
  refuseBaseOptions,
} from './gate-base.ts';

interface GateFlags extends BaseFlags, CalibrationFlags {
  readonly targets?: string;
  readonly staleOk?: true;
  readonly expect?: readonly string[];
  readonly measureLonger?: number;
}

export const addGate =
  (underTest: UnderTest): AddVerb =>
  (program, run) => {
    const isOwn = underTest.config !== undefined;
    addCalibrationOptions(addBaseOptions(program.command('gate')))
      .description(
        `Judges a run by the targets ${isOwn ? 'of the definition, or those ' : ''}in a file. A figure fails only when its whole interval misses ` +
          'the target, and cannot be told when the interval lies across it, or when other programs may be why it is missed; ' +
          'what has no vote is shown and never fails. A run that did not come to its end fails. ' +
          'In a GitHub workflow the verdicts are appended to the job summary. With --base two revisions are compared in ' +
          'place of a run, or besides with --targets: both loaded in fresh processes, in turns (docs/gate.md).',
      )
      .argument(
        '[results...]',
        'a result file or the folder of a run, or those of all its shards (default: the newest run, which fails if it was cut short); ' +
          'with --base, behind --, a program of yours and its arguments',
      )
      .addOption(
        new Option(
          '--targets <file>',
          `the targets: docs/result-format.md has their form${isOwn ? " (default: the definition's)" : ''}`,
        ).argParser(pathName),
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
      .option(
        '--expect <verbs>',
        'of which there must be results, such as bench,load,proof: without one of them the run is not complete',
        words,
      )
      .option('--junit <file>', 'the verdicts as JUnit XML, for the test view of a build server', pathName)
      .option(
        '--stale-ok',
        'judge a run of other sources than those that are here, which is refused otherwise',
      )
      .option('--full', 'every target above the last screen')
      .examples(examplesOf(underTest.config))
      .action(
        run((context: Context, given: readonly string[], flags: GateFlags, command: Command) =>
          gateVerb(context, underTest, { given, flags, isProgram: wordsOf(command).includes('--') }),
        ),
      );
  };

const examplesOf = (config: string | undefined): readonly Example[] =>
  config === undefined
    ? [
        ['storeproof gate --base main', 'what you changed since main, against main: slower?'],
        ['storeproof gate --base main --head mine --ops getOne', 'two branches, one operation'],
        ['storeproof gate --calibrate --ops getOne,create', 'false alarms and detection on this machine'],
        ['storeproof gate --targets reports/targets.json', 'judge the newest run'],
        ['storeproof gate --targets my.json runs/a', 'judge that run'],
        ['storeproof gate --targets my.json --measure-longer 60', 'and measure longer what it leaves open'],
        ['storeproof gate --targets my.json shards/*', 'judge a run that several machines shared'],
      ]
    : [
        [`storeproof gate --config ${config} --base main`, 'what you changed since main, against main'],
        [`storeproof gate --config ${config}`, "the newest run, by the definition's targets"],
        [`storeproof gate --config ${config} --candidate program-mine`, 'your program by the same'],
      ];

interface Line {
  readonly given: readonly string[];
  readonly flags: GateFlags;
  /** Whether what is given stands behind two hyphens. */
  readonly isProgram: boolean;
}

/** The whole line, as the tool got it. */
const wordsOf = ({ parent }: Command): readonly string[] =>
  (parent as { rawArgs?: string[] } | null)?.rawArgs ?? [];

async function gateVerb(context: Context, underTest: UnderTest, line: Line): Promise<ExitCode> {
  const { base } = line.flags;
  if (isCalibration(line.flags, line.given)) {
    const { calibrated } = await import('../gate-calibration.ts');
    return calibrated(context, underTest, line.flags);
  }
  if (base === undefined) {
    refuseBaseOptions(line.flags);
    const { answer, exitCode } = await judged(
      context,
      underTest,
      await judgement(underTest, line),
      line.flags,
    );
    context.result(answer);
    return exitCode;
  }
  const { given, flags, isProgram } = line;
  if (flags.targets === undefined) refuseTargetOptions(flags);
  if (given.length > 0 && !isProgram) {
    throw new StoreError(
      'E_USAGE',
      `${given.join(' ')}: with --base only a program can be named, behind --. A run is judged without --base. Nothing was done.`,
    );
  }
  // Before two minutes of measuring: a mistake in it is told at once.
  const job = flags.targets === undefined ? undefined : await judgement(underTest, { ...line, given: [] });
  if (job !== undefined) await (await import('../judged-run.ts')).requireJudgeable(context, job);
  const comparison = await comparedSides(context, underTest, { flags: { ...flags, base }, program: given });
  if (job === undefined) {
    context.result(comparison.answer);
    return comparison.exitCode;
  }
  context.paint('');
  const { answer, exitCode } = await judged(context, underTest, job, {
    measureLonger: flags.measureLonger,
    toldBefore: [comparison.told],
  });
  context.result({ ...comparison.answer, gate: answer });
  return worse(comparison.exitCode, exitCode);
}

/** A comparison has no use for them. E_USAGE. */
function refuseTargetOptions({ staleOk, measureLonger }: GateFlags): void {
  const given = [staleOk && '--stale-ok', measureLonger && '--measure-longer'].find(Boolean);
  if (given === undefined) return;
  throw new StoreError(
    'E_USAGE',
    `${given} is about a run and its targets: with --base it needs --targets. Nothing was done.`,
  );
}

const BY_SEVERITY: readonly ExitCode[] = [EXIT.differences, EXIT.cannotTell];

const worse = (one: Compared['exitCode'], other: ExitCode): ExitCode =>
  BY_SEVERITY.find((code) => one === code || other === code) ?? EXIT.ok;

type Judgement = Omit<Parameters<typeof import('../judged-run.ts').judgedRun>[1], 'longer' | 'toldBefore'>;

async function judgement({ definition, config }: UnderTest, { given, flags }: Line): Promise<Judgement> {
  const { targets: targetFile, onCannotTell, full: isFull = false, candidate, junit, expect } = flags;
  if (targetFile === undefined && config === undefined) {
    throw new StoreError(
      'E_USAGE',
      'Name the targets (--targets FILE), or a base to compare with (--base REF). Nothing was judged.',
    );
  }
  const runs = runsOf(definition.name, config);
  const judge = targetFile === undefined ? ownTargets(definition, config) : { targetFile };
  const resultFiles =
    given.length === 0 ? [await latestResults(runs)] : (await resultsFiles(given, runs)).files;
  return {
    ...{ resultFiles, ...judge, onCannotTell, isFull, candidate, junit },
    ...(expect !== undefined && { expected: expect }),
    ...{ sourcesNow: await sourcesNow(config), isStaleOk: flags.staleOk === true },
  };
}

interface Judging {
  readonly measureLonger?: number | undefined;
  /** What else is in the JUnit file. */
  readonly toldBefore?: readonly ToldCases[];
}

async function judged(
  context: Context,
  underTest: UnderTest,
  request: Judgement,
  { measureLonger: seconds, toldBefore = [] }: Judging,
) {
  const { judgedRun } = await import('../judged-run.ts');
  const { measuringLonger } = await import('../measuring-longer.ts');
  const beside = request.resultFiles[0] ?? '';
  return judgedRun(context, {
    ...request,
    toldBefore,
    ...(seconds !== undefined && { longer: measuringLonger(context, underTest, { seconds, beside }) }),
  });
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
