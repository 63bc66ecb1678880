// `storeproof load`: several processes on one workspace, and every acknowledged write looked for afterwards.

import { InvalidArgumentError, Option } from 'commander';
import type { ExitCode } from '../../contract/errors.ts';
import type { ProgressListener } from '../../contract/progress.ts';
import { dealt, requireShares } from '../../contract/shard.ts';
import type { LoadDefinition, LoadMix } from '../../definition/load.ts';
import {
  DURATION_MS_MAX,
  FAULTS,
  floorsUnderLoad,
  type LoadOptions,
  namesUnderLoad,
  PROCESSES_MAX,
  sharedStores,
  storesUnderLoad,
} from '../../load/index.ts';
import type { Check, Knee, Load } from '../../results/result.ts';
import { namedProgram } from '../answering-program.ts';
import { commandText, toolWords, withProgram } from '../command-text.ts';
import type { UnderTest } from '../config-line.ts';
import type { AddVerb, Context } from '../context.ts';
import { oneOrMoreOf, seedNumber, shardNamed, wholeNumber } from '../option-values.ts';
import type { PlannedStage } from '../progress-whole.ts';
import { recordedRun } from '../recorded-run.ts';
import { repeating, type SharedRunFlags, withSharedRunFlags } from '../run-flags.ts';
import type { Example } from '../verb.ts';

interface LoadFlags extends SharedRunFlags {
  readonly store?: readonly string[];
  readonly processes: number;
  /** In seconds. */
  readonly duration: number;
  /** The same, as scripts of before say it. */
  readonly seconds?: number;
  /** Percent. */
  readonly reads?: number;
  /** Of the session stores, and of a definition. */
  readonly sessions?: number;
  readonly records?: number;
  readonly mix?: readonly string[];
  readonly arrival: string;
  readonly fault?: readonly string[];
  readonly soak?: true;
  /** A p99, in milliseconds. */
  readonly knee?: number;
  readonly seed: number;
}

