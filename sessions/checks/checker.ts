// A checker is itself checked: what is sound must pass it, and each fault that is planted must be found.

import { isDeepStrictEqual } from 'node:util';
import { writeJson } from '../../contract/json-text.ts';

/** What is wrong, in words; null: nothing. What it throws is wrong as well. */
export type Find = () => string | null | Promise<string | null>;

export interface Witness {
  /** Nothing may be found. */
  sound(what: string, find: Find): Promise<void>;
  /** Something has to be found. */
  planted(what: string, find: Find): Promise<void>;
}

/** What it found, in words; null: nothing. What it throws is a finding as well. */
export type SmallCheck = (seed: number) => Promise<string | null>;

export type Checker = (witness: Witness, seed: number) => Promise<void>;

export const foundBy = async (find: Find): Promise<string | null> => {
  try {
    return await find();
  } catch (error) {
    return `it threw: ${String(error)}`;
  }
};

/** The first false alarm, or the first fault that was not found. */
export const smallCheckOf =
  (checker: Checker): SmallCheck =>
  async (seed) => {
    let wrong: string | null = null;
    const witness: Witness = {
      sound: async (what, find) => {
        wrong ??= said(what, await foundBy(find));
      },
      planted: async (what, find) => {
        if (wrong === null && (await foundBy(find)) === null) wrong = `${what}: not found`;
      },
    };
    await checker(witness, seed);
    return wrong;
  };

const said = (what: string, found: string | null): string | null =>
  found === null ? null : `${what}: ${found}`;

/** Where it is something else. */
export const unless = (actual: unknown, wanted: unknown): string | null =>
  isDeepStrictEqual(actual, wanted) ? null : `${writeJson(actual)}, and not ${writeJson(wanted)}`;

/** Of numbers that are not exact. */
export const unlessNear = (actual: number, wanted: number, share = 1e-3): string | null =>
  Math.abs(actual - wanted) <= share * Math.max(1e-12, Math.abs(wanted))
    ? null
    : `${actual}, and not ${wanted}`;
