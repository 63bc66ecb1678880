// Many processes that write to one database: our store beside the bare driver, which runs the statements of the same calls
// with the best waiting that it has of itself (SQLite's busy timeout, under which others starve) and in the store's turns, in as
// many processes, one after the other, each on a fresh copy of one database. `npm run measure:writers`. Shown are medians over the
// rounds; `of driver` is the median of the rounds' own ratios. Load of the machine in front: beside neighbours only the ratios and
// the processor time count, and of reads `r run p99`, which leaves out the time spent waiting for a processor.
//   --writers N --readers N   processes that append (and read, --reads PERCENT), and that read alone
//   --other CHECKOUT          the store of another revision as well

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hashRaw } from '../contract/workspace.ts';
import { openSqliteStore } from '../impl-sqlite/index.ts';
import type { Durability } from '../impl-sqlite/open-database.ts';
import { initialSessions } from '../sessions/load/initial-sessions.ts';
import { ascending, medianOf, quantile } from '../statistics/quantile.ts';
import { interleaved } from './interleaved.ts';
import type { WriterJob, WriterReport } from './writers-worker.ts';

const { values: options } = parseArgs({
  options: {
    writers: { type: 'string', default: '8' },
    readers: { type: 'string', default: '0' },
    reads: { type: 'string', default: '0' },
    durability: { type: 'string', default: 'normal' },
    // For the compiler, which each process has to itself; and those that count.
    before: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    sessions: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    other: { type: 'string' },
  },
});
const WRITERS = Number(options.writers);
const READERS = Number(options.readers);
const SESSIONS = Number(options.sessions);
const SECONDS = Number(options.seconds);
const HERE = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'storeproof-writers-'));
const base = join(folder, 'base.db');

/** What the columns of the table show of a turn. */
interface Turn {
  readonly writes: number;
  readonly reads: number;
  readonly writeP50: number;
  readonly writeP99: number;
  readonly writeMax: number;
  readonly readP50: number;
  readonly readP99: number;
  readonly readRunP99: number;
  /** Calls of the slowest writer through those of the fastest. */
  readonly fairness: number;
  readonly cpuUs: number;
  readonly errors: number;
}

async function turnOf(root: string | null, isInTurns: boolean): Promise<Turn> {
  const place = mkdtempSync(join(folder, 'turn-'));
  const file = join(place, 'sessions.db');
  copyFileSync(base, file);
  const workers = Array.from({ length: WRITERS + READERS }, (_, worker) =>
    fork(join(import.meta.dirname, 'writers-worker.ts'), [
      JSON.stringify({ ...jobOf(root, file, worker), isInTurns }),
    ]),
  );
  await Promise.all(workers.map((child) => once(child, 'message')));
  const answers = workers.map(reportOf);
  for (const child of workers) child.send('go');
  const reports = await Promise.all(answers);
  rmSync(place, { recursive: true });
  const writers = reports.slice(0, WRITERS).map(({ writesMs, readsMs }) => writesMs.length + readsMs.length);
  const writes = ascending(reports.flatMap(({ writesMs }) => writesMs));
  const reads = ascending(reports.flatMap(({ readsMs }) => readsMs));
  const cpuMs = reports.reduce((sum, report) => sum + report.cpuMs, 0);
  const errors = reports.flatMap((report) => report.errors);
  if (errors.length > 0) console.log(errors[0]);
  return {
    writes: writes.length / SECONDS,
    reads: reads.length / SECONDS,
    writeP50: at(writes, 0.5),
    writeP99: at(writes, 0.99),
    writeMax: at(writes, 1),
    readP50: at(reads, 0.5),
    readP99: at(reads, 0.99),
    readRunP99: at(ascending(reports.flatMap(({ readsRunMs }) => readsRunMs)), 0.99),
    fairness: WRITERS === 0 ? 1 : Math.min(...writers) / Math.max(...writers),
    cpuUs: (cpuMs * 1_000) / (writes.length + reads.length),
    errors: errors.length,
  };
}

const at = (sorted: Float64Array, p: number): number => (sorted.length === 0 ? 0 : quantile(sorted, p));

const jobOf = (root: string | null, file: string, worker: number): Omit<WriterJob, 'isInTurns'> => ({
  root,
  file,
  folder,
  worker,
  sessions: SESSIONS,
  readPercent: worker < WRITERS ? Number(options.reads) : 100,
  durability: options.durability as Durability,
  beforeMs: Number(options.before) * 1_000,
  durationMs: SECONDS * 1_000,
});

async function reportOf(child: ChildProcess): Promise<WriterReport> {
  const [report] = (await once(child, 'message')) as [WriterReport];
  return report;
}

async function makeBase(): Promise<void> {
  const store = await openSqliteStore({ file: base });
  await store.replaceWorkspace(hashRaw(folder), initialSessions(SESSIONS), { path: folder });
  await store.close();
}

const HEADS = [
  'writes/s',
  'reads/s',
  'w p50',
  'w p99',
  'w max',
  'r p50',
  'r p99',
  'r run p99',
  'fairness',
  'cpu us',
  'errors',
];
const WIDTH = 11;

function show(name: string, turns: readonly Turn[], driver: readonly Turn[]): void {
  const median = (figure: keyof Turn): number => medianOf(turns.map((turn) => turn[figure]));
  const calls = ({ writes, reads }: Turn): number => writes + reads;
  const share = medianOf(turns.map((turn, round) => calls(turn) / calls(driver[round] as Turn)));
  const figures = [
    median('writes').toFixed(0),
    median('reads').toFixed(0),
    ...(['writeP50', 'writeP99', 'writeMax', 'readP50', 'readP99', 'readRunP99'] as const).map((figure) =>
      median(figure).toFixed(2),
    ),
    Math.min(...turns.map(({ fairness }) => fairness)).toFixed(2),
    median('cpuUs').toFixed(0),
    String(turns.reduce((sum, { errors }) => sum + errors, 0)),
    share.toFixed(2),
  ];
  console.log(name.padEnd(WIDTH) + figures.map((figure) => figure.padStart(WIDTH)).join(''));
}

const IN_TURNS = 'in turns';

try {
  mkdirSync(folder, { recursive: true });
  await makeBase();
  const contestants: [string, string | null][] = [
    ['driver', null],
    [IN_TURNS, null],
    ['store', HERE],
    ...(options.other === undefined ? [] : [['other', options.other] as [string, string]]),
  ];
  const turns = contestants.map(
    ([name, root]) =>
      () =>
        turnOf(root, name === IN_TURNS),
  );
  console.log(
    `${WRITERS} writers (${options.reads}% reads), ${READERS} readers, ${SESSIONS} sessions, durability ${options.durability}, ${options.rounds} rounds of ${SECONDS} s; load ${loadavg()[0]?.toFixed(1)}; times in ms; fairness: the worst round`,
  );
  console.log(''.padEnd(WIDTH) + [...HEADS, 'of driver'].map((head) => head.padStart(WIDTH)).join(''));
  const played = await interleaved(turns, { rounds: Number(options.rounds), roundsBefore: 0 });
  for (const [index, [name]] of contestants.entries())
    show(name, played[index] as Turn[], played[0] as Turn[]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
