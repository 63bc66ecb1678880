// The tables about load: what came out of each run, how long its calls took, what was done to it, what grew, and the highest rates.

import type { Load, LoadOperation } from '../../results/result.ts';
import { doubtsAboutCalls } from '../../statistics/doubts.ts';
import { hasMissedRate, settingKey } from '../judge/load-runs.ts';
import { namesIn } from '../names.ts';
import type { Report } from '../report.ts';
import { beside, count, duration, rate, size } from '../text/figures.ts';
import { NONE } from './cells.ts';
import {
  fairnessText,
  faultText,
  isExpectedOf,
  isGrowing,
  kneeText,
  kneeTone,
  loadText,
  outcomeOf,
  slopeRange,
  slopeText,
  tailOf,
  waitsOf,
} from './load-words.ts';
import { type Cell, left, optional, right, type Table } from './table.ts';

/** The load of all runs where they have the same; else each has its own in a column. */
export const hasSettings = ({ loads }: Pick<Report, 'loads'>): boolean =>
  new Set(loads.map((load) => settingKey(load))).size > 1;

const storeCell = (store: string, report: Report): Cell => ({ text: namesIn(report).title(store) });
const settingCell = (load: Parameters<typeof loadText>[0], report: Report): Cell => ({
  text: loadText(load, namesIn(report)),
});

/** One line a run. */
export const loadRunsTable = (report: Report): Table => ({
  columns: [
    left('Store'),
    left('Load'),
    left('What came out'),
    right('Fairness'),
    right('Waits'),
    left('Played'),
  ],
  rows: report.loads.map((load) => {
    const { tone, text } = outcomeOf(load, isExpectedOf(load, report.checks));
    const fairness = fairnessText(load);
    return [
      storeCell(load.store, report),
      settingCell(load, report),
      { text, tone, hover: exampleText(load) },
      fairness === null ? NONE : { text: fairness },
      load.workers === undefined ? NONE : { text: count(waitsOf(load)) },
      { text: (load.faults ?? []).map(faultText).join('; ') },
    ];
  }),
});

/** One of each anomaly in words, or what was asked of the generator. */
function exampleText({ history, arrival = 'closed' }: Load): string {
  const examples = (history?.anomalies ?? []).map(({ name, example }) => `${name}: ${example}`);
  if (arrival === 'closed') return examples.join('; ');
  const late = `the load generator was late by ${latency(arrival.lagNsMax)} at most`;
  return [...examples, late].join('; ');
}

/** One line for each operation of a run. */
export const loadTable = (report: Report): Table => {
  const isSeveral = hasSettings(report);
  return {
    columns: [
      left('Store'),
      ...(isSeveral ? [left('Load')] : [right('Processes')]),
      left('Operation'),
      right('Rate'),
      optional(right('p50')),
      right('p99'),
      optional(right('p99.9')),
      optional(right('p99.99')),
      right('Longest'),
      optional(right('p99, steady')),
      right('Failed'),
      ...(isSeveral ? [] : [right('Writes lost')]),
    ],
    rows: report.loads.flatMap((load) =>
      load.operations.map((operation, index) => [
        storeCell(load.store, report),
        isSeveral ? settingCell(load, report) : { text: count(load.processes) },
        { text: namesIn(report).title(operation.operation) },
        rateCell(operation, load, isSeveral),
        ...latencyCells(operation),
        {
          text: count(operation.failed),
          tone: operation.failed === 0 ? ('muted' as const) : ('bad' as const),
        },
        ...(isSeveral ? [] : [index > 0 ? { text: '' } : lossCell(load)]),
      ]),
    ),
  };
};

/** Closed loops show what a store can do, open loops what it was asked for: one is not the other. */
function rateCell(
  { throughputPerSecond, count: calls }: LoadOperation,
  load: Load,
  isAskedBeside: boolean,
): Cell {
  if (calls === 0) return NONE;
  const text = rate(throughputPerSecond);
  const { arrival = 'closed' } = load;
  if (arrival === 'closed') return { text };
  const { askedPerSecond, achievedPerSecond, lagNsMax } = arrival;
  const [asked, achieved] = [rate(askedPerSecond), beside(achievedPerSecond, askedPerSecond, rate)];
  const hover = `asked of all operations ${asked}, achieved ${achieved}; the load generator was late by ${latency(lagNsMax)} at most`;
  return {
    ...{ text, hover },
    ...(!isAskedBeside && { detail: `of ${asked} asked` }),
    ...(hasMissedRate(load) && { tone: 'unsure' as const }),
  };
}

function latencyCells(operation: LoadOperation): Cell[] {
  const { count: calls, failed, latencyNsP50, latencyNsP95, latencyNsP99, latencyNsMax } = operation;
  const succeeded = calls - failed;
  // Older files hold 0 where nothing succeeded.
  if (succeeded <= 0) return [NONE, NONE, NONE, NONE, NONE, NONE];
  const isDoubtful = doubtsAboutCalls(succeeded).length > 0;
  const few = isDoubtful ? { detail: `(${count(succeeded)} calls)`, tone: 'unsure' as const } : {};
  return [
    { text: latency(latencyNsP50), hover: `p95 ${latency(latencyNsP95)}` },
    { text: latency(latencyNsP99), ...few },
    tailCell(operation, 0.999),
    tailCell(operation, 0.9999),
    { text: latency(latencyNsMax) },
    { text: latency(operation.steadyNsP99 ?? null) },
  ];
}

const tailCell = (operation: LoadOperation, share: number): Cell => ({
  text: latency(tailOf(operation, share)),
});

const latency = (ns: number | null): string => (ns === null ? NONE.text : duration(ns));

