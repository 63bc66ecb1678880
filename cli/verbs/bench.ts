// `storeproof bench`: times every operation on chosen stores, sizes and data.

import type { ExitCode } from '../../contract/errors.ts';
import { sectionOf } from '../../definition/section.ts';
import { type Programs, subjectNames } from '../../definition/subjects.ts';
import { wordsOf } from '../../definition/words.ts';
import { commandText, toolWords, typedAgain, withProgram } from '../command-text.ts';
import type { UnderTest } from '../config-line.ts';
import type { AddVerb, Context } from '../context.ts';
import { seedNumber, shardNamed, wholeNumber, words } from '../option-values.ts';
import { type RecordedRun, recordedRun } from '../recorded-run.ts';
import { repeating, type SharedRunFlags, withSharedRunFlags } from '../run-flags.ts';
import { shownPath } from '../shown-path.ts';
import type { Example } from '../verb.ts';

/** As typed; bench-choice.ts checks them. */
export interface BenchFlags extends SharedRunFlags {
  readonly quick?: true;
  readonly ops?: readonly string[];
  readonly sizes?: readonly string[];
  readonly profiles?: readonly string[];
  readonly stores?: readonly string[];
  readonly against?: readonly string[];
  readonly trials?: number;
  readonly budget?: number;
  readonly seed: number;
}

/** The definition's datasets say which profiles there are, so they are loaded for the help text, too. */
export async function benchVerb(underTest: UnderTest): Promise<AddVerb> {
  const { definition, config } = underTest;
  const profiles = Object.keys(await sectionOf(definition.datasets ?? {})).join(', ');
  const peers = subjectNames(definition, 'peer').join(', ');
  const [, many] = wordsOf(definition).record;
  const text = config === undefined ? TEXTS : textsOf({ config, many });
  return (program, run) => {
    const command = withSharedRunFlags(program.command('bench'), 'groups of operations')
      .description(
        'Times operations: one process per trial, stores interleaved in an order shuffled from the seed, floors beside ' +
          'them. A store that does not hold what it was filled with is not timed. ' +
          `${text.without} A program of yours that answers the subject protocol is timed beside them, each call from ` +
          'request to answer.',
      )
      .argument('[command...]', 'a program of yours and its arguments, behind --')
      .option('--quick', text.quick)
      .option(
        '--ops <names>',
        'operations, separated by commas (default: the definition’s choice, or all)',
        words,
      )
      .option('--sizes <numbers>', `numbers of ${many}, separated by commas`, words)
      .option('--profiles <names>', `kinds of ${text.kinds}: ${profiles}`, words)
      .option('--stores <names>', 'stores and floors, separated by commas', words);
    if (peers !== '')
      command.option('--against <peers>', `stores of others beside them (${text.peers ?? peers})`, words);
    command
      .option('--trials <count>', 'of each store, data and group of operations', wholeNumber(1, 1000))
      .option(
        '--budget <seconds>',
        'for the whole run: what it does not reach is cut, and named',
        wholeNumber(1, 86_400),
      )
      .option('--seed <number>', 'of the order of trials', seedNumber, 42)
      .passThroughOptions()
      .examples(text.examples)
      .action(
        run((context: Context, command: readonly string[], flags: BenchFlags) =>
          runTrials(underTest, context, { command, flags }),
        ),
      );
  };
}

interface Texts {
  readonly without: string;
  readonly quick: string;
  readonly kinds: string;
  readonly peers?: string;
  readonly examples: readonly Example[];
}

const TEXTS: Texts = {
  without:
    'Without a choice of sizes, profiles or stores everything is timed with the contestants that matter there, in about 12 minutes.',
  quick: '100 and 1,000 sessions, the main stores, 3 trials if they fit: about 2 minutes',
  kinds: 'texts',
  peers: 'sessions/peers has to be installed',
  examples: [
    ['storeproof bench --quick', 'the targets, roughly'],
    ['storeproof bench --stores sqlite,sqlite-full --ops create', 'what full durability costs'],
    ['storeproof bench --stores json-safe,dual,sqlite+json --sizes 100', 'the phases of a migration'],
    ['storeproof bench --sizes 10000 --ops getAllCold,getOne --trials 3', 'two operations on much data'],
    ['storeproof bench --sizes 100 -- ./my-store --flag', 'your program beside the main stores'],
  ],
};

