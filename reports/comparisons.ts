// Every workload of a run with all its contestants: the baseline against the candidate, everything against the candidate, and
// stores against their floors.

import type { Estimate } from '../statistics/interval.ts';
import { type Measurement, quantileRatio } from '../statistics/measurement.ts';
import type { Scaling } from '../statistics/scaling.ts';
import type { Measurements, Workload } from './measurements.ts';

/** One workload on all contestants. */
export interface Comparison {
  readonly workload: Workload;
  /** By contestant, floors included, in the order of the report. */
  readonly measured: ReadonlyMap<string, Measurement>;
  /** How many times as fast as the baseline the candidate is; null when one is missing or their work differs. */
  readonly ratio: Estimate | null;
  /** Time over the candidate's, of every other contestant that did the same work. */
  readonly relative: ReadonlyMap<string, Estimate>;
  /** How near stores come to what the machine must do: nearest floor first. */
  readonly floors: readonly FloorRatio[];
}

export interface FloorRatio {
  readonly store: string;
  readonly floor: string;
  /** Time of the store over that of the floor. */
  readonly ratio: Estimate;
}

export interface ScalingRow {
  readonly operation: string;
  readonly profile: string;
  /** By store, floors left out. */
  readonly scalings: ReadonlyMap<string, Scaling>;
}

export interface Timings {
  /** Baseline and candidate first, then the others of the definition, then peers. */
  readonly stores: readonly string[];
  readonly floors: readonly string[];
  /** By profile, then size, then in the order of the titles: the order of a file is that of shuffled trials. */
  readonly comparisons: readonly Comparison[];
  /** Of workloads that some store was timed on at two sizes or more. */
  readonly scalings: readonly ScalingRow[];
}

export function timingsOf(measurements: Measurements): Timings {
  const { names } = measurements;
  const pair = [names.baseline, names.candidate];
  const timed = measurements.stores();
  const all = [
    ...pair.filter((store) => timed.includes(store)),
    ...timed.filter((store) => !pair.includes(store)),
  ];
  const floors = all.filter((store) => names.isFloor(store));
  const peers = all.filter((store) => names.isPeer(store));
  const stores = [
    ...all.filter((store) => !floors.includes(store) && !peers.includes(store)),
    ...peers.toSorted(),
  ];
  const workloads = orderedWorkloads(measurements);
  return {
    stores,
    floors,
    comparisons: workloads.map((workload) => compared(workload, [...stores, ...floors], measurements)),
    scalings: scalingRows(workloads, stores, measurements),
  };
}

function orderedWorkloads(measurements: Measurements): Workload[] {
  const { names } = measurements;
  const byTitle = names.inOrder(measurements.workloads(), ({ operation }) => operation);
  const bySize = byTitle.toSorted((left, right) => left.records - right.records);
  const profiles = names.inOrder([...new Set(bySize.map(({ profile }) => profile))], (profile) => profile);
  return profiles.flatMap((wanted) => bySize.filter(({ profile }) => profile === wanted));
}

function compared(
  workload: Workload,
  contestants: readonly string[],
  measurements: Measurements,
): Comparison {
  const measured = new Map<string, Measurement>();
  for (const contestant of contestants) {
    const measurement = measurements.of(workload, contestant);
    if (measurement !== null) measured.set(contestant, measurement);
  }
  const over = (store: string, other: string): Estimate | null => {
    const [own, base] = [measured.get(store), measured.get(other)];
    if (own === undefined || base === undefined || store === other) return null;
    return measurements.isSameWork(workload, [store, other]) ? quantileRatio(own, base) : null;
  };
  const { candidate, baseline } = measurements.names;
  const relative = new Map<string, Estimate>();
  for (const contestant of measured.keys()) {
    const ratio = contestant === candidate ? null : over(contestant, candidate);
    if (ratio !== null) relative.set(contestant, ratio);
  }
  const floors = [...new Set([candidate, ...contestants])].flatMap((store) =>
    measurements.names.floorsOf(store).flatMap((floor) => {
      const ratio = over(store, floor);
      return ratio === null ? [] : [{ store, floor, ratio }];
    }),
  );
  return { workload, measured, ratio: over(baseline, candidate), relative, floors };
}

function scalingRows(
  workloads: readonly Workload[],
  stores: readonly string[],
  measurements: Measurements,
): ScalingRow[] {
  const rows = new Map<string, ScalingRow>();
  for (const { operation, profile } of workloads) {
    const key = JSON.stringify([operation, profile]);
    if (rows.has(key)) continue;
    const scalings = new Map<string, Scaling>();
    for (const store of stores) {
      const scaling = measurements.scaling(operation, profile, store);
      if (scaling !== null) scalings.set(store, scaling);
    }
    rows.set(key, { operation, profile, scalings });
  }
  return [...rows.values()].filter(({ scalings }) => scalings.size > 0);
}
