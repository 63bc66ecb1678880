// `storeproof gate --base`: two revisions side by side, for an exit code. What is compared, how often, and when it is decided is the
// engine's affair (compare); here are the two sides, the run that records it, and what becomes of its verdict.

import { type ExitCode, StoreError } from '../../contract/errors.ts';
import type { ProgressListener } from '../../contract/progress.ts';
import type { OnCannotTell } from '../../reports/gate/words.ts';
import { type ChosenParts, chosenParts } from '../bench-choice.ts';
import { commandText, toolWords, typedAgain, withProgram } from '../command-text.ts';
import type { UnderTest } from '../config-line.ts';
import type { Context } from '../context.ts';
import { asStoreError } from '../failure.ts';
import { calibrationFile, readCalibration } from '../gate-calibration-file.ts';
import { pathName, seedNumber, wholeNumber, words } from '../option-values.ts';
import { recordedRun } from '../recorded-run.ts';
import { type RunFlags, repeating } from '../run-flags.ts';
import { shownPath } from '../shown-path.ts';
import { Checkouts } from '../sides/checkouts.ts';
import { programOfBoth } from '../sides/program.ts';
import { placeHere, placeOf, type ReadySide, readySide, requireTwo, whereWeAre } from '../sides/side.ts';
import type { ToldCases } from '../told-cases.ts';
import type { Verb } from '../verb.ts';

/** As typed. */
export interface BaseFlags extends RunFlags {
  readonly base?: string;
  readonly head?: string;
  readonly build?: string;
  readonly stores?: readonly string[];
  readonly ops?: readonly string[];
  readonly sizes?: readonly string[];
  readonly profiles?: readonly string[];
  readonly budget?: number;
  readonly seed?: number;
  readonly candidate?: string;
  readonly onCannotTell: OnCannotTell;
  readonly junit?: string;
}

/** Those that ask nothing without --base. */
const OF_BASE = ['head', 'build', 'stores', 'ops', 'sizes', 'profiles', 'budget', 'seed', 'out'] as const;

export const addBaseOptions = (command: Verb): Verb =>
  command
    .option(
      '--base <ref|dir>',
      'a revision, or a folder, that the head is compared with, benchmark by benchmark',
    )
    .option('--head <ref|dir>', 'with --base: what is compared with it (default: this folder as it stands)')
    .option('--build <command>', 'with --base: run in the checkout of each revision, as in a shell')
    .option(
      '--stores <names>',
      'with --base: stores, separated by commas (default: as the definition says)',
      words,
    )
    .option(
      '--ops <names>',
      'with --base: operations that are timed, so workloads, separated by commas (default: all)',
      words,
    )
    .option('--sizes <numbers>', 'with --base: numbers of records, separated by commas', words)
    .option('--profiles <names>', 'with --base: kinds of data, separated by commas', words)
    .option('--budget <seconds>', 'with --base: behind it nothing more is measured', wholeNumber(1, 86_400))
    .option('--seed <number>', 'with --base: of every order (default: 42)', seedNumber)
    .option('--out <dir>', 'with --base: where results go (default: a new folder in reports/runs)', pathName);

/** No option is taken and then not followed. E_USAGE. */
export function refuseBaseOptions(flags: BaseFlags): void {
  const given = OF_BASE.find((name) => flags[name] !== undefined);
  if (given === undefined) return;
  throw new StoreError('E_USAGE', `--${given} needs --base: it is about a comparison. Nothing was judged.`);
}

export interface Compared {
  readonly answer: object;
  readonly told: ToldCases;
  readonly exitCode: ExitCode;
}

const SEED = 42;
const BUDGET_SECONDS = 180;

interface Asked {
  readonly flags: BaseFlags & { readonly base: string };
  readonly program: readonly string[];
}

/** Prints the screen. `program`: a command of the user's, or empty. No error's exit code is that of a regression. */
export const comparedSides = (context: Context, underTest: UnderTest, asked: Asked): Promise<Compared> =>
  comparedHere(context, underTest, asked).catch((thrown) => {
    const { code, message } = asStoreError(thrown);
    // A program that the same Ctrl-C ended is no finding.
    if (code !== 'E_SUBJECT' || context.signal.aborted) throw thrown;
    throw new StoreError('E_SIDE', message, { cause: thrown });
  });

