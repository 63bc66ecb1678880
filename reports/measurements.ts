// The trials of a result file, brought together by what they timed. Statistics are made on first use and kept,
// because claims, gate and charts ask for the same ones.

import type { Trial } from '../results/result.ts';
import type { Results } from '../results/result-file.ts';
import { type Measurement, measure } from '../statistics/measurement.ts';
import { medianOf } from '../statistics/quantile.ts';
import { fitScaling, type Scaling, type SizedMedians } from '../statistics/scaling.ts';
import { eachOnce } from './each-once.ts';
import { type Names, namesIn } from './names.ts';
import { quietTrials, waitShareOf } from './quiet-trials.ts';

/** What was timed, without the store that did it. */
export interface Workload {
  readonly operation: string;
  readonly records: number;
  readonly profile: string;
}

export class Measurements {
  private readonly trials = new Map<string, Trial[]>();
  private readonly known = new Map<string, Measurement>();
  private readonly scalings = new Map<string, Scaling | null>();
  private readonly timed = new Map<string, Workload>();
  private readonly seed: number;
  readonly names: Names;

  constructor(results: Results) {
    this.seed = results.header.seed;
    this.names = namesIn(results);
    const rows = results.rows.filter((row) => row.row === 'trial');
    for (const [key, trials] of Map.groupBy(rows, (row) => keyOf(row, row.store))) {
      this.trials.set(key, eachOnce(trials));
    }
    for (const { operation, records, profile } of rows) {
      const workload = { operation, records, profile };
      this.timed.set(keyOf(workload, ''), workload);
    }
  }

  /** Null when the store has no trial of the workload. */
  of(workload: Workload, store: string): Measurement | null {
    return this.measured(keyOf(workload, store), this.trialsOf(workload, store));
  }

  /** The same of the trials that the machine let run; of all where most were disturbed. */
  undisturbed(workload: Workload, store: string): Measurement | null {
    const all = this.trialsOf(workload, store);
    const quiet = quietTrials(all) ?? all;
    if (quiet.length === all.length) return this.of(workload, store);
    return this.measured(`${keyOf(workload, store)} undisturbed`, quiet);
  }

  /** The share of their time for which the trials waited for a processor; 0 where most of them did not. */
  disturbed(workload: Workload, store: string): number {
    const trials = this.trialsOf(workload, store);
    return trials.length > 0 && quietTrials(trials) === null ? waitShareOf(trials) : 0;
  }

  /** Of all its trials. */
  samples(workload: Workload, store: string): readonly number[] {
    return this.trialsOf(workload, store).flatMap(({ samplesNs }) => samplesNs);
  }

  private trialsOf(workload: Workload, store: string): readonly Trial[] {
    return this.trials.get(keyOf(workload, store)) ?? [];
  }

  private measured(key: string, trials: readonly Trial[]): Measurement | null {
    const known = this.known.get(key);
    if (known !== undefined || trials.length === 0) return known ?? null;
    const inOrder = trials.toSorted((left, right) => left.order - right.order);
    const made = measure(
      inOrder.map((trial) => trial.samplesNs),
      `${this.seed} ${key}`,
    );
    this.known.set(key, made);
    return made;
  }

  /**
   * How the time of an operation grows, over the sizes that the store was timed at; null for fewer than two. Sizes at
   * which its trials did not all do the same work are left out.
   */
  scaling(operation: string, profile: string, store: string): Scaling | null {
    const key = JSON.stringify([operation, profile, store]);
    const known = this.scalings.get(key);
    if (known !== undefined) return known;
    const points = this.workloads()
      .filter((workload) => workload.operation === operation && workload.profile === profile)
      .filter((workload) => this.isSameWork(workload, [store]))
      .map((workload) => ({
        records: workload.records,
        mediansNs: this.trialsOf(workload, store).map(({ samplesNs }) => medianOf(samplesNs)),
      }))
      .filter(({ mediansNs }) => mediansNs.length > 0);
    const made = fitScaling(withoutThinMiddle(points), `${this.seed} ${key}`);
    this.scalings.set(key, made);
    return made;
  }

  /**
   * Whether all trials of a workload, of these stores and repeats, did the same work. If not, one got faster by doing
   * less, and no two of their times can be compared.
   */
  isSameWork(workload: Workload, stores: readonly string[]): boolean {
    const digests = stores.flatMap((store) =>
      this.trialsOf(workload, store).map((trial) => trial.workDigest),
    );
    return new Set(digests).size <= 1;
  }

  /** Every workload that some store was timed on, in the order of the file. */
  workloads(): Workload[] {
    return [...this.timed.values()];
  }

  /** In the order of the file. */
  stores(): string[] {
    return [...new Set([...this.trials.values()].flatMap((trials) => trials.map((trial) => trial.store)))];
  }
}

/** A size in the middle that has a single trial is left out: it would take the interval from all others. */
function withoutThinMiddle(points: readonly SizedMedians[]): SizedMedians[] {
  const sizes = points.map(({ records }) => records);
  const ends = [Math.min(...sizes), Math.max(...sizes)];
  return points.filter(({ records, mediansNs }) => mediansNs.length > 1 || ends.includes(records));
}

const keyOf = ({ operation, records, profile }: Workload, store: string): string =>
  JSON.stringify([operation, records, profile, store]);
