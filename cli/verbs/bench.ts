// `storeproof bench`: times every operation on chosen stores, sizes and data.

import type { ExitCode } from '../../contract/errors.ts';
import { SUBJECT_NAMES } from '../../subjects/index.ts';
import { commandText, toolWords } from '../command-text.ts';
import type { AddVerb, Context } from '../context.ts';
import { exampleText } from '../examples.ts';
import { oneOrMoreOf, oneOrMoreWholeNumbers, seedNumber, wholeNumber } from '../option-values.ts';
import { recordedRun } from '../recorded-run.ts';

interface BenchFlags {
  readonly store?: readonly string[];
  readonly size?: readonly number[];
  readonly operation?: readonly string[];
  readonly profile: string;
  readonly trials: number;
  readonly budget: number;
  readonly seed: number;
  readonly out?: string;
}

export const addBench: AddVerb = (program, run) => {
  program
    .command('bench')
    .summary('time every operation on every store')
    .description(
      'Times operations: one process per trial, stores interleaved in an order shuffled from the seed. ' +
        'A store that does not hold what it was filled with is not timed.',
    )
    .option('--store <name>', 'a store, repeatable (default: json and sqlite)', oneOrMoreOf(SUBJECT_NAMES))
    .option('--size <sessions>', 'repeatable (default: 100 and 1000)', oneOrMoreWholeNumbers(1, 100_000))
    .option('--operation <name>', 'repeatable (default: all)', (name, earlier?: readonly string[]) => [
      ...(earlier ?? []),
      name,
    ])
    .option('--profile <name>', 'kind of texts: small, large, japanese', 'small')
    .option('--trials <count>', 'of each store, size and group of operations', wholeNumber(1, 1000), 5)
    .option('--budget <seconds>', 'aim for the whole run', wholeNumber(1, 86_400), 120)
    .option('--seed <number>', 'of the order of trials', seedNumber, 42)
    .option('--out <dir>', 'where results go (default: a new folder in reports/runs)')
    .addHelpText(
      'after',
      exampleText([
        ['storeproof bench', 'json against sqlite at 100 and 1,000 sessions'],
        [
          'storeproof bench --store sqlite --store sqlite-full --operation create',
          'what full durability costs',
        ],
      ]),
    )
    .action(run(benchVerb));
};

async function benchVerb(context: Context, flags: BenchFlags): Promise<ExitCode> {
  const { runBench } = await import('../../bench/index.ts');
  const { checkedOperations, checkedProfile } = await import('../bench-choice.ts');
  const operations = checkedOperations(flags.operation);
  const profile = checkedProfile(flags.profile);
  const { out, seed, trials, budget } = flags;
  const command = commandText(toolWords('bench'), {
    ...flags,
    size: flags.size?.map(String),
    operation: operations,
    out: undefined,
  });
  const request = { command, seed, out, options: { trials, budgetSeconds: budget, profile } };
  const run = await recordedRun(context, request, async ({ recorder }) => {
    await runBench({
      ...(flags.store === undefined ? {} : { stores: flags.store }),
      ...(flags.size === undefined ? {} : { sizes: flags.size }),
      ...(operations === undefined ? {} : { operations }),
      profiles: [profile],
      trials,
      seed,
      budgetMs: budget * 1000,
      onRow: recorder.record,
      onProgress: context.progress.listener,
      signal: context.signal,
    });
  });
  const { concludeRun } = await import('../run-report.ts');
  return concludeRun(context, run);
}