async function comparedHere(
  context: Context,
  underTest: UnderTest,
  { flags, program }: Asked,
): Promise<Compared> {
  const choice = await chosenParts(underTest.definition, flags);
  const here = await whereWeAre(underTest.config);
  const places = {
    base: await placeOf(flags.base, here),
    head: flags.head === undefined ? placeHere(here) : await placeOf(flags.head, here),
  };
  if (flags.build !== undefined && [places.base, places.head].every(({ kind }) => kind === 'folder')) {
    throw new StoreError(
      'E_USAGE',
      '--build is for revisions: folders are taken as they stand. Nothing was done.',
    );
  }
  const checkouts = new Checkouts();
  const remove = (): void => checkouts.remove();
  context.closings.add(remove);
  try {
    const making = {
      checkouts,
      buildCommand: flags.build,
      fallback: program.length > 0 ? underTest.url : null,
      signal: context.signal,
      begin: (what: string) => context.progress.begin(what),
    };
    const base = await readySide('base', places.base, here, making);
    const head = await readySide('head', places.head, here, making);
    requireTwo(base, head, program.length > 0);
    return await compared(context, underTest, { flags, program, base, head, choice });
  } finally {
    context.closings.delete(remove);
    remove();
  }
}

interface Comparing {
  readonly flags: BaseFlags;
  readonly program: readonly string[];
  readonly base: ReadySide;
  readonly head: ReadySide;
  readonly choice: ChosenParts;
}

async function compared(
  context: Context,
  { definition, config }: UnderTest,
  { flags, program, base, head, choice }: Comparing,
): Promise<Compared> {
  const { calibratedRule, runComparison } = await import('../../compare/index.ts');
  const calibration = readCalibration(calibrationFile(definition.name, config));
  const { seed = SEED, budget = BUDGET_SECONDS, out, onCannotTell, junit } = flags;
  const programs = await programOfBoth(program, { base, head });
  const { operations, profiles, sizes: records } = choice;
  const stores = storesOf(choice, flags.candidate, Object.keys(programs));
  const asked = { stores, operations, profiles, records };
  const request = {
    command: withProgram(commandText(toolWords('gate'), typedAgain(sidesAgain(flags))), program),
    seed,
    out,
    options: { base: base.title, head: head.title, budgetSeconds: budget },
    ...{ definition, config, isComparison: true as const },
  };
  const { folder, recorder } = await recordedRun(context, request, async ({ recorder }) => {
    const file = shownPath(recorder.file);
    context.onInterrupt = `What was measured so far is in ${file}: "storeproof report ${file}" shows it. The checkouts are removed. To compare again: ${request.command}`;
    await runComparison(
      { base: { ...base, programs }, head: { ...head, programs } },
      {
        ...Object.fromEntries(Object.entries(asked).filter(([, named]) => named !== undefined)),
        seed,
        budgetMs: budget * 1000,
        ownRules: (benchmark) => calibratedRule(calibration, benchmark),
        onRow: recorder.record,
        signal: context.signal,
        onProgress: inSeconds(context.control.onProgress, budget),
      },
    );
  });
  if (context.signal.aborted) throw new StoreError('E_ABORTED', 'The comparison was interrupted.');
  const { publish } = await import('../run-report.ts');
  const { summaryBytesTaken, appendJobSummary } = await import('../job-summary.ts');
  const telling = { isFull: flags.full ?? false, summaryBytesTaken: summaryBytesTaken(), config };
  const { answer, compared } = await publish(context, [recorder.file], folder, telling);
  if (compared === null) throw new StoreError('E_INTERNAL', 'The comparison left no rows.');
  if (compared.verdict === 'cannot tell' && onCannotTell === 'warn') {
    context.note('The gate cannot tell, and lets it pass because of --on-cannot-tell warn.');
  }
  const { tellCases } = await import('../told-cases.ts');
  tellCases(context, compared.told, { junit });
  appendJobSummary(context, compared.summary);
  const { comparedExitCode } = await import('../../reports/index.ts');
  return { answer, told: compared.told, exitCode: comparedExitCode(compared.verdict, onCannotTell) };
}

/**
 * How many turns there will be shows only as benchmarks are decided, so that a share of them would stand at its end for most of the
 * time. What is known is when it is over at the latest.
 */
function inSeconds(listener: ProgressListener, budget: number): ProgressListener {
  const startedMs = performance.now();
  return ({ stage }) => {
    const seconds = Math.floor((performance.now() - startedMs) / 1000);
    listener({
      stage,
      done: Math.min(seconds, budget),
      total: budget,
      unit: 'seconds at most',
      isLimit: true,
    });
  };
}

/** Undefined: what the definition says. Who brings a program asks about that one. */
function storesOf(
  { stores }: ChosenParts,
  candidate: string | undefined,
  programs: readonly string[],
): readonly string[] | undefined {
  const named = stores ?? (candidate === undefined ? [] : [candidate]);
  const all = [...new Set([...named, ...programs])];
  return all.length === 0 ? undefined : all;
}

/** What says how it is told, and what is judged besides, is no part of the comparison. */
function sidesAgain(flags: BaseFlags): Readonly<Record<string, unknown>> {
  const { onCannotTell: _how, junit: _file, ...rest } = repeating(flags);
  return rest;
}
