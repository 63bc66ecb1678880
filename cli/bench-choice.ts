// The choice of operations, data and contestants on a command line, checked before any store is filled.

import {
  type Field,
  FLOOR_NAMES,
  fieldsOf,
  fullFields,
  isTooLarge,
  loadPeers,
  OPERATIONS,
  type Operation,
  PROFILES,
} from '../bench/index.ts';
import { StoreError } from '../contract/errors.ts';
import type { Programs } from '../definition/subjects.ts';
import { SUBJECT_NAMES } from '../subjects/index.ts';
import { namedProgram } from './answering-program.ts';
import type { BenchFlags } from './verbs/bench.ts';

export interface BenchChoice {
  readonly fields: readonly Field[];
  /** Undefined: all. */
  readonly operations: readonly Operation[] | undefined;
  readonly trials: number;
  readonly budgetSeconds: number;
  /** Of the user's own, by the name that it has among the contestants. */
  readonly programs: Programs;
  /** Data that was asked for and is left out. */
  readonly tooLarge: readonly string[];
}

const FULL = { trials: 3, budgetSeconds: 720 };
const QUICK = { trials: 3, budgetSeconds: 100 };
/** Where the whole run is a choice of the user's. */
const CHOSEN = { trials: 5, budgetSeconds: 120 };

const SESSIONS_MAX = 100_000;

/** Throws E_USAGE, and what starting the program throws. `command` is a program of the user's, or empty. */
export async function chosenRun(flags: BenchFlags, command: readonly string[] = []): Promise<BenchChoice> {
  const operations = flags.ops?.map((name) => oneOf(OPERATIONS, name, 'operation'));
  const profiles = flags.profiles?.map((name) => oneOf(PROFILES, name, 'profile'));
  const sizes = flags.sizes?.map(sizeOf);
  const stores = flags.stores?.map((name) => oneOf([...SUBJECT_NAMES, ...FLOOR_NAMES], name, 'store'));
  const peers = flags.against === undefined ? [] : await checkedPeers(flags.against);
  const programs = await namedProgram(command);
  const against = [...peers, ...Object.keys(programs)];
  // Everything at every size is for the stores that we know to bear it.
  const isFull = flags.quick !== true && (profiles ?? sizes ?? stores) === undefined && command.length === 0;
  const scale = flags.quick === true ? QUICK : isFull ? FULL : CHOSEN;
  const trials = flags.trials ?? scale.trials;
  const fields = isFull
    ? fullFields(trials, against)
    : fieldsOf({ stores, sizes, profiles, trials, against });
  return {
    fields,
    operations,
    trials,
    budgetSeconds: flags.budget ?? scale.budgetSeconds,
    programs,
    tooLarge: (profiles ?? []).flatMap((profile) =>
      (sizes ?? []).filter((size) => isTooLarge(profile, size)).map((size) => `${profile} ${size}`),
    ),
  };
}

/** Whole numbers only: "1e3" and "" are typing errors. */
function sizeOf(text: string): number {
  const size = Number(text);
  if (/^[0-9]+$/.test(text) && size >= 1 && size <= SESSIONS_MAX) return size;
  throw new StoreError('E_USAGE', `"${text}" is no number of sessions from 1 to ${SESSIONS_MAX}.`);
}

async function checkedPeers(names: readonly string[]): Promise<string[]> {
  const { PEER_NAMES } = await loadPeers();
  return names.map((name) => oneOf(PEER_NAMES, name, 'peer'));
}

function oneOf<T extends string>(words: readonly T[], name: string, what: string): T {
  const found = words.find((word) => word === name);
  if (found !== undefined) return found;
  throw new StoreError('E_USAGE', `There is no ${what} "${name}". There are ${words.join(', ')}.`);
}
