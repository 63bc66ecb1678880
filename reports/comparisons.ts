// Every workload of a run with all its contestants: JSON files against SQLite, everything against SQLite, and our two
// stores against their floors.

import type { Measurements, Workload } from './measurements.ts';
import { BASELINE, CANDIDATE, FLOORS_OF, isFloor, isPeer, OPERATION_TITLES } from './operations.ts';
import type { Estimate } from './statistics/interval.ts';
import { type Measurement, medianRatio } from './statistics/measurement.ts';
import type { Scaling } from './statistics/scaling.ts';

/** One workload on all contestants. */
export interface Comparison {
  readonly workload: Workload;
  /** By contestant, floors included, in the order of the report. */
  readonly measured: ReadonlyMap<string, Measurement>;
  /** How many times as fast as JSON files SQLite is; null when one is missing or their work differs. */
  readonly ratio: Estimate | null;
  /** Time over SQLite's, of every other contestant that did the same work. */
  readonly relative: ReadonlyMap<string, Estimate>;
  /** How near our stores come to what the machine must do: nearest floor first. */
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

export interface Field {
  /** JSON files and SQLite first, then our others, then peers. */
  readonly stores: readonly string[];
  readonly floors: readonly string[];
  /** By profile, then size, then in the order of the titles: the order of a file is that of shuffled trials. */
  readonly comparisons: readonly Comparison[];
  /** Of workloads that some store was timed on at two sizes or more. */
  readonly scalings: readonly ScalingRow[];
}

export function fieldOf(measurements: Measurements): Field {
  const all = inOrder(measurements.stores(), [BASELINE, CANDIDATE]);
  const floors = all.filter(isFloor);
  const stores = [
    ...all.filter((store) => !isFloor(store) && !isPeer(store)),
    ...all.filter(isPeer).toSorted(),
  ];
  const workloads = orderedWorkloads(measurements);
  return {
    stores,
    floors,
    comparisons: workloads.map((workload) => compared(workload, [...stores, ...floors], measurements)),
    scalings: scalingRows(workloads, stores, measurements),
  };
}

const PROFILES = ['small', 'large', 'japanese'];

function orderedWorkloads(measurements: Measurements): Workload[] {
  const byTitle = inOrder(
    measurements.workloads(),
    Object.keys(OPERATION_TITLES),
    ({ operation }) => operation,
  );
  const bySize = byTitle.toSorted((left, right) => left.records - right.records);
  const names = [...new Set(bySize.map(({ profile }) => profile))];
  const profiles = inOrder(names, PROFILES);
  return inOrder(bySize, profiles, ({ profile }) => profile);
}

/** Known names first, in the order given; the others after them, as they come. */
function inOrder<T>(
  items: readonly T[],
  known: readonly string[],
  nameOf = (item: T): string => String(item),
): T[] {
  const rank = (item: T): number => {
    const at = known.indexOf(nameOf(item));
    return at === -1 ? known.length : at;
  };
  return items.toSorted((left, right) => rank(left) - rank(right));
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
    if (own === undefined || base === undefined) return null;
    return measurements.isSameWork(workload, [store, other]) ? medianRatio(own, base) : null;
  };
  const relative = new Map<string, Estimate>();
  for (const contestant of measured.keys()) {
    const ratio = contestant === CANDIDATE ? null : over(contestant, CANDIDATE);
    if (ratio !== null) relative.set(contestant, ratio);
  }
  const floors = Object.entries(FLOORS_OF).flatMap(([store, names]) =>
    names.flatMap((floor) => {
      const ratio = over(store, floor);
      return ratio === null ? [] : [{ store, floor, ratio }];
    }),
  );
  return { workload, measured, ratio: over(BASELINE, CANDIDATE), relative, floors };
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
