// `storeproof verify`: whether two stores are equivalent, as far as seeded random sequences show.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ExitCode, StoreError } from '../../contract/errors.ts';
import { dealt, requireShares, shardSeed, shareOf } from '../../contract/shard.ts';
import type { Definition } from '../../definition/definition.ts';
import type { Step } from '../../definition/operation.ts';
import { servedSubject } from '../../definition/served.ts';
import { contestantsOf, type Subject, subjectNames, subjectOf } from '../../definition/subjects.ts';
import { TIERS } from '../../definition/verification.ts';
import { wordsOf } from '../../definition/words.ts';
import type { KeptHistory, Pair } from '../../props/index.ts';
import { DIFFERENCE } from '../../reports/difference-ways.ts';
import type { Way } from '../../reports/index.ts';
import { PARTS, type PartName } from '../../results/verification.ts';
import type { DefinitionWords } from '../../results/words.ts';
import { namedProgram } from '../answering-program.ts';
import { commandText, type OptionValues, toolWords, withProgram } from '../command-text.ts';
import type { UnderTest } from '../config-line.ts';
import type { AddVerb, Context } from '../context.ts';
import { makeFolder } from '../make-folder.ts';
import {
  oneOrMoreOf,
  pathName,
  seedNumber,
  shardNamed,
  shrinkPath,
  wholeNumber,
  words,
} from '../option-values.ts';
import { type RecordedRun, recordedRun } from '../recorded-run.ts';
import { repeating, type SharedRunFlags, withSharedRunFlags } from '../run-flags.ts';
import { shownPath } from '../shown-path.ts';
import type { Example } from '../verb.ts';
import { typedPart } from '../verification/parts.ts';
import type { PartsFlags, verifyParts as VerifyParts } from '../verification/parts-run.ts';

interface VerifyFlags
  extends SharedRunFlags,
    Pick<PartsFlags, 'tier' | 'only' | 'store' | 'budget' | 'case'> {
  readonly left: string;
  readonly right: string;
  readonly operations: number;
  readonly seed: number;
  readonly served?: true;
  readonly path?: string;
  readonly replay?: string;
  readonly corpus?: string;
}

export const addVerify =
  (underTest: UnderTest): AddVerb =>
  (program, run) => {
    const { definition, config } = underTest;
    const { baseline, candidate } = wordsOf(definition);
    const command = withSharedRunFlags(program.command('verify'), 'operations, with a seed of its own')
      .description(
        `Looks for what the stores do wrong, part by part: ${PARTS.join(', ')}. With two stores, a history or a number of ` +
          `operations it plays only that: the same random operations on both and on the model, with ${config === undefined ? 'colliding ids, odd paths and restarts' : 'restarts'}, ` +
          'compared after every step. What is found is shown with the few operations that cause it and the command that plays only them again. ' +
          `Stores: ${namesOf(underTest).join(', ')}.`,
      )
      .argument('[command...]', 'a program of yours and its arguments, behind --, as the other store')
      .option('--left <store>', 'one store', baseline)
      .option('--right <store>', 'the other', candidate)
      .option('--operations <count>', 'how many', wholeNumber(1, 10_000_000), 20_000)
      .option('--seed <number>', 'of the sequence', seedNumber, 42)
      .option('--served', 'each store in a process of its own, over the subject protocol');
    addHistoryOptions(addPartOptions(command, contestantsOf(definition)))
      .passThroughOptions()
      .examples(config === undefined ? EXAMPLES : examplesOf(config, { baseline, candidate }))
      .action(
        run((context: Context, words: readonly string[], flags: VerifyFlags, verb: Command) => {
          const line = { flags, verb, program: words };
          return isOfParts(line)
            ? verifyInParts(context, underTest, partsFlags(flags))
            : verifyVerb(context, underTest, line);
        }),
      );
  };

/** Peers of the session stores are no part of the promise. */
const namesOf = ({ definition, config }: UnderTest): string[] =>
  contestantsOf(definition).filter(
    (name) => config !== undefined || definition.subjects[name]?.role !== 'peer',
  );

const addHistoryOptions = <T extends Command>(command: T): T =>
  command
    .addOption(
      new Option(
        '--path <path>',
        'play only the operations that a check came to on this path; with the --operations and --seed printed with it',
      )
        .argParser(shrinkPath)
        .conflicts(['replay', 'corpus', 'shard']),
    )
    .addOption(
      new Option('--replay <file>', 'play only the operations of this file')
        .argParser(pathName)
        .conflicts(['path', 'corpus', 'shard']),
    )
    .option(
      '--corpus <dir>',
      'play the histories in this folder first, and keep new counterexamples there',
      pathName,
    );

