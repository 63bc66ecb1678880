// A run that is judged: its rows, what they measured, and which store is the candidate.

import type { Results } from '../../results/result-file.ts';
import { Measurements } from '../measurements.ts';
import { type Names, namesIn } from '../names.ts';

export interface Run {
  readonly results: Results;
  readonly measurements: Measurements;
  readonly names: Names;
  readonly candidate: string;
  readonly baseline: string;
  /** On which promises are judged. */
  readonly profile: string;
  /** That a test names; without a name, and for the definition's candidate, this run's candidate. */
  store(name: string | undefined): string;
}

export interface RunOptions {
  readonly measurements?: Measurements;
  /** Takes the place of the definition's candidate, such as a program. */
  readonly candidate?: string;
}

export function runOf(results: Results, options: RunOptions = {}): Run {
  const names = namesIn(results);
  const { measurements = new Measurements(results), candidate = names.candidate } = options;
  return {
    results,
    measurements,
    names,
    candidate,
    baseline: names.baseline,
    profile: names.referenceProfile,
    store: (name = candidate) => (name === names.candidate ? candidate : name),
  };
}

/** Whose figure a test is about, on which data, and which store it is compared with or told beside. */
export function sidesOf(
  test: {
    readonly store?: string | undefined;
    readonly over?: unknown;
    readonly profile?: string | undefined;
  },
  run: Run,
): { readonly store: string; readonly over: string | null; readonly profile: string } {
  return {
    store: run.store(test.store),
    over: typeof test.over === 'string' ? run.store(test.over) : null,
    profile: test.profile ?? run.profile,
  };
}
