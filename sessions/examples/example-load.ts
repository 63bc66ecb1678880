// Load runs that never happened, for tests and pictures of reports: processes, seconds, histograms, faults, histories and slopes as a run
// has them, drawn from a seed. Latencies are log-normal with a long tail; a fault slows the seconds that it lasts.

import type { Knee, Load, LoadFaultShown, LoadOperation, LoadStep } from '../../results/load.ts';
import type { BodyRow } from '../../results/result.ts';
import type { Results } from '../../results/result-file.ts';
import { bucketOf, merged, quantileOf } from '../../statistics/histogram.ts';
import { Random } from '../../statistics/random.ts';

export interface ExampleLoad {
  readonly store: string;
  readonly calls: Readonly<Record<string, readonly [does: LoadOperation['does'], perSecond: number]>>;
  readonly processes?: number;
  readonly seconds?: number;
  readonly mix?: string;
  readonly arrival?: Load['arrival'];
  readonly faults?: readonly LoadFaultShown[];
  readonly acknowledged?: number;
  readonly lost?: number;
  readonly anomalies?: NonNullable<Load['history']>['anomalies'];
  /** Slowest process as a share of the fastest. */
  readonly evenness?: number;
}

const SECOND = 1e9;

export function exampleLoad(example: ExampleLoad): Load {
  const { store, calls, processes = 4, seconds = 2.5, mix, faults = [], lost = 0 } = example;
  const random = Random.from(`load ${store} ${mix ?? ''}`);
  const played = Object.entries(calls).map(([operation, [does, perSecond]]) =>
    playedOperation({ operation, does, perSecond, seconds, faults }, random),
  );
  const writes = played.filter(({ row }) => row.does === 'write');
  const reads = played.filter(({ row }) => row.does === 'read');
  const acknowledged =
    example.acknowledged ?? writes.reduce((sum, { row }) => sum + row.count - row.failed, 0);
  const total = played.reduce((sum, { row }) => sum + row.count, 0);
  return {
    ...{ row: 'load', store, processes, records: 100, durationNs: Math.round(seconds * SECOND) },
    arrival: example.arrival ?? 'closed',
    operations: played.map(({ row }) => row),
    ...{ acknowledged, found: acknowledged - lost, lost },
    ...(mix !== undefined && { mix }),
    workers: workersOf(processes, total, example),
    timeline: {
      stepNs: SECOND,
      steps: Array.from({ length: Math.ceil(seconds) }, (_, at) => stepAt(at, { played, processes, store })),
    },
    ...(faults.length > 0 && { faults: [...faults] }),
    history: {
      appends: acknowledged,
      reads: reads.reduce((sum, { row }) => sum + row.count, 0),
      anomalies: [...(example.anomalies ?? [])],
    },
    slopes: [
      { of: 'resident memory', unit: 'bytes', perHour: 120_000, low: -310_000, high: 560_000 },
      { of: 'handles', unit: 'count', perHour: 0, low: 0, high: 0 },
    ],
  };
}

interface Played {
  readonly row: LoadOperation;
  readonly seconds: readonly LoadStep['operations'][string][];
}

function playedOperation(
  call: {
    readonly operation: string;
    readonly does: LoadOperation['does'];
    readonly perSecond: number;
    readonly seconds: number;
    readonly faults: readonly LoadFaultShown[];
  },
  random: Random,
): Played {
  const { operation, does, perSecond, seconds } = call;
  const total = Math.max(1, Math.round(perSecond * seconds));
  const weights = Array.from({ length: Math.ceil(seconds) }, (_, at) => {
    const part = Math.min(1, seconds - at);
    return (
      part * (does === 'write' || at % 2 === 0 ? paceAt(at, call.faults) : 1) * (0.93 + unit(random) / 7)
    );
  });
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let left = total;
  const histograms = weights.map((weight, at) => {
    const own = at === weights.length - 1 ? left : Math.min(left, Math.round((total * weight) / whole));
    left -= own;
    return drawn({ own, medianNs: 2e9 / perSecond, slow: 1 / paceAt(at, call.faults) }, random);
  });
  const all = merged(histograms);
  const of = (share: number): number => quantileOf(all, share) ?? 0;
  return {
    row: {
      ...{ operation, does, count: total, failed: 0, throughputPerSecond: perSecond },
      ...{ latencyNsP50: of(0.5), latencyNsP95: of(0.95), latencyNsP99: of(0.99), latencyNsMax: of(1) },
      steadyNsP99: Math.round(1.4 * of(0.99)),
      latencyNs: all.map(([bucket, found]) => [bucket, found]),
    },
    seconds: histograms.map((own) => ({
      count: own.reduce((sum, [, found]) => sum + found, 0),
      failed: 0,
      latencyNsP50: quantileOf(own, 0.5) ?? 0,
      latencyNsP99: quantileOf(own, 0.99) ?? 0,
      latencyNsMax: quantileOf(own, 1) ?? 0,
    })),
  };
}

/** While a lock is held next to nothing is done, while a process is stopped the others go on. */
function paceAt(second: number, faults: readonly LoadFaultShown[]): number {
  const at = second * SECOND;
  const paces = faults
    .filter(({ fromNs, toNs }) => fromNs <= at && at < toNs)
    .map(({ worker }) => (worker === null ? 0.02 : 0.8));
  return Math.min(1, ...paces);
}

/** Calls beyond these are drawn as copies. */
const DRAWN_MAX = 300;