const textsOf = ({ config, many }: { readonly config: string; readonly many: string }): Texts => ({
  without: 'Without a choice every store is timed on all data that the definition names.',
  quick: '3 trials if they fit, in less than 2 minutes',
  kinds: 'data',
  examples: [
    [`storeproof bench --config ${config}`, 'everything that the definition times'],
    [
      `storeproof bench --config ${config} --sizes 1000 --trials 9`,
      `with 1,000 ${many}, and less chance in it`,
    ],
    [`storeproof bench --config ${config} -- ./my-store`, 'your program beside the stores'],
  ],
});

interface Given {
  readonly command: readonly string[];
  readonly flags: BenchFlags;
}

async function runTrials(underTest: UnderTest, context: Context, given: Given): Promise<ExitCode> {
  const run = await recordTrials(underTest, context, given);
  const { concludeRun } = await import('../run-report.ts');
  return concludeRun(context, run, { isFull: given.flags.full ?? false });
}

/** A run of the benchmark, with its results in a file and nothing made of them. */
export async function recordTrials(
  underTest: UnderTest,
  context: Context,
  { command, flags }: Given,
): Promise<RecordedRun> {
  const { benchPlan, runBench } = await import('../../bench/index.ts');
  const { chosenRun } = await import('../bench-choice.ts');
  const chosen = await chosenRun(underTest.definition, flags, command);
  const { fields, operations, trials, budgetSeconds, programs, tooLarge } = chosen;
  const { seed, out } = flags;
  const shard = shardNamed(flags.shard);
  const choice = { fields, ...(operations === undefined ? {} : { operations }), programs, seed, shard };
  // Before a run is begun, so that a shard without work leaves no folder behind.
  const { share } = await benchPlan(underTest.definition, choice);
  if (tooLarge.length > 0) context.note(`Left out, the texts would be too large: ${tooLarge.join(', ')}.`);
  const repeat = (changed: Partial<BenchFlags>): string =>
    withProgram(commandText(toolWords('bench'), typedAgain({ ...repeating(flags), ...changed })), command);
  const options = { trials, budgetSeconds, scale: scaleOf(flags), ...listsOf(flags, programs) };
  const { definition, config } = underTest;
  return recordedRun(
    context,
    { command: repeat({}), seed, out, options, shard, definition, config },
    async ({ recorder }) => {
      const file = shownPath(recorder.file);
      context.onInterrupt =
        `The trials so far are in ${file}: "storeproof report ${file}" shows them. To go on with other ` +
        `orders of trials: ${repeat({ seed: seed + 1 })}`;
      const seconds = Math.ceil(budgetSeconds * share);
      context.progress.plan([
        { stage: 'filling the stores', seconds: seconds / 10 },
        { stage: 'timing operations', seconds, secondsMax: seconds, isTimed: true },
      ]);
      await runBench(underTest, {
        ...choice,
        budgetMs: budgetSeconds * 1000,
        onRow: recorder.record,
        ...context.control,
      });
    },
  );
}

/** Nobody quotes figures of a quick run, or of a part, for those of a full one. */
function scaleOf({ quick, ops, sizes, profiles, stores }: BenchFlags): string {
  if (quick === true) return 'quick';
  return [ops, sizes, profiles, stores].every((choice) => choice === undefined) ? 'full' : 'chosen';
}

/** What was chosen. What was not is the same at the same revision. */
function listsOf(
  { ops, sizes, profiles, stores, against }: BenchFlags,
  programs: Programs,
): Readonly<Record<string, string>> {
  const lists = { ops, sizes, profiles, stores, against, program: Object.keys(programs) };
  return Object.fromEntries(
    Object.entries(lists).flatMap(([name, list = []]) => (list.length === 0 ? [] : [[name, list.join(',')]])),
  );
}
