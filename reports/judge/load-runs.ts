// The load runs that a test is about, by what was asked of them: runs of one setting differ by chance and are taken together, those of
// two settings never are. So a test that names no setting is judged on each, and the worst decides: never the easiest one.

import { timedLoads } from '../../results/origins.ts';
import type { Load, LoadOperation } from '../../results/result.ts';
import { count, digits, duration, rate } from '../text/figures.ts';
import type { Run } from './run.ts';

/** What a test may ask for. */
export interface Asked {
  readonly mix?: string | undefined;
  readonly arrival?: 'closed' | number | undefined;
  readonly processes?: number | undefined;
  readonly records?: number | undefined;
}

/** At least one run. */
export type Setting = readonly [Load, ...Load[]];

export function settingsOf(loads: readonly Load[]): Setting[] {
  return [...Map.groupBy(loads, (load) => settingKey(load)).values()] as unknown as Setting[];
}

/** Equal for runs of one setting, whatever their store; `mix` in the place of the run's own. */
export const settingKey = (load: Load, mix = load.mix): string =>
  JSON.stringify([mix ?? null, askedRate(load), load.processes, load.records]);

type Described = Pick<Load, 'processes' | 'mix' | 'arrival'>;

/** Null of a closed loop. */
export const askedRate = ({ arrival = 'closed' }: Pick<Load, 'arrival'>): number | null =>
  arrival === 'closed' ? null : arrival.askedPerSecond;

/** An open loop offers a rate: what the store could do beyond it does not show. */
export const isClosed = (load: Load): boolean => askedRate(load) === null;

/** A copy of a load run is no second one: it would make an interval narrower that no call has. */
export function loadsOf(store: string | null, asked: Asked, { results }: Run): Load[] {
  const loads = results.rows.filter((row): row is Load => row.row === 'load' && row.store === store);
  const wanted = loads.filter(
    (load) =>
      [load.mix, undefined].includes(asked.mix) &&
      [askedRate(load) ?? 'closed', undefined].includes(asked.arrival) &&
      [load.processes, undefined].includes(asked.processes) &&
      [load.records, undefined].includes(asked.records),
  );
  // What a long run did each second is most of it, and follows from what else it says.
  return [
    ...new Map(wanted.map((load) => [JSON.stringify({ ...load, timeline: undefined }), load])).values(),
  ];
}

/** Those that show how fast a store is: none of a quick run, none in which a fault was played on purpose or a worker died. */
export const undisturbed = (loads: readonly Load[], { results }: Run): Load[] =>
  timedLoads(loads, results).filter(
    ({ faults = [], workers = [] }) => faults.length === 0 && workers.every(({ ended }) => ended === null),
  );

export const operationsOf = (
  load: Load,
  does?: LoadOperation['does'],
  names?: readonly string[],
): LoadOperation[] =>
  load.operations.filter(
    (operation) =>
      operation.count > 0 &&
      [operation.does, undefined].includes(does) &&
      (names === undefined || names.includes(operation.operation)),
  );

/** Of all its operations of the kind together. */
export const throughputOf = (load: Load, does: LoadOperation['does']): number =>
  sumOf(operationsOf(load, does), ({ throughputPerSecond }) => throughputPerSecond);

/** Below this share of the rate that was asked for, the latencies are those of another load. */
const SHARE_MIN = 0.95;

/** The least that an open loop must achieve; 0 of a closed one. */
export const leastRate = (load: Load): number => SHARE_MIN * (askedRate(load) ?? 0);

/** Such a run says nothing of the rate, whatever it measured. */
export const hasMissedRate = (load: Load): boolean => {
  const { arrival = 'closed' } = load;
  return arrival !== 'closed' && arrival.achievedPerSecond < leastRate(load);
};

/** What a run must not have, however fast it was: empty where it has none of it. Reads that were wrong count against whatever was timed. */
export function brokenText(runs: readonly Load[], does?: LoadOperation['does']): string {
  const lost = does === 'read' ? 0 : sumOf(runs, (load) => load.lost);
  const failed = sumOf(
    runs.flatMap((load) => operationsOf(load, does)),
    (operation) => operation.failed,
  );
  const wrong = sumOf(runs, anomaliesIn);
  if (lost + failed + wrong === 0) return '';
  const anomalies = wrong === 0 ? '' : `, and the history has ${countOf(wrong, 'anomaly', 'anomalies')}`;
  return `but ${count(lost)} acknowledged writes were lost and ${count(failed)} calls failed${anomalies}`;
}

export const anomaliesIn = ({ history }: Load): number =>
  sumOf(history?.anomalies ?? [], ({ count: found }) => found);

/** "over 2.5 s, 4 processes, mix editor, at 500/s" */
export function sceneText(runs: Setting, { names }: Run): string {
  const longest = Math.max(...runs.map((load) => load.durationNs));
  return [`over ${duration(longest)}`, ...settingWords(runs[0], names)].join(', ');
}

/** What tells one setting of a store from another. */
export const settingWords = (load: Described, names: Run['names']): string[] => {
  const { processes, mix } = load;
  const asked = askedRate(load);
  return [
    processes === 1 ? '1 process' : `${digits(processes)} processes`,
    ...(mix === undefined ? [] : [`mix ${names.title(mix)}`]),
    ...(asked === null ? [] : [`at ${rate(asked)}`]),
  ];
};

const countOf = (value: number, one: string, many: string): string =>
  `${count(value)} ${value === 1 ? one : many}`;

export const sumOf = <T>(values: readonly T[], figureOf: (value: T) => number): number =>
  values.reduce((sum, value) => sum + figureOf(value), 0);
