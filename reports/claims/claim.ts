// What a promise is made of, and what a run says about it.

import type { Doubt } from '../statistics/doubts.ts';
import type { Estimate } from '../statistics/interval.ts';
import type { QuantileName } from '../statistics/measurement.ts';

export interface Claim {
  /** Row of the requirements list, with a letter behind it where one row promises several things. */
  readonly id: string;
  /** Where the design document says so. */
  readonly source: string;
  /** What is promised, in the document's figures. */
  readonly text: string;
  readonly measure: Measure;
}

export type Measure =
  | TimingMeasure
  | BeforeMeasure
  | GrowthMeasure
  | LoadMeasure
  | AvailabilityMeasure
  | SizeMeasure
  | ImportMeasure
  | AgreementMeasure
  | FigureMeasure;

/** Time of one call, from bench trials on the reference dataset. */
export interface TimingMeasure {
  readonly kind: 'timing';
  readonly operation: string;
  readonly records: number;
  /** What the document says of JSON files; null where it says that they cannot do it at all. */
  readonly beforeMs: number | null;
  readonly limitMs: number | null;
  /** The quantile that the limit is about. */
  readonly quantile: QuantileName;
  /** How many times as fast as JSON files, by the medians. */
  readonly speedUpMin: number | null;
}

/** What the document says of JSON files: "about 50 ms". */
export interface BeforeMeasure {
  readonly kind: 'before';
  readonly operation: string;
  readonly records: number;
  readonly ms: number;
}

/** "O(log n)" or "O(n)": the exponent of every operation over a range of sizes. */
export interface GrowthMeasure {
  readonly kind: 'growth';
  readonly store: string;
  readonly operations: readonly string[];
  /** The sizes that were timed must reach from here ... */
  readonly sessionsFew: number;
  /** ... to here. */
  readonly sessionsMany: number;
  readonly exponentMin: number | null;
  readonly exponentMax: number | null;
}

/** Throughput of several processes on one workspace. */
export interface LoadMeasure {
  readonly kind: 'load';
  readonly does: 'read' | 'write';
  readonly perSecondMin: number;
}

/** The share of calls under load that were answered. */
export interface AvailabilityMeasure {
  readonly kind: 'availability';
  readonly percentMin: number;
}

export interface SizeMeasure {
  readonly kind: 'size';
  readonly records: number;
  readonly bytesMax: number;
}

export interface ImportMeasure {
  readonly kind: 'import';
  readonly records: number;
  readonly secondsMax: number;
}

/** No difference between what was read and what was stored. */
export interface AgreementMeasure {
  readonly kind: 'agreement';
}

/** A single figure of a run, by its name in the result file. */
export interface FigureMeasure {
  readonly kind: 'figure';
  readonly name: string;
  readonly unit: 'bytes' | 'percent';
  readonly max: number;
}

export const VERDICTS = ['holds', 'does not hold', 'unclear', 'not measured'] as const;
export type Verdict = (typeof VERDICTS)[number];

export type Unit = 'ns' | 'bytes' | 'per second' | 'percent' | 'exponent' | 'differences';

export interface Figure {
  readonly unit: Unit;
  /** Of times the median; else the figure, with the range over the runs. */
  readonly p50: Estimate;
  readonly p95: Estimate | null;
}

export interface JudgedClaim {
  readonly claim: Claim;
  /** SQLite; null when not measured. */
  readonly measured: Figure | null;
  /** JSON files, where they were measured as well. */
  readonly baseline: Figure | null;
  /** How many times as good as JSON files: as fast, as small, as many a second. */
  readonly ratio: Estimate | null;
  readonly verdict: Verdict;
  /** One plain sentence. */
  readonly sentence: string;
  /** Where a promise about times does not hold: what does. */
  readonly instead: string | null;
  readonly doubts: readonly Doubt[];
}
