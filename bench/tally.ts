// What a run has so far: rows as they come, refusals, and the check on each store that sums them up.

import type { BodyRow, Check } from '../contract/result.ts';
import type { DatasetSpec } from './datasets/dataset.ts';
import { storeCheck, type TrialJudgement } from './judge.ts';
import type { PlannedTrial } from './plan.ts';

export interface BenchOutcome {
  /** Operations of trials that have rows. */
  readonly timed: number;
  /** Trials, operations and stores that got no row; each has a check that says why. */
  readonly refused: number;
  /** Planned trials that the time did not reach. */
  readonly skipped: number;
}

/** The name of the check that keeps a store from being timed on a dataset. */
const UNFIT = 'holds what it was filled with';

export class Tally {
  private readonly onRow: (row: BodyRow) => void;
  private readonly refusals = new Map<string, Check[]>();
  private readonly absent = new Map<string, Set<string>>();
  private readonly timed = new Map<string, number>();
  private readonly unfit = new Set<string>();

  constructor(onRow: (row: BodyRow) => void) {
    this.onRow = onRow;
  }

  /** The store cannot be timed on the dataset. `death`: why its process ended; null when it holds something else. */
  refuseStore(store: string, dataset: DatasetSpec, death: string | null): void {
    this.unfit.add(fitKey(store, dataset));
    this.refuse({
      row: 'check',
      area: 'bench',
      subject: store,
      name: UNFIT,
      verdict: death === null ? 'fail' : 'unknown',
      counts: { sessions: dataset.sessions },
      detail: death ?? 'The store does not answer the sessions it was filled with; it is not timed.',
    });
  }

  isFit(store: string, dataset: DatasetSpec): boolean {
    return !this.unfit.has(fitKey(store, dataset));
  }

  count(store: string, { timed, rows, refusals, absent }: TrialJudgement): void {
    for (const row of rows) this.onRow(row);
    for (const refusal of refusals) this.refuse(refusal);
    this.timed.set(store, (this.timed.get(store) ?? 0) + timed);
    this.absent.set(store, new Set([...(this.absent.get(store) ?? []), ...absent]));
  }

  /** Writes the check on each store. */
  conclude(stores: readonly string[], skipped: readonly PlannedTrial[]): BenchOutcome {
    for (const store of stores) {
      const counts = {
        timed: this.timed.get(store) ?? 0,
        skippedTrials: skipped.filter((trial) => trial.store === store).length,
      };
      const absent = [...(this.absent.get(store) ?? [])];
      this.onRow(storeCheck(store, counts, this.refusals.get(store) ?? [], absent));
    }
    return {
      timed: sum(this.timed.values()),
      refused: sum([...this.refusals.values()].map(({ length }) => length)),
      skipped: skipped.length,
    };
  }

  private refuse(refusal: Check): void {
    this.refusals.set(refusal.subject, [...(this.refusals.get(refusal.subject) ?? []), refusal]);
    this.onRow(refusal);
  }
}

const fitKey = (store: string, { profile, sessions }: DatasetSpec): string =>
  `${profile} ${sessions} ${store}`;

const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0);