/** The definition's part for a load says which stores there are, so it is loaded for the help text, too. */
export async function loadVerb(underTest: UnderTest): Promise<AddVerb> {
  const { definition, config } = underTest;
  const stores = await storesUnderLoad(definition);
  const { operations, mixes, faults } = await namesUnderLoad(definition);
  return (program, run) => {
    withSharedRunFlags(program.command('load'), 'stores')
      .description(
        `Several processes write to and read from one ${config === undefined ? 'workspace' : 'store'}; afterwards the history of all that they did is ` +
          `checked: every write that one of them was told of is there, once and in order, and every read showed it. ${config === undefined ? 'The store of the app loses some: that is expected, and shown. ' : ''}A program of yours ` +
          'that answers the subject protocol is loaded beside them: each process has one of its own.',
      )
      .argument('[command...]', 'a program of yours and its arguments, behind --')
      .option(
        '--store <name>',
        `a store, repeatable (default: ${stores.join(', ')})`,
        oneOrMoreOf([
          ...sharedStores(definition, config === undefined ? ['store'] : undefined),
          ...floorsUnderLoad(definition),
        ]),
      )
      .option('--processes <count>', 'how many', wholeNumber(1, PROCESSES_MAX), 4)
      .option(
        '--duration <time>',
        'of each run, in seconds, or such as 10m or 2h; a process that goes on 15 seconds longer is ended',
        durationOf,
        10,
      )
      .addOption(secondsOption())
      .option(
        `--${unitOf(config)} <count>`,
        config === undefined ? 'in the workspace before' : 'in the store before',
        wholeNumber(1, 100_000),
        100,
      )
      .option(
        '--mix <name|operation=weight,...>',
        `who does what, repeatable: ${Object.entries(mixes).map(mixText).join('; ')}; or operations with how often each comes: ` +
          `${operations.join(', ')} (default: ${Object.keys(mixes)[0]})`,
        repeated,
      )
      .addOption(readsOption())
      .option(
        '--arrival <closed|rate|low..high>',
        'closed: each process calls when its last call has ended; a number: so many calls a second of all together, ' +
          'latency from when they were due; two numbers: a run at the lower one, at twice as many, and so on up to the higher one',
        'closed',
      )
      .option(
        '--fault <name@second>',
        `what goes wrong meanwhile, repeatable, such as kill@2, stop@2+3 (for 3 seconds) or stop@2+3:0 (the first process): ${faultsText(faults)}`,
        repeated,
      )
      .option(
        '--soak',
        'ends at the first finding, and fails when memory, handles or a log grow all the time; a minute at least',
      )
      .addOption(kneeOption())
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

const secondsOption = (): Option =>
  new Option('--seconds <count>', 'the same as --duration').argParser(durationOf).conflicts('duration');

const readsOption = (): Option =>
  new Option('--reads <percent>', 'a mix of appends and reads alone: how many of the calls are reads')
    .argParser(wholeNumber(0, 100))
    .conflicts('mix');

const kneeOption = (): Option =>
  new Option(
    '--knee <ms>',
    'looks for the highest rate of calls whose p99 stays below, by some 20 runs for each store',
  )
    .argParser(wholeNumber(1, 60_000))
    .conflicts(['arrival', 'fault', 'soak']);

const unitOf = (config: string | undefined): 'sessions' | 'records' =>
  config === undefined ? 'sessions' : 'records';

const EXAMPLES: readonly Example[] = [
  ['storeproof load', 'the three stores, 10 seconds each'],
  ['storeproof load --store sqlite --processes 8 --mix appends', 'eight writers'],
  ['storeproof load --store sqlite --mix appendMessage=1,getOne=4', 'four reads for each append'],
  ['storeproof load --store sqlite --arrival 200', '200 calls a second, whatever the store does'],
  ['storeproof load --store sqlite --arrival 100..1600', 'five runs: 100, 200, 400, 800 and 1600'],
  ['storeproof load --store sqlite -- ./my-store --flag', 'your program, and SQLite beside it'],
];

const examplesOf = (config: string, stores: readonly string[]): readonly Example[] => [
  [`storeproof load --config ${config}`, `${stores.join(', ')}, 10 seconds each`],
  [`storeproof load --config ${config} --processes 8`, 'eight processes'],
];

/** Without a default value: options that collect are known by their second parameter (cli/strict-options.ts). */
const repeated = (text: string, before: readonly string[] | undefined): string[] => [...(before ?? []), text];

const faultsText = (own: Readonly<Record<string, { readonly says: string }>>): string =>
  Object.entries({ ...FAULTS, ...own })
    .map(([name, { says }]) => `${name}: ${says}`)
    .join('; ');

const mixText = ([name, { says }]: readonly [string, LoadMix]): string => `${name}: ${says}`;

const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3_600 };

/** Seconds of such as 90, 10m or 2h. */
function durationOf(text: string): number {
  const [, count = '', unit = ''] = /^([0-9]+)([smh]?)$/.exec(text) ?? [];
  const seconds = count === '' ? 0 : Number(count) * (SECONDS[unit] as number);
  if (seconds > 0 && seconds * 1000 <= DURATION_MS_MAX) return seconds;
  throw new InvalidArgumentError(
    `It must be a whole number of seconds, or of minutes or hours such as 10m or 2h, up to ${DURATION_MS_MAX / 3_600_000}h.`,
  );
}

interface Line {
  /** A program of the user's; empty: none. */
  readonly program: readonly string[];
  readonly flags: LoadFlags;
}

/** Undefined without a share of reads. */
function readsMix(load: LoadDefinition<never>, reads: number | undefined): readonly string[] | undefined {
  if (reads === undefined) return undefined;
  const first = (does: 'append' | 'read'): string | undefined =>
    Object.keys(load.operations).find((name) => load.operations[name]?.does === does);
  const weights = [
    [first('append'), 100 - reads],
    [first('read'), reads],
  ] as const;
  return [
    weights
      .filter(([name, weight]) => name !== undefined && weight > 0)
      .map(([name, weight]) => `${name}=${weight}`)
      .join(','),
  ];
}

async function runLoads(context: Context, underTest: UnderTest, { program, flags }: Line): Promise<ExitCode> {
  const { definition, config } = underTest;
  const { arrivalsOf, chosenMix, faultPlans, loadOf, requireSoakTime } = await import('../../load/index.ts');
  // Before a run is begun, so that what cannot be leaves no folder behind.
  const load = await loadOf(definition);
  const {
    processes,
    duration: told,
    seconds: duration = told,
    reads,
    mix = readsMix(load, reads),
    arrival,
    fault: faults = [],
    soak = false,
    knee,
    seed,
    out,
  } = flags;
  const mixes = [...new Set(mix ?? [undefined])].map((text) => chosenMix(load, text, processes).name);
  const arrivals = arrivalsOf(arrival);
  const durationMs = duration * 1000;
  requireSoakTime({ soak, durationMs });
  faultPlans(faults, { processes, durationMs, seed, own: Object.keys(load.faults ?? {}) });
  const programs = await namedProgram(program);
  // One of the two has a default.
  const records = flags.records ?? flags.sessions ?? 0;
  const all = [...new Set(flags.store ?? (await storesUnderLoad(definition))), ...Object.keys(programs)];
  const shard = shardNamed(flags.shard);
  requireShares(all.length, 'stores', shard);
  const stores = dealt(all, shard);
  const command = withProgram(commandText(toolWords('load'), repeating(flags)), program);
  const options = {
    ...{ processes, duration, [unitOf(config)]: records, mix: mixes.join(' '), arrival },
    ...(faults.length > 0 && { fault: faults.join(' ') }),
    ...(soak && { soak }),
    ...(knee !== undefined && { knee }),
    stores: all.join(','),
  };
  const request = { command, seed, out, options, shard, definition, config };
  // Stores beside each other: what is compared is measured one after the other.
  const runs = mixes.flatMap((mix) =>
    arrivals.flatMap((perSecond) => stores.map((store) => ({ mix, perSecond, store }))),
  );
  const run = await recordedRun(context, request, async ({ recorder }) => {
    context.progress.plan(runs.map(({ store }) => plannedRun(store, flags)));
    for (const { store, mix, perSecond } of runs) {
      const options = {
        ...{ store, programs, processes, mix, durationMs, faults, soak, seed },
        records,
        ...(perSecond !== null && { perSecond }),
        ...context.control,
      };
      for (const row of await rowsOf(underTest, options, knee)) recorder.record(row);
    }
  });
  const { concludeRun } = await import('../run-report.ts');
  return concludeRun(context, run, { isFull: flags.full ?? false });
}

type Asked = LoadOptions & Pick<Knee, 'mix' | 'processes' | 'records'>;

/** Of one run, or of the search for a knee, which does many. */
async function rowsOf(
  underTest: UnderTest,
  options: Asked,
  kneeMs: number | undefined,
): Promise<(Check | Knee | Load)[]> {
  const { findKnee, PER_SECOND_MAX, runLoad } = await import('../../load/index.ts');
  if (kneeMs === undefined) {
    const { load, check } = await runLoad(underTest, options);
    return load === null ? [check] : [load, check];
  }
  const { store, mix, processes, records, durationMs = 0, onProgress } = options;
  const beginMs = performance.now();
  // Each run tells only of itself, and nobody knows how many there will be.
  const tell: ProgressListener = ({ stage, detail }) => {
    const done = Math.round(performance.now() - beginMs);
    const total = Math.max(done + durationMs, KNEE_RUNS * (durationMs + 1_000));
    onProgress?.({ stage, done, total, unit: 'ms', ...(detail !== undefined && { detail }) });
  };
  const runAt = (perSecond: number) => runLoad(underTest, { ...options, perSecond, onProgress: tell });
  const { knee, check } = await findKnee(runAt, {
    ...{ store, mix, processes, records },
    ...{ promisedNsP99: kneeMs * 1e6, maxPerSecond: PER_SECOND_MAX },
  });
  return knee === null ? [check] : [knee, check];
}

/** A search takes as many runs as it needs; this is what most need. */
const KNEE_RUNS = 18;

const plannedRun = (store: string, { duration, knee }: LoadFlags): PlannedStage => ({
  stage: `load on ${store}`,
  seconds: (duration + 1) * (knee === undefined ? 1 : KNEE_RUNS),
  ...(knee === undefined && { isTimed: true }),
});
