// The choice of operations, data and contestants on a command line, checked before any store is filled.

import { datasetsOf, type Field, fieldsOf, fullFields, isTooLarge } from '../bench/index.ts';
import { StoreError } from '../contract/errors.ts';
import type { Definition } from '../definition/definition.ts';
import { sectionOf } from '../definition/section.ts';
import { type Programs, subjectNames } from '../definition/subjects.ts';
import { namedProgram } from './answering-program.ts';
import type { BenchFlags } from './verbs/bench.ts';

export interface BenchChoice {
  readonly fields: readonly Field[];
  /** Undefined: the definition's choice, or all. */
  readonly operations: readonly string[] | undefined;
  readonly trials: number;
  readonly budgetSeconds: number;
  /** Of the user's own, by the name that it has among the contestants. */
  readonly programs: Programs;
  /** Data that was asked for and is left out. */
  readonly tooLarge: readonly string[];
}

const FULL = { trials: 3, budgetSeconds: 720 };
const QUICK = { trials: 3, budgetSeconds: 100 };
/** Where the whole run is a choice of the user's, or the definition does not say what a full one is. */
const CHOSEN = { trials: 5, budgetSeconds: 120 };

const SIZE_MAX = 100_000;

/** Throws E_USAGE, and what starting the program throws. `command` is a program of the user's, or empty. */
export async function chosenRun(
  definition: Definition,
  flags: BenchFlags,
  command: readonly string[] = [],
): Promise<BenchChoice> {
  const datasets = await datasetsOf(definition);
  const peerNames = subjectNames(definition, 'peer');
  const { operations, profiles, sizes, stores } = await chosenParts(definition, flags);
  const peers = flags.against?.map((name) => oneOf(peerNames, name, 'peer')) ?? [];
  const programs = await namedProgram(command);
  const against = [...peers, ...Object.keys(programs)];
  // Everything at every size is for the stores that we know to bear it.
  const isFull = flags.quick !== true && (profiles ?? sizes ?? stores) === undefined && command.length === 0;
  const { full } = await sectionOf(definition.bench ?? {});
  const scale = flags.quick === true ? QUICK : isFull && full !== undefined ? FULL : CHOSEN;
  const trials = flags.trials ?? scale.trials;
  const fields = isFull
    ? await fullFields(definition, trials, against)
    : await fieldsOf(definition, { stores, sizes, profiles, trials, against });
  return {
    fields,
    operations,
    trials,
    budgetSeconds: flags.budget ?? scale.budgetSeconds,
    programs,
    tooLarge: (profiles ?? []).flatMap((profile) =>
      (sizes ?? []).filter((size) => isTooLarge(datasets[profile], size)).map((size) => `${profile} ${size}`),
    ),
  };
}

/** What is named of each; undefined: nothing is. */
export interface ChosenParts {
  readonly operations: readonly string[] | undefined;
  readonly profiles: readonly string[] | undefined;
  readonly sizes: readonly number[] | undefined;
  readonly stores: readonly string[] | undefined;
}

/** Throws E_USAGE for what the definition does not have. */
export async function chosenParts(
  definition: Definition,
  { ops, profiles, sizes, stores }: Pick<BenchFlags, 'ops' | 'profiles' | 'sizes' | 'stores'>,
): Promise<ChosenParts> {
  const workloads = Object.keys(await sectionOf(definition.workloads ?? {}));
  const datasets = Object.keys(await datasetsOf(definition));
  const peers = subjectNames(definition, 'peer');
  const storeNames = Object.keys(definition.subjects).filter((name) => !peers.includes(name));
  return {
    operations: ops?.map((name) => {
      const isUntimed = !workloads.includes(name) && Object.hasOwn(definition.operations, name);
      return oneOf(workloads, name, 'operation', isUntimed ? ' that is timed: it is no workload' : '');
    }),
    profiles: profiles?.map((name) => oneOf(datasets, name, 'profile')),
    sizes: sizes?.map((text) => sizeOf(text, definition)),
    stores: stores?.map((name) => oneOf(storeNames, name, 'store')),
  };
}

/** Whole numbers only: "1e3" and "" are typing errors. */
function sizeOf(text: string, { words }: Definition): number {
  const size = Number(text);
  if (/^[0-9]+$/.test(text) && size >= 1 && size <= SIZE_MAX) return size;
  throw new StoreError(
    'E_USAGE',
    `"${text}" is no number of ${words?.record?.[1] ?? 'records'} from 1 to ${SIZE_MAX}.`,
  );
}

function oneOf(words: readonly string[], name: string, what: string, why = ''): string {
  if (words.includes(name)) return name;
  throw new StoreError('E_USAGE', `There is no ${what} "${name}"${why}. There are ${words.join(', ')}.`);
}