const addPartOptions = <T extends Command>(command: T, stores: readonly string[]): T =>
  command
    .addOption(
      new Option('--tier <tier>', 'how much: in 5 minutes, within an hour, or until it is stopped')
        .choices(TIERS)
        .default('quick'),
    )
    .option(
      '--only <parts>',
      `only these parts, with commas between them: ${PARTS.map(typedPart).join(', ')}`,
      partNames,
    )
    .option('--store <name>', 'only this store, repeatable', oneOrMoreOf(stores))
    .option(
      '--budget <seconds>',
      'of all parts together (default: as the tier says)',
      wholeNumber(1, 1_000_000),
    )
    .option('--case <name>', 'only this case of the part that --only names, as a finding gives it');

function partNames(text: string): readonly PartName[] {
  const known = new Map(PARTS.map((name) => [typedPart(name), name]));
  return words(text.replaceAll('known bugs', 'known-bugs')).map((word) => {
    const name = known.get(word);
    if (name === undefined)
      throw new InvalidArgumentError(`It must be some of ${[...known.keys()].join(', ')}.`);
    return name;
  });
}

/** What says that two stores are meant, and sequences on them. */
const OF_SEQUENCES = ['left', 'right', 'operations', 'served', 'path', 'replay', 'corpus', 'shard'] as const;
const OF_PARTS = ['tier', 'only', 'store', 'budget', 'case'] as const;

/** Throws E_USAGE for options of both. */
function isOfParts({ verb, program }: Pick<Line, 'verb' | 'program'>): boolean {
  const typed = (names: readonly string[]): string | undefined =>
    names.find((name) => verb.getOptionValueSource(name) === 'cli');
  const [one, other] = [typed(OF_PARTS), typed(OF_SEQUENCES)];
  if (one !== undefined && (other !== undefined || program.length > 0)) {
    throw new StoreError(
      'E_USAGE',
      `--${one} is about parts of a verification, and ${other === undefined ? 'a program' : `--${other}`} about sequences on two stores. Give one of the two. Nothing was played.`,
    );
  }
  return other === undefined && program.length === 0;
}

/** Loaded when it is asked for: the comparison of two stores needs none of it. */
const verifyInParts = async (...given: Parameters<typeof VerifyParts>): Promise<ExitCode> =>
  (await import('../verification/parts-run.ts')).verifyParts(...given);

/** Without those that only sequences have. */
const partsFlags = ({ left, right, operations, ...flags }: VerifyFlags): PartsFlags => flags;

const EXAMPLES: readonly Example[] = [
  ['storeproof verify', 'every part, in five minutes'],
  ['storeproof verify --only crash,damage --store sqlite', 'two of them, on one store'],
  ['storeproof verify --operations 20000', 'json against sqlite, 20,000 operations'],
  ['storeproof verify --left json-safe --right sqlite-full --seed 7', 'others, with another sequence'],
  ['storeproof verify --left sqlite -- ./my-store', 'your program, and SQLite beside it'],
  ['storeproof verify --replay history-0123456789abcdef.json', 'the operations of a counterexample'],
];

const examplesOf = (
  config: string,
  { baseline, candidate }: Pick<DefinitionWords, 'baseline' | 'candidate'>,
): readonly Example[] => [
  [`storeproof verify --config ${config}`, 'every part that the definition has, in five minutes'],
  [`storeproof verify --config ${config} --operations 20000`, `${baseline} against ${candidate}`],
  [`storeproof verify --config ${config} -- ./my-store`, `your program against ${baseline}`],
];

interface Line {
  readonly flags: VerifyFlags;
  readonly verb: Command;
  /** A program of the user's; empty: none. */
  readonly program: readonly string[];
}

async function verifyVerb(context: Context, underTest: UnderTest, line: Line): Promise<ExitCode> {
  const { definition, config } = underTest;
  const { flags, program } = line;
  requireSense(definition, line);
  const programs = await namedProgram(program);
  const subjectNamed = (name: string): Subject<unknown> =>
    flags.served === true ? servedSubject(underTest, name) : subjectOf(definition, name);
  const left = subjectNamed(flags.left);
  const [name] = Object.keys(programs);
  const right = name === undefined ? subjectNamed(flags.right) : subjectOf(definition, name, programs);
  const { operations, seed, out } = flags;
  const shard = shardNamed(flags.shard);
  requireShares(operations, 'operations', shard);
  // Before a run is begun, so that a wrong file or path leaves no folder behind.
  const history = await givenHistory(context, flags, { definition, left, right });
  const histories = await keptBefore(context, flags, definition);
  // A tier is of parts alone, and has a default.
  const { tier: _tier, ...told } = repeating(flags);
  const { right: _right, ...others } = told;
  const again = (changed: OptionValues): string =>
    withProgram(
      commandText(toolWords('verify'), { ...(name === undefined ? told : others), ...changed }),
      program,
    );
  const options = { left: left.name, right: right.name, operations, corpus: flags.corpus !== undefined };
  const { HistoryFolder } = await import('../../props/index.ts');
  const place = HistoryFolder.placeOf([left, right]);
  const ways: Way[] = [];
  const request = { command: again({}), seed, out, options, shard, place, definition, config };
  const run = await recordedRun(context, request, async (recorded) => {
    const given = { definition, left, right, history, histories, again };
    const kept = await verified(context, flags, given, recorded);
    if (kept === null) return;
    const text = again({
      operations: undefined,
      seed: undefined,
      shard: undefined,
      corpus: undefined,
      replay: shownPath(kept),
    });
    ways.push({ label: DIFFERENCE, text });
  });
  const { concludeRun } = await import('../run-report.ts');
  return concludeRun(context, run, { isFull: flags.full ?? false, ways });
}

