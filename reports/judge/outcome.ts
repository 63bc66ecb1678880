// What a judge says of a test. One set of words inside; claims and gate print them in their own (reports/claims/claims.ts,
// reports/gate/gate.ts).

import type { Check } from '../../results/result.ts';
import type { Test } from '../../results/tests.ts';
import type { Doubt } from '../../statistics/doubts.ts';
import type { Estimate } from '../../statistics/interval.ts';
import type { Unit } from './units.ts';

/** Undecided: an interval that lies on both sides of the bound, or a single trial. */
export const VERDICTS = ['holds', 'fails', 'undecided', 'unmeasured'] as const;
export type Verdict = (typeof VERDICTS)[number];
export type Decided = Exclude<Verdict, 'unmeasured'>;

export interface Outcome {
  readonly test: Test;
  readonly verdict: Verdict;
  /** The worst first. */
  readonly found: readonly Finding[];
  readonly missing: readonly Missing[];
}

/** What was found in one place. */
export interface Finding {
  readonly verdict: Decided;
  readonly estimate: Estimate;
  /** The figure, for people, with the digits that keep it apart from its bound. */
  readonly text: string;
  /** What it was compared with, or what else there is to say of it; may be empty. */
  readonly against: string;
  /** Such as "get one at 1,000"; may be empty. */
  readonly at: string;
  /** Of the bound that is used up; above 1 misses it. */
  readonly share: number;
  /** Of the stores that are compared, by name. */
  readonly figures: ReadonlyMap<string, Figure>;
  readonly isSingle: boolean;
  readonly doubts: readonly Doubt[];
  /** Of failed checks: those that count, in which areas they are. */
  readonly checks?: readonly Check[];
}

/** A place in which nothing was measured. */
export interface Missing {
  /** For people, the place and the store. */
  readonly place: string;
  /** In the place of a figure: what is not there. */
  readonly found: string;
  readonly store: string;
  /** There are times, but of different work, which cannot be compared. */
  readonly isOtherWork?: true;
}

export interface Figure {
  readonly unit: Unit;
  /** Of times the median; else the figure, with the range over the runs. */
  readonly p50: Estimate;
  readonly p95: Estimate | null;
}

export type Findings = Pick<Outcome, 'found' | 'missing'>;
