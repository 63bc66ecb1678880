// A run that never happened: a realistic result file for tests, drawn from a seed. Medians are near those of a small
// virtual machine; times are log-normal, with a spread between trials.

import type { BodyRow, Check, Load, Machine, Trial } from '../../results/result.ts';
import type { Results } from '../../results/result-file.ts';
import { Random } from '../../statistics/random.ts';
import { SESSION_WORDS } from '../words.ts';
import { exampleKnee, exampleLoad } from './example-load.ts';

export interface ExampleOptions {
  readonly seed?: string;
  readonly trials?: number;
  readonly samples?: number;
  readonly sizes?: readonly number[];
  readonly profiles?: readonly string[];
  /** Floors and stores of others as well, and more operations. Default: false. */
  readonly isFull?: boolean;
  /** Multiplies the times of one store and operation: a planted slowdown. */
  readonly factor?: (store: string, operation: string) => number;
  readonly isComplete?: boolean;
  /** Default: a quiet one. */
  readonly machine?: Machine;
}

/** Medians in microseconds: JSON and SQLite at 100 sessions, and how each grows with ten times as many. */
const MEDIANS_US: Readonly<
  Record<string, readonly [json: number, sqlite: number, jsonBy: number, sqliteBy: number]>
> = {
  getAllCold: [1_540, 610, 11, 11],
  getAllRepeated: [1_150, 5, 11, 1.05],
  getOne: [1_200, 62, 11, 1.1],
  firstPage: [1_300, 110, 11, 1.3],
  byTypePage: [1_300, 115, 11, 1.2],
  byTypeFull: [1_350, 260, 11, 9],
  statistics: [1_280, 90, 11, 8],
  searchRare: [9_800, 95, 11, 1.1],
  searchCommon: [11_000, 420, 11, 2.5],
  searchPrefix: [10_500, 240, 11, 2],
  create: [4_900, 260, 11, 1.1],
  update: [4_200, 190, 11, 1.1],
  appendMessage: [4_300, 71, 11, 1.1],
  updateInstanceStatus: [4_500, 52, 11, 1.1],
  delete: [4_500, 140, 11, 1.1],
};

const FURTHER_MEDIANS_US: typeof MEDIANS_US = {
  getAllAfterChange: [1_600, 12, 11, 1.3],
  getAllAfterOtherChange: [1_600, 25, 11, 1.3],
  allSummaries: [1_350, 420, 11, 9],
  searchJapanese: [10_000, 190, 11, 1.3],
  importPerSession: [45, 150, 1.2, 1.05],
  open: [60, 900, 1, 1],
  openFirstPage: [21_000, 16_000, 2, 1.02],
};

/** How long a contestant takes, as a share of JSON's time or SQLite's, and on which operations it is. */
const FURTHER_CONTESTANTS: Readonly<
  Record<string, readonly [of: 'json' | 'sqlite', share: number, on: RegExp]>
> = {
  'json-safe': ['json', 1.1, /./],
  'sqlite-full': ['sqlite', 1.4, /./],
  lmdb: ['sqlite', 1.25, /^(?!search)/],
  kysely: ['sqlite', 3.2, /./],
  'floor-driver': ['sqlite', 0.83, /^(?!getAll[RA]|import|open)/],
  'floor-objects': ['sqlite', 0.55, /^getAllCold$/],
  'floor-json-parse': ['json', 0.7, /^getAll/],
  'floor-bytes': ['json', 0.1, /^getAll/],
};

export const EXAMPLE_OPERATIONS: readonly string[] = Object.keys(MEDIANS_US);

export function exampleRun(options: ExampleOptions = {}): Results {
  const { seed = 'example', sizes = [100, 1_000], isComplete = true } = options;
  const random = Random.from(seed);
  const rows: BodyRow[] = [...checks(), ...trials(sizes, options, random), ...weights(), ...loads()];
  rows.push({
    row: 'figure',
    name: 'importSessionsPerSecond',
    store: 'sqlite',
    records: 1_000,
    unit: 'sessions/s',
    value: 2_150,
  });
  return {
    header: HEADER,
    rows,
    footer: isComplete
      ? {
          row: 'footer',
          finishedAt: '2026-11-12T14:02:31.000Z',
          outcome: 'complete',
          rows: rows.length + 1,
          machine: options.machine ?? QUIET,
        }
      : null,
    isComplete,
  };
}

const HEADER: Results['header'] = {
  row: 'header',
  schema: 'storeproof.result/2',
  command: 'storeproof proof --seed 42',
  version: '0.1.0',
  revision: '0123abc',
  startedAt: '2026-11-12T14:00:00.000Z',
  seed: 42,
  options: { seed: 42, home: 'generated', isQuick: false },
  environment: {
    platform: 'linux 6.1',
    architecture: 'x64',
    cpuModel: 'Example CPU at 2.4 GHz',
    cpuCount: 2,
    memoryBytes: 8_200_000_000,
    nodeVersion: '26.10.0',
    versions: { SQLite: '3.54.1' },
    fileSystem: 'ext4',
    fsyncNsP50: 410_000,
    loadAverage: 0.4,
  },
  definition: SESSION_WORDS,
};