function drawn(
  { own, medianNs, slow }: { own: number; medianNs: number; slow: number },
  random: Random,
): (readonly [number, number])[] {
  const draws = Math.min(own, DRAWN_MAX);
  const counts = new Map<number, number>();
  for (let at = 0; at < draws; at++) {
    const normal = Math.sqrt(-2 * Math.log(unit(random))) * Math.cos(2 * Math.PI * unit(random));
    const tail = unit(random) < 0.015 ? 1 + 12 * unit(random) : 1;
    const bucket = bucketOf(Math.round(medianNs * slow * tail * Math.exp(0.5 * normal)));
    const copies = Math.floor((own * (at + 1)) / draws) - Math.floor((own * at) / draws);
    counts.set(bucket, (counts.get(bucket) ?? 0) + copies);
  }
  return [...counts].sort(([a], [b]) => a - b);
}

const unit = (random: Random): number => (random.below(1_000_000) + 0.5) / 1_000_000;

function workersOf(
  processes: number,
  total: number,
  { faults = [], evenness = 0.82 }: ExampleLoad,
): NonNullable<Load['workers']> {
  const killed = faults.find(({ fault }) => fault === 'kill')?.worker ?? null;
  return Array.from({ length: processes }, (_, at) => ({
    group: 'everything',
    succeeded: Math.round((total / processes) * (at === 0 ? evenness : 1)),
    ...{ failed: 0, waits: 17 * at + 40, ended: at === killed ? 'killed' : null },
  }));
}

const stepAt = (
  at: number,
  {
    played,
    processes,
    store,
  }: { readonly played: readonly Played[]; readonly processes: number; readonly store: string },
): LoadStep => ({
  atNs: at * SECOND,
  operations: Object.fromEntries(
    played.flatMap(({ row, seconds }) => {
      const second = seconds[at];
      return second === undefined || second.count === 0 ? [] : [[row.operation, second]];
    }),
  ),
  waits: (7 * at) % 23,
  residentBytes: processes * 58_000_000 + 900_000 * ((at * 5) % 7),
  handles: processes * 22,
  fileBytes: store.startsWith('sqlite')
    ? { database: 1_200_000 + 45_000 * at, log: 600_000 + 683_000 * (at % 6) }
    : { 'sessions.json': 400_000 + 30_000 * at },
});

/** Searched as a search does: doubling, then halving. */
export const exampleKnee = (store: string, keptPerSecond: number, mix = 'editor'): Knee => {
  const missedPerSecond = Math.round(1.125 * keptPerSecond);
  const tried = [0.25, 0.5, 1, 2, 1.5, 1.25, 1.125].map((share) => {
    const askedPerSecond = Math.round(share * keptPerSecond);
    const isKept = askedPerSecond <= keptPerSecond;
    return {
      ...{ askedPerSecond, isKept },
      achievedPerSecond: isKept ? askedPerSecond : Math.round(0.97 * Math.min(1.3, share) * keptPerSecond),
      latencyNsP99: Math.round(1e6 * 2.2 * Math.exp(2.4 * share)),
    };
  });
  return {
    ...{ row: 'knee', store, mix, processes: 4, records: 100, promisedNsP99: 25_000_000 },
    ...{ tried, keptPerSecond, missedPerSecond },
  };
};

const second = (at: number): number => at * SECOND;

/** Of `storeproof load`, over half a minute: three stores with two mixes, a rate that was missed, faults, losses, and the knee of two. */
export function exampleLoadRun(of: Results): Results {
  const editor = (append: number, read: number): ExampleLoad['calls'] => ({
    appendMessage: ['write', append],
    getOne: ['read', read],
  });
  const open = (achievedPerSecond: number): Load['arrival'] => ({
    ...{ askedPerSecond: 500, achievedPerSecond, lagNsP99: 310_000, lagNsMax: 4_100_000 },
  });
  const lock = { fault: 'lock', worker: null, fromNs: second(18), toNs: second(20) };
  const stop = { fault: 'stop', worker: 2, fromNs: second(8), toNs: second(11) };
  const kill = { fault: 'kill', worker: 3, fromNs: second(25), toNs: second(25) };
  const half = { seconds: 30 };
  const stale = { name: 'stale read', count: 41, example: 'process 2 read record 7 without entry load-1-27' };
  const rows: BodyRow[] = [
    exampleLoad({ ...half, store: 'sqlite', mix: 'editor', calls: editor(2_100, 8_400) }),
    exampleLoad({
      ...{ ...half, store: 'json', mix: 'editor', calls: editor(240, 260), evenness: 0.31 },
      ...{ lost: 6_985, anomalies: [stale, { ...stale, name: 'lost append', count: 6_985 }] },
    }),
    exampleLoad({ ...half, store: 'json-safe', mix: 'editor', calls: editor(95, 120), evenness: 0.44 }),
    exampleLoad({
      ...{ ...half, store: 'sqlite', mix: 'editor', arrival: open(500), calls: editor(100, 400) },
    }),
    exampleLoad({
      ...{ ...half, store: 'json-safe', mix: 'editor', arrival: open(214), calls: editor(43, 171) },
    }),
    exampleLoad({
      ...{ ...half, store: 'sqlite', mix: 'pages beside a writer', faults: [stop, lock, kill] },
      calls: { appendMessage: ['write', 900], firstPage: ['read', 3_100], search: ['read', 240] },
    }),
    exampleKnee('sqlite', 12_400),
    exampleKnee('json-safe', 160),
  ];
  const checks = of.rows.filter((row) => row.row === 'check' && row.area === 'load');
  return {
    ...of,
    header: { ...of.header, command: 'storeproof load --store sqlite --mix editor --seed 42' },
    rows: [...checks, ...rows],
  };
}
