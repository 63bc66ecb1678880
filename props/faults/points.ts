// What is played, by name: a point is one call that goes wrong while one store does one thing. Findings name it, and it can be played alone.

import { StoreError } from '../../contract/errors.ts';

/** One store that does one thing. */
export interface Spot {
  readonly store: string;
  /** Names of changes, with commas between them; or `drawn SEED`: operations of the definition. Of a work and a case, its name. */
  readonly sequence: string;
  /** The step of the sequence, from 0, or what is done before and after it. */
  readonly at: string;
}

export interface Point extends Spot {
  readonly form: string;
  /** From 1. */
  readonly nth: number;
}

/** A spot with what is tried there: each form with the calls `from`, `from + stride` and so on, until the work goes through untouched. */
export interface Task extends Spot {
  /** Names. Of another manner than forms.ts has: none. */
  readonly forms: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly stride: number;
  /** By the clock of this machine: it ends soon after it. */
  readonly untilMs: number;
}

/** What can take the place of a step. `gone`, `replaced`: a file of the open store, before the first step. */
export const OTHER_SPOTS = [
  'make',
  'open',
  'close',
  'other byte',
  'gone',
  'replaced',
  'work',
  'case',
] as const;

const SEPARATOR = ':';

export const pointName = ({ store, sequence, at, form, nth }: Point): string =>
  [store, sequence, at, form, nth].join(SEPARATOR);

/** Throws E_USAGE. */
export function pointNamed(name: string): Point {
  const [store = '', sequence = '', at = '', form = '', nth = '', ...rest] = name.split(SEPARATOR);
  const isPlace = /^\d+$/.test(at) || OTHER_SPOTS.some((spot) => spot === at);
  if (rest.length === 0 && isPlace && /^\d+$/.test(nth))
    return { store, sequence, at, form, nth: Number(nth) };
  throw new StoreError(
    'E_USAGE',
    `"${name}" names no failing call. A name has five parts, such as "sqlite:append:0:write EIO once:3": store, changes, which of them, failure, call.`,
  );
}

/** For people. */
export function pointText({ store, sequence, at, form, nth }: Point): string {
  const what = /^\d+$/.test(at)
    ? stepText(sequence, Number(at))
    : `${at}${sequence === '' ? '' : ` (${sequence})`}`;
  return form === '' ? `${store}, ${what}, file ${nth}` : `${store}, ${what}, call ${nth} of "${form}"`;
}

function stepText(sequence: string, at: number): string {
  const names = sequence.split(',');
  const before = names.slice(0, at);
  const name = names.length > at ? names[at] : `step ${at} of ${sequence}`;
  return before.length === 0 ? `${name}` : `${name} after ${before.join(', ')}`;
}
