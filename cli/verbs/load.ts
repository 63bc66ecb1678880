// `storeproof load`: several processes on one workspace, and every acknowledged write looked for afterwards.

import { InvalidArgumentError } from 'commander';
import type { ExitCode } from '../../contract/errors.ts';
import { PER_SECOND_MAX, PROCESSES_MAX } from '../../load/index.ts';
import { namedProgram } from '../answering-program.ts';
import { commandText, toolWords, withProgram } from '../command-text.ts';
import type { AddVerb, Context } from '../context.ts';
import { oneOrMoreOf, seedNumber, wholeNumber } from '../option-values.ts';
import { recordedRun } from '../recorded-run.ts';
import { type RunFlags, repeating, withRunFlags } from '../run-flags.ts';

interface LoadFlags extends RunFlags {
  readonly store?: readonly string[];
  readonly processes: number;
  readonly seconds: number;
  readonly sessions: number;
  readonly reads: number;
  readonly arrival: 'closed' | number;
  readonly seed: number;
}

/** Stores that outlive a process, so that several can share them. */
const SHARED_STORES = ['json', 'json-safe', 'sqlite', 'sqlite-full'];
const DEFAULT_STORES = ['json', 'json-safe', 'sqlite'];

export const addLoad: AddVerb = (program, run) => {
  withRunFlags(program.command('load'))
    .description(
      'Several processes append to and read from one workspace; afterwards every write that one of them was told ' +
        'had happened is looked for. The store of the app loses some: that is expected, and shown. A program of yours ' +
        'that answers the subject protocol is loaded beside them: each process has one of its own.',
    )
    .argument('[command...]', 'a program of yours and its arguments, behind --')
    .option(
      '--store <name>',
      'a store, repeatable (default: json, json-safe, sqlite)',
      oneOrMoreOf(SHARED_STORES),
    )
    .option('--processes <count>', 'how many', wholeNumber(1, PROCESSES_MAX), 4)
    .option(
      '--seconds <count>',
      'for each store; a process that goes on 15 seconds longer is ended',
      wholeNumber(1, 600),
      10,
    )
    .option('--sessions <count>', 'in the workspace before', wholeNumber(1, 100_000), 100)
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
    .examples([
      ['storeproof load', 'the three stores, 10 seconds each'],
      ['storeproof load --store sqlite --processes 8 --reads 0', 'eight writers'],
      ['storeproof load --store sqlite --arrival 200', '200 calls a second, whatever the store does'],
      ['storeproof load --store sqlite -- ./my-store --flag', 'your program, and SQLite beside it'],
    ])
    .action(run(loadVerb));
};

function arrivalOf(text: string): 'closed' | number {
  if (text === 'closed') return text;
  const perSecond = Number(text);
  if (/^[0-9]+(\.[0-9]+)?$/.test(text) && perSecond > 0 && perSecond <= PER_SECOND_MAX) return perSecond;
  throw new InvalidArgumentError(
    `It must be "closed" or a number of calls a second up to ${PER_SECOND_MAX}.`,
  );
}

async function loadVerb(context: Context, program: readonly string[], flags: LoadFlags): Promise<ExitCode> {
  const { runLoad } = await import('../../load/index.ts');
  const { sessionSource } = await import('../../sessions/source.ts');
  const source = await sessionSource();
  const programs = await namedProgram(program);
  const { processes, seconds, sessions, reads, arrival, seed, out } = flags;
  const command = withProgram(commandText(toolWords('load'), repeating(flags)), program);
  const options = { processes, seconds, sessions, readPercent: reads, arrival };
  const run = await recordedRun(context, { command, seed, out, options }, async ({ recorder }) => {
    const stores = [...new Set(flags.store ?? DEFAULT_STORES), ...Object.keys(programs)];
    context.progress.plan(
      stores.map((store) => ({ stage: `load on ${store}`, seconds: seconds + 1, isTimed: true })),
    );
    for (const store of stores) {
      const { load, check } = await runLoad(source, {
        store,
        programs,
        processes,
        records: sessions,
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
