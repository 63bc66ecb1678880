// `storeproof load`: several processes on one workspace, and every acknowledged write looked for afterwards.

import type { ExitCode } from '../../contract/errors.ts';
import { PROCESSES_MAX } from '../../load/index.ts';
import { commandText, toolWords } from '../command-text.ts';
import type { AddVerb, Context } from '../context.ts';
import { exampleText } from '../examples.ts';
import { oneOrMoreOf, pathName, seedNumber, wholeNumber } from '../option-values.ts';
import { recordedRun } from '../recorded-run.ts';

interface LoadFlags {
  readonly store?: readonly string[];
  readonly processes: number;
  readonly seconds: number;
  readonly sessions: number;
  readonly reads: number;
  readonly seed: number;
  readonly out?: string;
}

/** Stores that outlive a process, so that several can share them. */
const SHARED_STORES = ['json', 'json-safe', 'sqlite', 'sqlite-full'];
const DEFAULT_STORES = ['json', 'json-safe', 'sqlite'];

export const addLoad: AddVerb = (program, run) => {
  program
    .command('load')
    .summary('several processes on one workspace, every acknowledged write counted')
    .description(
      'Several processes append to and read from one workspace; afterwards every write that one of them was told ' +
        'had happened is looked for. The store of the app loses some: that is expected, and shown.',
    )
    .option(
      '--store <name>',
      'a store, repeatable (default: json, json-safe, sqlite)',
      oneOrMoreOf(SHARED_STORES),
    )
    .option('--processes <count>', 'how many', wholeNumber(1, PROCESSES_MAX), 4)
    .option('--seconds <count>', 'for each store', wholeNumber(1, 600), 10)
    .option('--sessions <count>', 'in the workspace before', wholeNumber(1, 100_000), 100)
    .option('--reads <percent>', 'share of reads', wholeNumber(0, 100), 50)
    .option('--seed <number>', 'of the choices', seedNumber, 42)
    .option('--out <dir>', 'where results go (default: a new folder in reports/runs)', pathName)
    .addHelpText(
      'after',
      exampleText([
        ['storeproof load', 'the three stores, 10 seconds each'],
        ['storeproof load --store sqlite --processes 8 --reads 0', 'eight writers'],
      ]),
    )
    .action(run(loadVerb));
};

async function loadVerb(context: Context, flags: LoadFlags): Promise<ExitCode> {
  const { runLoad } = await import('../../load/index.ts');
  const { processes, seconds, sessions, reads, seed, out } = flags;
  const command = commandText(toolWords('load'), { ...flags, out: undefined });
  const options = { processes, seconds, sessions, readPercent: reads };
  const run = await recordedRun(context, { command, seed, out, options }, async ({ recorder }) => {
    for (const store of flags.store ?? DEFAULT_STORES) {
      const { load, check } = await runLoad({
        store,
        processes,
        sessions,
        durationMs: seconds * 1000,
        readShare: reads / 100,
        seed,
        onProgress: context.progress.listener,
        signal: context.signal,
      });
      if (load !== null) recorder.record(load);
      recorder.record(check);
    }
  });
  const { concludeRun } = await import('../run-report.ts');
  return concludeRun(context, run);
}
