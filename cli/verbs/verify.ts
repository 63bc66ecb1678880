// `storeproof verify`: whether two stores are equivalent, as far as seeded random sequences show.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { type ExitCode, StoreError } from '../../contract/errors.ts';
import type { SessionStore } from '../../contract/store.ts';
import type { Definition } from '../../definition/definition.ts';
import type { Step } from '../../definition/operation.ts';
import { type Subject, subjectOf } from '../../definition/subjects.ts';
import type { Counterexample, KeptHistory, Pair } from '../../props/index.ts';
import { DIFFERENCE } from '../../reports/difference-ways.ts';
import type { Way } from '../../reports/index.ts';
import sessions from '../../sessions/definition.ts';
import { asSubject } from '../../sessions/session-subjects.ts';
import { SUBJECT_NAMES, servedSubject } from '../../subjects/index.ts';
import { commandText, toolWords } from '../command-text.ts';
import type { AddVerb, Context } from '../context.ts';
import { makeFolder } from '../make-folder.ts';
import { pathName, seedNumber, shrinkPath, wholeNumber } from '../option-values.ts';
import { type RecordedRun, recordedRun } from '../recorded-run.ts';
import { type RunFlags, repeating, withRunFlags } from '../run-flags.ts';
import { shownPath } from '../shown-path.ts';

interface VerifyFlags extends RunFlags {
  readonly left: string;
  readonly right: string;
  readonly operations: number;
  readonly seed: number;
  readonly served?: true;
  readonly path?: string;
  readonly replay?: string;
  readonly corpus?: string;
}

export const addVerify: AddVerb = (program, run) => {
  withRunFlags(program.command('verify'))
    .description(
      'Plays the same random operations on two stores and on the model, with colliding ids, odd paths and restarts, ' +
        'and compares answers and error texts after every step. A difference is shown with the few operations that ' +
        'cause it, which are kept beside the results, and with the command that plays only them again. ' +
        `Stores: ${SUBJECT_NAMES.join(', ')}.`,
    )
    .option('--left <store>', 'one store', 'json')
    .option('--right <store>', 'the other', 'sqlite')
    .option('--operations <count>', 'how many', wholeNumber(1, 10_000_000), 20_000)
    .option('--seed <number>', 'of the sequence', seedNumber, 42)
    .option('--served', 'each store in a process of its own, over the subject protocol')
    .addOption(
      new Option(
        '--path <path>',
        'play only the operations that a check came to on this path; with the --operations and --seed printed with it',
      )
        .argParser(shrinkPath)
        .conflicts(['replay', 'corpus']),
    )
    .addOption(
      new Option('--replay <file>', 'play only the operations of this file')
        .argParser(pathName)
        .conflicts(['path', 'corpus']),
    )
    .option(
      '--corpus <dir>',
      'play the histories in this folder first, and keep new counterexamples there',
      pathName,
    )
    .examples([
      ['storeproof verify', 'json against sqlite, 20,000 operations'],
      ['storeproof verify --left json-safe --right sqlite-full --seed 7', 'others, with another sequence'],
      ['storeproof verify --replay history-0123456789abcdef.json', 'the operations of a counterexample'],
    ])
    .action(run(verifyVerb));
};

async function verifyVerb(context: Context, flags: VerifyFlags, verb: Command): Promise<ExitCode> {
  const definition = sessions;
  const left = subjectNamed(definition, flags.left, flags);
  const right = subjectNamed(definition, flags.right, flags);
  const { operations, seed, path, out } = flags;
  if (path !== undefined && verb.getOptionValueSource('operations') !== 'cli') {
    throw new StoreError(
      'E_USAGE',
      '--path goes with the --operations that were printed with it: among others it leads elsewhere. Nothing was played.',
    );
  }
  // Before a run is begun, so that a wrong file or path leaves no folder behind.
  const history = await givenHistory(context, flags, { definition, left, right });
  const histories = await keptBefore(context, flags, definition);
  const command = commandText(toolWords('verify'), repeating(flags));
  const options = { left: left.name, right: right.name, operations };
  const { RunFolder } = await import('../../props/index.ts');
  const place = RunFolder.placeOf([left, right]);
  const ways: Way[] = [];
  const run = await recordedRun(context, { command, seed, out, options, place }, async (recorded) => {
    const kept = await verified(context, flags, { definition, left, right, history, histories }, recorded);
    if (kept === null) return;
    const { operations: _operations, seed: _seed, corpus: _corpus, ...stores } = repeating(flags);
    const text = commandText(toolWords('verify'), { ...stores, replay: shownPath(kept) });
    ways.push({ label: DIFFERENCE, text });
  });
  const { concludeRun } = await import('../run-report.ts');
  return concludeRun(context, run, { isFull: flags.full ?? false, ways });
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
}

/** Answers the file of a new counterexample. */
async function verified<Store>(
  { progress, signal, warn }: Context,
  flags: VerifyFlags,
  { definition, history, histories, ...stores }: Given<Store>,
  { recorder, folder }: RecordedRun,
): Promise<string | null> {
  const props = await import('../../props/index.ts');
  const { operations, seed, corpus } = flags;
  const pair = { ...stores, signal };
  const options = { ...pair, operations, seed };
  if (history !== undefined) {
    recorder.record(await props.replayCheck(definition, { ...pair, operations: history, name: 'replay' }));
    return null;
  }
  if (histories.length > 0) {
    for (const check of await props.corpusChecks(definition, { ...pair, histories })) recorder.record(check);
  }
  const verdict = await props.checkEquivalence(definition, { ...options, onProgress: progress.listener });
  recorder.record(props.equivalenceCheck(verdict, (found) => replayCommand(flags, found)));
  const moving = { seed, signal, onProgress: progress.listener };
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

/** The length of the history is its own: what it shrinks to begins with its end. */
function replayCommand(flags: VerifyFlags, { index, path }: Counterexample): string {
  const { corpus: _corpus, ...rest } = repeating(flags);
  return commandText(toolWords('verify'), { ...rest, operations: index + 1, path });
}

/** Throws E_USAGE for a name that is none. */
function subjectNamed(
  definition: Definition<SessionStore>,
  name: string,
  { served }: VerifyFlags,
): Subject<SessionStore> {
  const subject = subjectOf(definition, name);
  const known = SUBJECT_NAMES.find((candidate) => candidate === name);
  return served === true && known !== undefined ? asSubject(servedSubject(known)) : subject;
}
