// `storeproof load`: several processes on one workspace, and every acknowledged write looked for afterwards.

import { InvalidArgumentError } from 'commander';
import type { ExitCode } from '../../contract/errors.ts';
import { dealt, requireShares } from '../../contract/shard.ts';
import { PER_SECOND_MAX, PROCESSES_MAX, sharedStores, storesUnderLoad } from '../../load/index.ts';
import { namedProgram } from '../answering-program.ts';
import { commandText, toolWords, withProgram } from '../command-text.ts';
import type { UnderTest } from '../config-line.ts';
import type { AddVerb, Context } from '../context.ts';
import { oneOrMoreOf, seedNumber, shardNamed, wholeNumber } from '../option-values.ts';
import { recordedRun } from '../recorded-run.ts';
import { repeating, type SharedRunFlags, withSharedRunFlags } from '../run-flags.ts';
import type { Example } from '../verb.ts';

interface LoadFlags extends SharedRunFlags {
  readonly store?: readonly string[];
  readonly processes: number;
  readonly seconds: number;
  /** Of the session stores, and of a definition. */
  readonly sessions?: number;
  readonly records?: number;
  readonly reads: number;
  readonly arrival: 'closed' | number;
  readonly seed: number;
}

/** The definition's part for a load says which stores there are, so it is loaded for the help text, too. */
export async function loadVerb(underTest: UnderTest): Promise<AddVerb> {
  const { definition, config } = underTest;
  const stores = await storesUnderLoad(definition);
  return (program, run) => {
    withSharedRunFlags(program.command('load'), 'stores')
      .description(
        `Several processes append to and read from one ${config === undefined ? 'workspace' : 'store'}; afterwards every write that one of them was told ` +
          `had happened is looked for. ${config === undefined ? 'The store of the app loses some: that is expected, and shown. ' : ''}A program of yours ` +
          'that answers the subject protocol is loaded beside them: each process has one of its own.',
      )
      .argument('[command...]', 'a program of yours and its arguments, behind --')
      .option(
        '--store <name>',
        `a store, repeatable (default: ${stores.join(', ')})`,
        oneOrMoreOf(sharedStores(definition, config === undefined ? ['store'] : undefined)),
      )
      .option('--processes <count>', 'how many', wholeNumber(1, PROCESSES_MAX), 4)
      .option(
        '--seconds <count>',
        'for each store; a process that goes on 15 seconds longer is ended',
        wholeNumber(1, 600),
        10,
      )
      .option(
        `--${unitOf(config)} <count>`,
        config === undefined ? 'in the workspace before' : 'in the store before',
        wholeNumber(1, 100_000),
        100,
      )
      .option('--reads <percent>', 'share of reads', wholeNumber(0, 100), 50)
      .option(
        '--arrival <closed|rate>',
        'closed: each process calls when its last call has ended; a number: so many calls a second of all together, ' +
          'latency from when they were due',
        arrivalOf,
        'closed',
      )
      .option('--seed <number>', 'of the choices', seedNumber, 42)
      .passThroughOptions()
      .examples(config === undefined ? EXAMPLES : examplesOf(config, stores))
      .action(
        run((context: Context, words: readonly string[], flags: LoadFlags) =>
          runLoads(context, underTest, { program: words, flags }),
        ),
      );
  };
}

const unitOf = (config: string | undefined): 'sessions' | 'records' =>
  config === undefined ? 'sessions' : 'records';

const EXAMPLES: readonly Example[] = [
  ['storeproof load', 'the three stores, 10 seconds each'],
  ['storeproof load --store sqlite --processes 8 --reads 0', 'eight writers'],
  ['storeproof load --store sqlite --arrival 200', '200 calls a second, whatever the store does'],
  ['storeproof load --store sqlite -- ./my-store --flag', 'your program, and SQLite beside it'],
];

const examplesOf = (config: string, stores: readonly string[]): readonly Example[] => [
  [`storeproof load --config ${config}`, `${stores.join(', ')}, 10 seconds each`],
  [`storeproof load --config ${config} --processes 8 --reads 0`, 'eight writers'],
];

function arrivalOf(text: string): 'closed' | number {
  if (text === 'closed') return text;
  const perSecond = Number(text);
  if (/^[0-9]+(\.[0-9]+)?$/.test(text) && perSecond > 0 && perSecond <= PER_SECOND_MAX) return perSecond;
  throw new InvalidArgumentError(
    `It must be "closed" or a number of calls a second up to ${PER_SECOND_MAX}.`,
  );
}

interface Line {
  /** A program of the user's; empty: none. */
  readonly program: readonly string[];
  readonly flags: LoadFlags;
}

async function runLoads(context: Context, underTest: UnderTest, { program, flags }: Line): Promise<ExitCode> {
  const { definition, config } = underTest;
  const { loadOf, runLoad } = await import('../../load/index.ts');
  // Before a run is begun, so that a definition without one leaves no folder behind.
  await loadOf(definition);
  const programs = await namedProgram(program);
  const { processes, seconds, reads, arrival, seed, out } = flags;
  const records = flags.records ?? flags.sessions;
  const all = [...new Set(flags.store ?? (await storesUnderLoad(definition))), ...Object.keys(programs)];
  const shard = shardNamed(flags.shard);
  requireShares(all.length, 'stores', shard);
  const stores = dealt(all, shard);
  const command = withProgram(commandText(toolWords('load'), repeating(flags)), program);
  const options = {
    ...{ processes, seconds, [unitOf(config)]: records ?? 0, readPercent: reads, arrival },
    stores: all.join(','),
  };
  const request = { command, seed, out, options, shard, definition, config };
  const run = await recordedRun(context, request, async ({ recorder }) => {
    context.progress.plan(
      stores.map((store) => ({ stage: `load on ${store}`, seconds: seconds + 1, isTimed: true })),
    );
    for (const store of stores) {
      const { load, check } = await runLoad(underTest, {
        store,
        programs,
        processes,
        ...(records !== undefined && { records }),
        durationMs: seconds * 1000,
        readShare: reads / 100,
        ...(arrival === 'closed' ? {} : { perSecond: arrival }),
        seed,
        ...context.control,
      });
      if (load !== null) recorder.record(load);
      recorder.record(check);
    }
  });
  const { concludeRun } = await import('../run-report.ts');
  return concludeRun(context, run, { isFull: flags.full ?? false });
}
