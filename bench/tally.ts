// What a run has so far: rows as they come, refusals, and the check on each store that sums them up.

import type { Dataset } from '../definition/bench.ts';
import type { BodyRow, Check } from '../results/result.ts';
import { storeCheck, type TrialJudgement } from './judge.ts';
import type { PlannedTrial } from './plan.ts';

export interface BenchOutcome {
  /** Operations of trials that have rows. */
  readonly timed: number;
  /** Trials, operations and stores that got no row; each has a check that says why. */
  readonly refused: number;
  /** Planned trials that the time did not reach, or that it cut. */
  readonly skipped: number;
  /** What no trial timed because of that, in words: "sqlite at 1,000 small: getOne, create". */
  readonly unmeasured: readonly string[];
}

/** The name of the check that keeps a store from being timed on a dataset. */
const UNFIT = 'holds what it was filled with';

export class Tally {
  private readonly storeBelow: (name: string) => string;
  private readonly onRow: (row: BodyRow) => void;
  private readonly refusals = new Map<string, Check[]>();
  private readonly absent = new Map<string, Set<string>>();
  private readonly timed = new Map<string, number>();
  /** Operations of trials that were judged, whatever came of them. */
  private readonly judged = new Set<string>();
  private readonly unfit = new Set<string>();

  /** `storeBelow` gives the store that holds the content of a contestant. */
  constructor(storeBelow: (name: string) => string, onRow: (row: BodyRow) => void) {
    this.storeBelow = storeBelow;
    this.onRow = onRow;
  }

  /** The store cannot be timed on the dataset. `death`: why its process ended; null when it holds something else. */
  refuseStore(store: string, dataset: Dataset, death: string | null): void {
    this.unfit.add(fitKey(store, dataset));
    this.refuse({
      row: 'check',
      area: 'bench',
      subject: store,
      name: UNFIT,
      verdict: death === null ? 'fail' : 'unknown',
      counts: { records: dataset.size },
      detail: death ?? 'The store does not answer what it was filled with; it is not timed.',
    });
  }

  isFit({ store, dataset }: PlannedTrial): boolean {
    return !this.unfit.has(fitKey(this.storeBelow(store), dataset));
  }

  count(trial: PlannedTrial, { timed, rows, refusals, absent }: TrialJudgement): void {
    const { store } = trial;
    for (const operation of trial.operations) this.judged.add(operationKey(trial, operation));
    for (const row of rows) this.onRow(row);
    for (const refusal of refusals) this.refuse(refusal);
    this.timed.set(store, (this.timed.get(store) ?? 0) + timed);
    this.absent.set(store, new Set([...(this.absent.get(store) ?? []), ...absent]));
  }

  /** Writes the check on each store. */
  conclude(stores: readonly string[], skipped: readonly PlannedTrial[]): BenchOutcome {
    const unmeasured = new Map(stores.map((store) => [store, this.unmeasuredOf(store, skipped)]));
    for (const store of stores) {
      const counts = {
        timed: this.timed.get(store) ?? 0,
        skippedTrials: skipped.filter((trial) => trial.store === store).length,
      };
      const absent = [...(this.absent.get(store) ?? [])];
      const findings = {
        refusals: this.refusals.get(store) ?? [],
        absent,
        unmeasured: unmeasured.get(store) ?? [],
      };
      this.onRow(storeCheck(store, counts, findings));
    }
    return {
      timed: sum(this.timed.values()),
      refused: sum([...this.refusals.values()].map(({ length }) => length)),
      skipped: skipped.length,
      unmeasured: [...unmeasured.values()].flat(),
    };
  }

  /** By dataset, what is in no trial but those that were skipped. A store that was refused has its own check. */
  private unmeasuredOf(store: string, skipped: readonly PlannedTrial[]): string[] {
    const operations = new Map<string, Set<string>>();
    for (const trial of skipped) {
      if (trial.store !== store || !this.isFit(trial)) continue;
      const place = `${store} at ${trial.dataset.size} ${trial.dataset.profile}`;
      for (const operation of trial.operations) {
        if (this.judged.has(operationKey(trial, operation))) continue;
        operations.set(place, (operations.get(place) ?? new Set()).add(operation));
      }
    }
    return [...operations].map(([place, names]) => `${place}: ${[...names].toSorted().join(', ')}`);
  }

  private refuse(refusal: Check): void {
    this.refusals.set(refusal.subject, [...(this.refusals.get(refusal.subject) ?? []), refusal]);
    this.onRow(refusal);
  }
}

const operationKey = ({ store, dataset }: PlannedTrial, operation: string): string =>
  `${fitKey(store, dataset)} ${operation}`;

const fitKey = (store: string, { profile, size }: Dataset): string => `${profile} ${size} ${store}`;

const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0);
