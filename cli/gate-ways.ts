// Where a gate leads: the commands that decide more than the run that was judged. The same run again measures nothing
// that it did not measure, and few trials stay few.

import type { GateResult, JudgedTarget, Way } from '../reports/index.ts';
import { repetition } from '../reports/index.ts';
import { isProgram, namesIn } from '../reports/names.ts';
import { verbOf } from '../results/identity.ts';
import type { Results } from '../results/result-file.ts';
import type { TestOf } from '../results/tests.ts';
import { commandText, toolWords } from './command-text.ts';
import { FULL, STORES_TIMED, STORES_UNDER_LOAD } from './proof/scale.ts';

/** The gate that was asked, as its options name it. */
export interface Asked {
  readonly files: readonly string[];
  readonly targets: string | undefined;
  readonly candidate: string | undefined;
}

export function gateWays(result: GateResult, results: Results, asked: Asked): Way[] {
  const { targets } = result;
  const { command } = repetition(results);
  const again: Way = { label: 'Measure again', text: command };
  if (!results.isComplete) return [again];
  const voting = targets.filter(({ isInformational }) => !isInformational);
  const absent = voting.filter(({ isUnmeasured }) => isUnmeasured);
  if (isQuick(command)) {
    const left = measuredOf(absent, results).filter((target) => !isInProof(target, command));
    return [
      { label: 'The whole run', text: wholeOf(command) },
      ...(left.length === 0 ? [] : [{ label: 'The rest', text: benchText(left, command) }]),
      ...(neededOf(result, results).length === 0
        ? []
        : [{ label: 'Or longer', text: longerText(command, asked) }]),
    ];
  }
  if (absent.length > 0) return measuring(absent, command, results) ?? [again];
  const open = measuredOf(
    voting.filter(({ verdict, isSingle }) => isSingle || verdict === 'cannot tell'),
    results,
  );
  if (open.length === 0) return [again];
  return verbOf({ command }) === 'bench'
    ? [{ label: 'More trials', text: withMoreTrials(command, results) }]
    : [{ label: 'More trials', text: benchText(open, command, { trials: 2 * FULL.trials }) }, again];
}

/** It has a single trial of everything, which decides nothing however often it is taken. */
const isQuick = (command: string): boolean => verbOf({ command }) === 'proof' && / --quick\b/.test(command);

const wholeOf = (command: string): string => command.replace(/ --quick\b/, '');

const LONGER_SECONDS = 60;

const longerText = (command: string, { files, targets, candidate }: Asked): string => {
  const options = { targets, candidate, 'measure-longer': LONGER_SECONDS };
  return `${startOf('gate', command)} ${commandText(files, options)}`;
};

/** A choice of the benchmark, as its options name it. */
export interface Needed {
  readonly stores: readonly string[];
  readonly against: readonly string[];
  readonly ops: readonly string[];
  readonly sizes: readonly string[];
  readonly profiles: readonly string[];
}

/**
 * What a benchmark measures again of the targets that it may decide, those together that need the same stores: beside a slow
 * one a fast one gets few samples. Empty where nothing is open, or something is missed already. A program is started only by
 * whoever names it: a result file does not.
 */
