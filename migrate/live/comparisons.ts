// What was compared while both stores were live, kept across restarts: the evidence on which a cutover is decided.
// Several processes add to one file, so only what is new is added, by whoever holds the shadow's lock.

import { z } from 'zod';
import { comparisonsFile } from './live-files.ts';
import { mismatchRateUpper } from './mismatch-bound.ts';
import { readState, type StateFormat, writeState } from './state-file.ts';

export const COMPARISONS_SCHEMA = 'storeproof.comparisons/1';

const count = z.int().nonnegative();
const comparisonsSchema = z.object({
  schema: z.literal(COMPARISONS_SCHEMA),
  /** Answers of live writes, replayed on the database. */
  writes: count,
  writeMismatches: count,
  /** Answers of sampled reads. */
  reads: count,
  readMismatches: count,
});
export type ComparisonCounts = Omit<z.infer<typeof comparisonsSchema>, 'schema'>;

export interface Evidence {
  readonly comparisons: number;
  readonly mismatches: number;
  /** Upper 95 % bound on the mismatch rate. */
  readonly rateUpper: number;
}

const FORMAT: StateFormat<z.infer<typeof comparisonsSchema>> = {
  schema: COMPARISONS_SCHEMA,
  shape: comparisonsSchema,
  advice: 'It only counts comparisons: delete it to count anew.',
};

const NONE: ComparisonCounts = { writes: 0, writeMismatches: 0, reads: 0, readMismatches: 0 };

/** E_CORRUPT, E_NEWER_VERSION, E_IO. */
export function readComparisons(home: string): ComparisonCounts {
  const { writes, writeMismatches, reads, readMismatches } = readState(comparisonsFile(home), FORMAT) ?? NONE;
  return { writes, writeMismatches, reads, readMismatches };
}

/** Starts counting anew: evidence is of one time in phase dual. */
export const resetComparisons = (home: string): void => writeCounts(home, NONE);

export function evidenceOf(counts: ComparisonCounts): Evidence {
  const comparisons = counts.writes + counts.reads;
  const mismatches = counts.writeMismatches + counts.readMismatches;
  return { comparisons, mismatches, rateUpper: mismatchRateUpper(comparisons, mismatches) };
}

/** Counts in memory, and adds them to the file at most this often. */
const SAVE_EVERY_MS = 5_000;

export class Comparisons {
  private readonly home: string;
  private readonly nowMs: () => number;
  private unsaved: ComparisonCounts = NONE;
  private savedMs: number;

  constructor(home: string, nowMs: () => number) {
    this.home = home;
    this.nowMs = nowMs;
    this.savedMs = nowMs();
  }

  countWrite(isEqual: boolean): void {
    this.unsaved = sumOf(this.unsaved, { ...NONE, writes: 1, writeMismatches: Number(!isEqual) });
  }

  countRead(isEqual: boolean): void {
    this.unsaved = sumOf(this.unsaved, { ...NONE, reads: 1, readMismatches: Number(!isEqual) });
  }

  get hasUnsaved(): boolean {
    return this.unsaved !== NONE;
  }

  get isDue(): boolean {
    return this.hasUnsaved && this.nowMs() - this.savedMs >= SAVE_EVERY_MS;
  }

  /** With the shadow's lock held. What readComparisons and writing throw. */
  save(): void {
    if (!this.hasUnsaved) return;
    writeCounts(this.home, sumOf(readComparisons(this.home), this.unsaved));
    this.unsaved = NONE;
    this.savedMs = this.nowMs();
  }

  /** Those of earlier runs and other processes included. */
  total(): ComparisonCounts {
    return sumOf(readComparisons(this.home), this.unsaved);
  }
}

const sumOf = (left: ComparisonCounts, right: ComparisonCounts): ComparisonCounts => ({
  writes: left.writes + right.writes,
  writeMismatches: left.writeMismatches + right.writeMismatches,
  reads: left.reads + right.reads,
  readMismatches: left.readMismatches + right.readMismatches,
});

const writeCounts = (home: string, counts: ComparisonCounts): void =>
  writeState(comparisonsFile(home), { schema: COMPARISONS_SCHEMA, ...counts });