/** Throws E_USAGE for what would play something else than is meant. */
function requireSense(definition: Definition, { flags: { left, right, path }, verb, program }: Line): void {
  if (path !== undefined && verb.getOptionValueSource('operations') !== 'cli') {
    throw new StoreError(
      'E_USAGE',
      '--path goes with the --operations that were printed with it: among others it leads elsewhere. Nothing was played.',
    );
  }
  if (program.length > 0 && verb.getOptionValueSource('right') === 'cli') {
    throw new StoreError(
      'E_USAGE',
      'The program behind -- takes the place of --right. Give one of the two. Nothing was played.',
    );
  }
  const isAlone = program.length === 0 && left === right && subjectNames(definition, 'model').length === 0;
  if (isAlone) {
    throw new StoreError(
      'E_USAGE',
      `${left} would be compared with itself: ${definition.name} has no model. Name another store. Nothing was played.`,
    );
  }
}

interface Tried<Store> extends Pair<Store> {
  readonly definition: Definition<Store>;
}

/** Of --replay or --path. */
async function givenHistory<Store>(
  { signal }: Context,
  { operations, seed, path, replay }: VerifyFlags,
  { definition, ...pair }: Tried<Store>,
): Promise<readonly Step[] | undefined> {
  const { operationsAt, readHistory } = await import('../../props/index.ts');
  if (replay !== undefined) return readHistory(definition, replay);
  return path === undefined
    ? undefined
    : operationsAt(definition, path, { ...pair, operations, seed, signal });
}

/** The histories of --corpus, whose folder is made when it is absent; that there are none is said: the name may be mistyped. */
async function keptBefore<Store>(
  { warn }: Context,
  { corpus }: VerifyFlags,
  definition: Definition<Store>,
): Promise<readonly KeptHistory[]> {
  if (corpus === undefined) return [];
  const { readCorpus } = await import('../../props/index.ts');
  const isNew = !existsSync(corpus);
  makeFolder(corpus);
  const histories = await readCorpus(definition, corpus);
  if (histories.length === 0) {
    warn(`No kept history was played: the corpus ${shownPath(corpus)} ${isNew ? 'is new' : 'has none'}.`);
  }
  return histories;
}

interface Given<Store> extends Tried<Store> {
  /** Of --replay or --path. */
  readonly history: readonly Step[] | undefined;
  /** Of --corpus. */
  readonly histories: readonly KeptHistory[];
  /** The command line once more, with other options. */
  readonly again: (changed: OptionValues) => string;
}

/** Answers the file of a new counterexample. */
async function verified<Store>(
  { progress, signal, warn }: Context,
  flags: VerifyFlags,
  { definition, history, histories, again, ...stores }: Given<Store>,
  { recorder, folder }: RecordedRun,
): Promise<string | null> {
  const props = await import('../../props/index.ts');
  const { corpus } = flags;
  const shard = shardNamed(flags.shard);
  const [operations, seed] = [shareOf(flags.operations, shard), shardSeed(flags.seed, shard)];
  const pair = { ...stores, signal };
  const options = { ...pair, operations, seed };
  if (history !== undefined) {
    recorder.record(await props.replayCheck(definition, { ...pair, operations: history, name: 'replay' }));
    return null;
  }
  const kept = dealt(histories, shard);
  if (kept.length > 0) {
    for (const check of await props.corpusChecks(definition, { ...pair, histories: kept }))
      recorder.record(check);
  }
  const verdict = await props.checkEquivalence(definition, { ...options, onProgress: progress.listener });
  recorder.record(
    props.equivalenceCheck(verdict, ({ index, path }) =>
      again({ corpus: undefined, shard: undefined, seed, operations: index + 1, path }),
    ),
  );
  const moving = { seed, shard, signal, onProgress: progress.listener };
  for (const check of await props.migrationChecks(definition, moving)) recorder.record(check);
  const { counterexample } = verdict;
  if (counterexample?.replay !== 'same') return null;
  const name = props.historyName(counterexample.operations);
  props.keepHistory(join(folder, name), counterexample.operations);
  try {
    if (corpus !== undefined) props.keepHistory(join(corpus, name), counterexample.operations);
  } catch (error) {
    // The difference is found and kept all the same.
    warn(`The history is in the folder of the run, but not in the corpus: ${(error as Error).message}.`);
  }
  return join(folder, name);
}