export function neededOf({ targets }: GateResult, results: Results): readonly Needed[] {
  const voting = targets.filter(({ isInformational }) => !isInformational);
  const isOpen = ({ verdict, isSingle }: JudgedTarget): boolean => isSingle || verdict === 'cannot tell';
  if (voting.some((target) => target.verdict === 'fail' && !isOpen(target))) return [];
  const open = measuredOf(voting.filter(isOpen), results).filter(
    ({ stores, operations }) => operations.length > 0 && !stores.some(isProgram),
  );
  const names = namesIn(results);
  const isPeer = (store: string): boolean => names.isPeer(store);
  return [...Map.groupBy(open, ({ stores }) => distinct(stores).toSorted().join()).values()].map(
    (together) => {
      const stores = distinct(together.flatMap((one) => one.stores));
      return {
        stores: stores.filter((store) => !isPeer(store)),
        against: stores.filter(isPeer),
        ops: distinct(together.flatMap(({ operations }) => operations)),
        sizes: distinct(together.flatMap((one) => sizesOf(one, results))).map(String),
        profiles: distinct(together.map(({ profile }) => profile)),
      };
    },
  );
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** Without a choice, those of the run. */
const sizesOf = ({ records, operations, profile }: Measured, { rows }: Results): readonly number[] =>
  records.length > 0
    ? records
    : rows.flatMap((row) =>
        row.row === 'trial' && row.profile === profile && operations.includes(row.operation)
          ? [row.records]
          : [],
      );

interface Measured {
  readonly stores: readonly string[];
  readonly operations: readonly string[];
  readonly records: readonly number[];
  readonly profile: string;
  /** Whether that is the profile on which promises are judged, which a benchmark takes by itself. */
  readonly isReference: boolean;
}

/** What a benchmark measures of targets. */
const measuredOf = (targets: readonly JudgedTarget[], { header, rows }: Results): Measured[] =>
  targets.flatMap(({ test, stores }) => {
    const reference = header.definition.referenceProfile;
    switch (test.quantity) {
      case 'ratio':
      case 'time':
      case 'size':
      case 'size ratio':
      case 'exponent': {
        const { profile = reference } = test;
        const records = test.quantity === 'exponent' ? [test.from, test.to] : (test.records ?? []);
        const operations = 'operations' in test ? test.operations : [];
        const other = test.quantity === 'ratio' ? test.overOperation : undefined;
        const all = other === undefined ? operations : [...operations, other];
        return [{ stores, operations: all, records, profile, isReference: profile === reference }];
      }
      case 'figure':
        return takenAgain(test, rows).map((taken) => ({
          ...{ stores, profile: reference },
          ...taken,
          isReference: (taken.profile ?? reference) === reference,
        }));
      default:
        return [];
    }
  });

/** By which operations a benchmark takes a figure; none of one that a run takes once, as of an import. */
function takenAgain(
  { figure, records, profile }: TestOf<'figure'>,
  rows: Results['rows'],
): (Pick<Measured, 'operations' | 'records'> & Partial<Pick<Measured, 'profile'>>)[] {
  const taken = rows.filter((row) => row.row === 'figure').filter(({ name }) => name === figure);
  const operations = distinct(taken.flatMap(({ operation }) => operation ?? []));
  const sizes = records ?? distinct(taken.map((row) => row.records));
  return operations.length === 0
    ? []
    : [{ operations, records: sizes, ...(profile !== undefined && { profile }) }];
}

/** The main job where checks or writes are missing, and a benchmark for times and sizes that it does not take. */
function measuring(absent: readonly JudgedTarget[], command: string, results: Results): Way[] | undefined {
  const isProofMissing = verbOf({ command }) !== 'proof';
  const isProofWanted =
    isProofMissing &&
    absent.some(
      ({ test: { quantity }, stores }) =>
        quantity === 'failed checks' ||
        (quantity === 'lost writes' && stores.every((store) => isInLoad(store, command))),
    );
  const measured = measuredOf(absent, results);
  const isCovered = (target: Measured): boolean => isInProof(target, command);
  const left = isProofWanted ? measured.filter((target) => !isCovered(target)) : measured;
  const ways = [
    ...(isProofWanted ? [startOf('proof', command)] : []),
    ...(left.length > 0 ? [benchText(left, command)] : []),
  ].map((text, at) => ({ label: at === 0 ? 'Measure it' : 'The rest', text }));
  return ways.length === 0 ? undefined : ways;
}

/** The main job of a definition has all that it has, but no program. */
const isInProof = ({ records, isReference, stores }: Measured, command: string): boolean =>
  configIn(command) === ''
    ? records.every((size) => FULL.sizes.includes(size)) &&
      isReference &&
      stores.every((name) => STORES_TIMED.includes(name))
    : !stores.some(isProgram);

const isInLoad = (store: string, command: string): boolean =>
  configIn(command) === '' ? STORES_UNDER_LOAD.includes(store) : !isProgram(store);

const startOf = (verb: string, command: string): string =>
  `${commandText(toolWords(verb))}${configIn(command)}`;

/** As it was typed, with a space before it; empty of the session stores. */
const configIn = (command: string): string =>
  / --config (?:'[^']*'(?:\\''[^']*')*|\S+)/.exec(splitAt(command).own)?.[0] ?? '';

/** What is needed for these targets, and no more. */
function benchText(
  targets: readonly Measured[],
  command: string,
  more: Readonly<Record<string, number>> = {},
): string {
  const list = (values: readonly (string | number)[]): string | undefined =>
    values.length === 0 ? undefined : [...new Set(values)].join(',');
  const stores = targets.flatMap((target) => target.stores);
  const options = commandText([], {
    sizes: list(targets.flatMap(({ records }) => records)),
    ops: list(targets.flatMap(({ operations }) => operations)),
    profiles: targets.every(({ isReference }) => isReference)
      ? undefined
      : list(targets.map(({ profile }) => profile)),
    stores: list(stores.filter((store) => !isProgram(store))),
    ...more,
  });
  const text = `${startOf('bench', command)} ${options}`;
  return stores.some(isProgram) ? `${text}${splitAt(command).program}` : text;
}

/** Trials, and the time that they may take; both were those of the run, whatever was typed. */
const TRIALS_MIN = 5;

function withMoreTrials(command: string, { header: { options } }: Results): string {
  const { own, program } = splitAt(command);
  const plain = own.replaceAll(/ --(?:trials|budget) \d+/g, '');
  const trials = Math.max(TRIALS_MIN, 2 * Number(options.trials ?? 0));
  const budget = 2 * Number(options.budgetSeconds ?? 0);
  return `${plain} --trials ${trials}${budget > 0 ? ` --budget ${budget}` : ''}${program}`;
}

/** The words of the tool, and those of a program of the user's behind them. */
function splitAt(command: string): { readonly own: string; readonly program: string } {
  const at = command.indexOf(' -- ');
  return at < 0 ? { own: command, program: '' } : { own: command.slice(0, at), program: command.slice(at) };
}
