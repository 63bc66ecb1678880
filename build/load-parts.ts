// What `npm run measure:load` runs and asks: the targets of the load, each beside what the runs of its part showed. Runs of a round
// come one after the other, so that a ratio is between neighbours.

import { fairnessOf } from '../reports/judge/load-histories.ts';
import type { Check, Load } from '../results/result.ts';

/** One run of `storeproof load`. */
export interface Turn {
  readonly store: string;
  readonly mix: string;
  readonly processes: number;
  readonly records: number;
  /** Instead of what was asked for all. */
  readonly seconds?: number;
  /** Its memory is looked at after collections, which costs some of its rate. */
  readonly isSoak?: true;
}

export interface Outcome {
  readonly load: Load | null;
  readonly check: Check;
}

/** The outcomes of one round, by the turn's text. */
export type Round = (turn: string) => Outcome;

export interface Row {
  readonly asked: string;
  /** Of each round. */
  readonly figure: (round: Round) => number;
  readonly unit?: string;
  /** Whether others on the machine change it: of ratios and counts they do not. */
  readonly isAbsolute?: boolean;
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface Part {
  readonly says: string;
  /** Undefined: as many as were asked for. */
  readonly rounds?: number;
  readonly turns: readonly Turn[];
  readonly rows: readonly Row[];
}

export const textOf = ({ store, mix, processes }: Turn): string => `${store} ${mix} ${processes}`;

const turns = (
  stores: readonly string[],
  mixes: readonly string[],
  processes: number,
  records: number,
): Turn[] => mixes.flatMap((mix) => stores.map((store) => ({ store, mix, processes, records })));

const READS = 'getOne=1';
const rate = ({ load }: Outcome): number =>
  (load?.operations ?? []).reduce((sum, { throughputPerSecond }) => sum + throughputPerSecond, 0);

const p99 = ({ load }: Outcome, operation: string): number =>
  (load?.operations.find((each) => each.operation === operation)?.latencyNsP99 ?? Number.NaN) / 1e6;

const fairness = ({ load }: Outcome): number =>
  load === null ? Number.NaN : (fairnessOf(load) ?? Number.NaN) / 100;

const failed = ({ check }: Outcome): number => check.counts.failedOperations ?? 0;
const anomalies = ({ load, check }: Outcome): number =>
  ['lost', 'duplicated', 'disordered', 'damaged'].reduce(
    (sum, name) => sum + (check.counts[name] ?? 0),
    (load?.history?.anomalies ?? []).reduce((sum, { count }) => sum + count, 0),
  );

const perSecond = (asked: string, turn: string, atLeast?: number): Row => ({
  asked,
  figure: (round) => rate(round(turn)),
  unit: '/s',
  isAbsolute: true,
  ...(atLeast !== undefined && { atLeast }),
});

const ofDriver = (asked: string, turn: string, driver: string): Row => ({
  asked,
  figure: (round) => rate(round(turn)) / rate(round(driver)),
  atLeast: 0.8,
});

const none = (asked: string, turnsOf: readonly Turn[], count: (outcome: Outcome) => number): Row => ({
  asked,
  figure: (round) => turnsOf.reduce((sum, turn) => sum + count(round(textOf(turn))), 0),
  atMost: 0,
});

const DATABASE = ['sqlite', 'floor-driver', 'sqlite-full', 'floor-driver-full'];

const ratesTurns: readonly Turn[] = [
  ...turns(DATABASE, ['appends'], 8, 1_000),
  ...turns(['sqlite', 'floor-driver'], [READS], 8, 1_000),
  ...turns(['json-safe'], ['appends', READS], 8, 1_000),
];
const SQLITE = ratesTurns.filter(({ store }) => store.startsWith('sqlite'));

const readersTurns: readonly Turn[] = [
  ...turns(['sqlite', 'json-safe'], ['reads'], 1, 1_000),
  ...turns(['sqlite', 'json-safe'], ['readers'], 2, 1_000),
];

const times = (asked: string, operation: string, store: string, atMost?: number): Row => ({
  asked,
  figure: (round) => p99(round(`${store} readers 2`), operation) / p99(round(`${store} reads 1`), operation),
  unit: 'x',
  ...(atMost !== undefined && { atMost }),
});

const jsonTurns: readonly Turn[] = [
  ...turns(['json', 'json-safe'], ['appends'], 4, 100),
  ...turns(['json', 'json-safe'], ['appends'], 1, 100),
];

const LARGE: Turn = { store: 'sqlite', mix: 'editor', processes: 4, records: 10_000, seconds: 60 };
const LONG: Turn = { ...LARGE, seconds: 600, isSoak: true };
const LONG_JSON: Turn = { ...LARGE, store: 'json-safe' };

export const PARTS: Readonly<Record<string, Part>> = {
  rates: {
    says: '8 processes, 1,000 sessions',
    turns: ratesTurns,
    rows: [
      perSecond('writes, 50x of 100 promised', 'sqlite appends 8', 5_000),
      perSecond('reads, 20x of 1,000 promised', `sqlite ${READS} 8`, 20_000),
      {
        asked: 'p99 of 8 writers below 25 ms',
        figure: (round) => p99(round('sqlite appends 8'), 'appendMessage'),
        unit: ' ms',
        isAbsolute: true,
        atMost: 25,
      },
      {
        asked: 'slowest writer half of the fastest',
        figure: (round) => fairness(round('sqlite appends 8')),
        atLeast: 0.5,
      },
      ofDriver('0.8 of the driver, writes', 'sqlite appends 8', 'floor-driver appends 8'),
      ofDriver('0.8 of the driver, writes, full', 'sqlite-full appends 8', 'floor-driver-full appends 8'),
      ofDriver('0.8 of the driver, reads', `sqlite ${READS} 8`, `floor-driver ${READS} 8`),
      perSecond('full durability, writes', 'sqlite-full appends 8'),
      perSecond('driver alone, writes', 'floor-driver appends 8'),
      perSecond('JSON in safe mode, writes', 'json-safe appends 8'),
      perSecond('JSON in safe mode, reads', `json-safe ${READS} 8`),
      none('no call failed, no SQLITE_BUSY', SQLITE, failed),
      none('no anomaly', SQLITE, anomalies),
    ],
  },
  readers: {
    says: 'one reader alone, and beside a writer that never rests; 1,000 sessions',
    turns: readersTurns,
    rows: [
      times('p99 of a page below 2x idle', 'messages', 'sqlite', 2),
      times('p99 of a session below 2x idle', 'getOne', 'sqlite', 2),
      times('JSON in safe mode, a session', 'getOne', 'json-safe'),
      none('no call failed', readersTurns, failed),
    ],
  },
  json: {
    says: 'appends to JSON files of 100 sessions',
    turns: jsonTurns,
    rows: [
      { asked: 'as the app does: writes lost of 4', figure: (round) => lost(round('json appends 4')) },
      {
        asked: 'as the app does: their share',
        figure: (round) =>
          (100 * lost(round('json appends 4'))) / (round('json appends 4').load?.acknowledged ?? 0),
        unit: '%',
      },
      none('safe mode loses none', [jsonTurns[1] as Turn, jsonTurns[3] as Turn], anomalies),
      perSecond('safe mode, 4 processes', 'json-safe appends 4'),
      perSecond('as the app does, 4 processes', 'json appends 4'),
      {
        asked: 'time of a write, safe over the app’s',
        figure: (round) => rate(round('json appends 1')) / rate(round('json-safe appends 1')),
        unit: 'x',
      },
    ],
  },
  'ten-minutes': {
    says: '10,000 sessions, windows of the editor, 4 processes, 10 minutes',
    rounds: 1,
    turns: [LONG, LONG_JSON],
    rows: [
      none('0 errors', [LONG], failed),
      none('0 anomalies', [LONG], anomalies),
      {
        asked: 'memory below 1 MB a minute more',
        figure: (round) => growth(round(textOf(LONG))),
        unit: ' MB/min',
        atMost: 1,
      },
      perSecond('calls', textOf(LONG)),
      perSecond('JSON in safe mode, calls', textOf(LONG_JSON)),
    ],
  },
};

const lost = ({ check }: Outcome): number => check.counts.lost ?? 0;

/** The end of the interval that is against us. */
const growth = ({ load }: Outcome): number =>
  (load?.slopes?.find(({ of }) => of === 'memory in use')?.high ?? Number.NaN) / 60 / 1e6;