const lossCell = ({ lost, acknowledged }: Load): Cell =>
  acknowledged === 0
    ? NONE
    : { text: `${count(lost)} of ${count(acknowledged)}`, tone: lost === 0 ? 'good' : 'bad' };

export const slopesTable = (report: Report): Table => ({
  columns: [left('Store'), left('Load'), left('What'), right('Growth'), right('95% interval')],
  rows: report.loads.flatMap((load) =>
    (load.slopes ?? []).map((slope) => [
      storeCell(load.store, report),
      settingCell(load, report),
      { text: slope.of },
      { text: slopeText(slope), tone: isGrowing(slope) ? ('unsure' as const) : ('good' as const) },
      { text: slopeRange(slope) },
    ]),
  ),
});

export const kneesTable = (report: Report): Table => ({
  columns: [
    left('Store'),
    left('Load'),
    left('Highest rate'),
    optional(right('Rates tried')),
    optional(right('p99 at the highest')),
  ],
  rows: report.knees.map((knee) => {
    const { tried, keptPerSecond, promisedNsP99 } = knee;
    const kept = tried.find(({ askedPerSecond, isKept }) => isKept && askedPerSecond === keptPerSecond);
    const p99 = kept?.latencyNsP99 ?? null;
    return [
      storeCell(knee.store, report),
      settingCell(knee, report),
      { text: kneeText(knee), ...(kneeTone(knee) !== 'good' && { tone: kneeTone(knee) }) },
      { text: count(tried.length) },
      p99 === null ? NONE : { text: beside(p99, promisedNsP99, duration) },
    ];
  }),
});

/** Of one run, in so many steps at most: of steps that are told together the calls are added, and of all else the most is told. */
export function timelineTable(load: Load, report: Report, stepsMax: number): Table {
  const names = namesIn(report);
  const steps = thinned(load, stepsMax);
  const operations = load.operations.map(({ operation }) => operation);
  const files = [...new Set(steps.flatMap(({ fileBytes }) => Object.keys(fileBytes)))];
  return {
    columns: [
      right('From'),
      ...operations.flatMap((operation) => [
        right(`${names.title(operation)}, a second`),
        right('p99'),
        right('Longest'),
      ]),
      right('Failed'),
      right('Waits'),
      right('Memory'),
      ...files.map((file) => right(file)),
    ],
    rows: steps.map((step) => [
      { text: `${count(Math.round(step.atNs / 1e9))} s` },
      ...operations.flatMap((operation) => {
        const own = step.operations.get(operation);
        return own === undefined || own.count === 0
          ? [NONE, NONE, NONE]
          : [
              { text: rate(own.perSecond) },
              { text: duration(own.latencyNsP99) },
              { text: duration(own.latencyNsMax) },
            ];
      }),
      { text: count(step.failed), ...(step.failed > 0 && { tone: 'bad' as const }) },
      { text: count(step.waits) },
      step.residentBytes === undefined ? NONE : { text: size(step.residentBytes) },
      ...files.map((file) => {
        const bytes = Object.hasOwn(step.fileBytes, file) ? step.fileBytes[file] : undefined;
        return bytes === undefined ? NONE : { text: size(bytes) };
      }),
    ]),
  };
}

/** Steps of a time line that are told together. */
export interface Step {
  readonly atNs: number;
  readonly operations: ReadonlyMap<
    string,
    {
      readonly count: number;
      readonly perSecond: number;
      readonly latencyNsP99: number;
      readonly latencyNsMax: number;
    }
  >;
  readonly failed: number;
  readonly waits: number;
  readonly residentBytes: number | undefined;
  readonly fileBytes: Readonly<Record<string, number>>;
}

/** How many steps of a run are told as one, so that no more than so many are left. */
export const stepsTogether = ({ timeline }: Load, stepsMax: number): number =>
  Math.max(1, Math.ceil((timeline?.steps.length ?? 0) / stepsMax));

export function thinned(load: Load, stepsMax: number): Step[] {
  const { steps = [], stepNs = 1e9 } = load.timeline ?? {};
  const together = stepsTogether(load, stepsMax);
  return Array.from({ length: Math.ceil(steps.length / together) }, (_, at): Step => {
    const own = steps.slice(at * together, (at + 1) * together);
    const fromNs = own[0]?.atNs ?? 0;
    // The last one may be cut short by the end of the run.
    const seconds = Math.max(1, Math.min(own.length * stepNs, load.durationNs - fromNs)) / 1e9;
    const operations = new Map<string, Step['operations'] extends ReadonlyMap<string, infer T> ? T : never>();
    for (const step of own) {
      for (const [name, { count: calls, failed, latencyNsP99, latencyNsMax }] of Object.entries(
        step.operations,
      )) {
        const known = operations.get(name);
        const succeeded = calls - failed + (known?.count ?? 0);
        operations.set(name, {
          count: succeeded,
          perSecond: succeeded / seconds,
          latencyNsP99: Math.max(latencyNsP99, known?.latencyNsP99 ?? 0),
          latencyNsMax: Math.max(latencyNsMax, known?.latencyNsMax ?? 0),
        });
      }
    }
    const resident = own.flatMap(({ residentBytes }) => residentBytes ?? []);
    const files = [...new Set(own.flatMap(({ fileBytes }) => Object.keys(fileBytes)))];
    return {
      ...{ atNs: fromNs, operations },
      failed: sum(own.flatMap((step) => Object.values(step.operations).map(({ failed }) => failed))),
      waits: sum(own.map(({ waits }) => waits)),
      residentBytes: resident.length === 0 ? undefined : Math.max(...resident),
      fileBytes: Object.fromEntries(
        files.map((file) => [
          file,
          Math.max(
            ...own.flatMap(({ fileBytes }) => (Object.hasOwn(fileBytes, file) ? [fileBytes[file] ?? 0] : [])),
          ),
        ]),
      ),
    };
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
