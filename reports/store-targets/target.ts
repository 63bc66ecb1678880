// What the store is to reach: targets of its engineers, apart from what the design document promises (reports/claims)
// and from what a change must not break (reports/gate).

import type { Verdict } from '../claims/claim.ts';
import type { Decided } from '../claims/judgement.ts';
import type { QuantileName } from '../statistics/measurement.ts';

export interface StoreTarget {
  readonly id: string;
  readonly title: string;
  /** All must hold. */
  readonly parts: readonly Part[];
}

/** Where a part is judged: every one of the operations at every one of the sizes. */
export interface Scope extends Sizes {
  readonly operations: readonly string[];
}

export interface Sizes {
  readonly profile: string;
  /** `every`: all at which the run timed SQLite, or weighed it, at least one. */
  readonly records: readonly number[] | 'every';
}

export type Part = (
  | RatioPart
  | PeersPart
  | TimePart
  | ExponentPart
  | BytesPart
  | SizeRatioPart
  | FigurePart
  | ChecksPart
  | UntoldPart
) & {
  /** In the words of the target. */
  readonly asked: string;
};

/** Median time over that of another contestant on the same operation, or on another one. */
export interface RatioPart extends Scope {
  readonly kind: 'ratio';
  readonly over: string;
  /** Null: the same operation. */
  readonly overOperation: string | null;
  readonly ratioMax: number;
  /** Told as "65x as fast", as it is asked. */
  readonly isSpeed: boolean;
}

/** Median time over that of each peer: at most 1. */
export interface PeersPart extends Scope {
  readonly kind: 'peers';
  readonly isDurableOnly: boolean;
}

export interface TimePart extends Scope {
  readonly kind: 'time';
  readonly quantile: QuantileName;
  readonly nsMax: number;
  /** Told as "5,000 a second", as it is asked. */
  readonly isRate: boolean;
}

export interface ExponentPart {
  readonly kind: 'exponent';
  readonly operations: readonly string[];
  readonly profile: string;
  readonly sessionsFew: number;
  readonly sessionsMany: number;
  readonly exponentMax: number;
}

export interface BytesPart extends Sizes {
  readonly kind: 'bytes';
  readonly bytesMax: number;
}

/** Size of the database over that of the JSON file. */
export interface SizeRatioPart extends Sizes {
  readonly kind: 'size-ratio';
  readonly ratioMax: number;
}

/** A figure of the run, in bytes. */
export interface FigurePart {
  readonly kind: 'figure';
  readonly name: string;
  readonly profile: string;
  readonly records: number;
  readonly bytesMax: number;
}

/** Checks of SQLite's answers in these areas were made, and none failed. */
export interface ChecksPart {
  readonly kind: 'checks';
  readonly areas: readonly string[];
}

/** What no result file can show. */
export interface UntoldPart {
  readonly kind: 'untold';
  readonly why: string;
}

/** What was found at one place. */
export interface Finding {
  /** The figure, for people. */
  readonly value: string;
  /** Where it was found, or what it compares. */
  readonly place: string;
  readonly verdict: Decided;
  /** Of the limit that is used up; above 1 misses it. */
  readonly share: number;
}

export interface Findings {
  readonly found: readonly Finding[];
  /** Places that were not measured, for people. */
  readonly missing: readonly string[];
}

export interface JudgedPart {
  readonly asked: string;
  /** The figure that comes nearest to the limit, or lies furthest beyond it; empty when there is none. */
  readonly value: string;
  /** Where that was, and what was not measured. */
  readonly remark: string;
  readonly verdict: Verdict;
}

export interface JudgedStoreTarget {
  readonly target: StoreTarget;
  readonly verdict: Verdict;
  readonly parts: readonly JudgedPart[];
}