/** Of a machine that does nothing else. */
const QUIET: Machine = {
  processors: 2,
  wallNs: 151_000_000_000,
  loadAverage: 1.6,
  idleShare: 0.3,
  othersShare: 0.02,
  stealShare: 0,
};

function trials(sizes: readonly number[], options: ExampleOptions, random: Random): Trial[] {
  const factor = options.factor ?? ((): number => 1);
  const isFull = options.isFull === true;
  const operations = [...EXAMPLE_OPERATIONS, ...(isFull ? Object.keys(FURTHER_MEDIANS_US) : [])];
  const stores = ['json', 'sqlite', ...(isFull ? Object.keys(FURTHER_CONTESTANTS) : [])];
  const contestants = (options.profiles ?? ['small']).flatMap((profile) =>
    sizes.flatMap((records) =>
      operations.flatMap((operation) =>
        stores
          .filter((store) => FURTHER_CONTESTANTS[store]?.[2].test(operation) ?? true)
          .flatMap((store) =>
            Array.from({ length: options.trials ?? 4 }, () => ({ records, operation, store, profile })),
          ),
      ),
    ),
  );
  return contestants.map((contestant, order) => ({
    row: 'trial',
    ...contestant,
    order,
    samplesNs: samples(
      medianNs(contestant) * factor(contestant.store, contestant.operation),
      options.samples ?? 40,
      random,
    ),
    workDigest: 'ab'.repeat(32),
  }));
}

function medianNs({
  store,
  operation,
  records,
}: {
  store: string;
  operation: string;
  records: number;
}): number {
  const [json, sqlite, jsonBy, sqliteBy] = MEDIANS_US[operation] ??
    FURTHER_MEDIANS_US[operation] ?? [1_000, 100, 10, 1];
  const decades = Math.log10(records / 100);
  const [of, share] = FURTHER_CONTESTANTS[store] ?? [store, 1];
  return 1_000 * share * (of === 'json' ? json * jsonBy ** decades : sqlite * sqliteBy ** decades);
}

function samples(medianOfNs: number, howMany: number, random: Random): number[] {
  const shift = 0.04 * normal(random);
  return Array.from({ length: howMany }, () => {
    const isDisturbed = random.below(100) === 0;
    return Math.round(medianOfNs * Math.exp(shift + 0.12 * normal(random)) * (isDisturbed ? 4 : 1));
  });
}

/** A standard normal number, by Box and Muller. */
function normal(random: Random): number {
  const unit = (): number => (random.below(1_000_000) + 0.5) / 1_000_000;
  return Math.sqrt(-2 * Math.log(unit())) * Math.cos(2 * Math.PI * unit());
}

const check = (area: Check['area'], subject: string, name: string, counts: Check['counts']): Check => ({
  row: 'check',
  area,
  subject,
  name,
  verdict: 'ok',
  counts,
  detail: '',
});

const checks = (): Check[] => [
  check('equivalence', 'planted bugs', 'detection', { planted: 41, caught: 41 }),
  check('equivalence', 'json = sqlite', 'random sequences', { operations: 20_000 }),
  check('import', 'sqlite', 'every file accounted for', { read: 14, imported: 13, aside: 1 }),
  check('verify', 'sqlite', 'content of every session', {
    files: 13,
    records: 312,
    missing: 0,
    mismatch: 0,
  }),
  check('rewrite', 'sqlite', 'files rewritten from rows alone', { files: 13, identical: 13 }),
  check('rewrite', 'archive', 'originals restored byte for byte', { files: 14, identical: 14 }),
  check('load', 'sqlite', 'acknowledged writes are kept', { acknowledged: 4_800, lost: 0 }),
  check('load', 'json-safe', 'acknowledged writes are kept', { acknowledged: 610, lost: 0 }),
  {
    ...check('load', 'json', 'acknowledged writes are kept', { acknowledged: 600, lost: 585 }),
    verdict: 'expected-fail',
    detail: 'The app writes the whole file without a lock: of 600 acknowledged writes 585 were lost.',
  },
];

const weights = (): BodyRow[] => [
  { row: 'size', store: 'json', records: 1_000, profile: 'small', bytes: 8_912_345 },
  { row: 'size', store: 'sqlite', records: 1_000, profile: 'small', bytes: 7_204_864 },
];

const loads = (): BodyRow[] => [
  load('json', { writes: 240, reads: 260, acknowledged: 600, found: 15 }),
  load('json-safe', { writes: 95, reads: 120, acknowledged: 610, found: 610 }),
  load('sqlite', { writes: 2_100, reads: 8_400, acknowledged: 4_800, found: 4_800 }),
  exampleKnee('sqlite', 9_800),
];

function load(
  store: string,
  figures: { writes: number; reads: number; acknowledged: number; found: number },
): Load {
  const { writes, reads, acknowledged, found } = figures;
  return exampleLoad({
    ...{ store, acknowledged, lost: acknowledged - found },
    calls: { appendMessage: ['write', writes], getSession: ['read', reads] },
  });
}
