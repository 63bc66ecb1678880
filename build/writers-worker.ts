// One process of measure-writers.ts: appends messages to, and reads, sessions of one database, through a store or through
// the driver alone, which runs the statements of the same calls with the best waiting that it has of itself or in the turns of
// the store. Words of the parent: the job as first argument; then a message starts the clock. It answers with what it did in its time.

import { once } from 'node:events';
import { existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { MessageInput } from '../contract/session.ts';
import { BareDriver } from '../impl-sqlite/bare-driver.ts';
import { BUSY_POLICY, untilFree } from '../impl-sqlite/busy.ts';
import type { SqliteStore, SqliteStoreOptions } from '../impl-sqlite/index.ts';
import type { Durability } from '../impl-sqlite/open-database.ts';
import { WriteTurns } from '../impl-sqlite/write-turns.ts';
import { filler, initialSessionId } from '../sessions/load/initial-sessions.ts';
import { Random } from '../statistics/random.ts';

export interface WriterJob {
  /** Of the revision whose store is used; null: the driver alone, or in turns. */
  readonly root: string | null;
  readonly isInTurns: boolean;
  readonly file: string;
  readonly folder: string;
  readonly worker: number;
  readonly sessions: number;
  readonly readPercent: number;
  readonly durability: Durability;
  readonly beforeMs: number;
  readonly durationMs: number;
}

export interface WriterReport {
  readonly writesMs: readonly number[];
  readonly readsMs: readonly number[];
  /** The same without the time in which the process waited for a processor. */
  readonly readsRunMs: readonly number[];
  readonly cpuMs: number;
  readonly errors: readonly string[];
}

interface Side {
  readonly append: (session: number, message: MessageInput) => unknown;
  readonly read: (session: number) => unknown;
  readonly close: () => unknown;
}

async function storeSide({ root, file, folder, durability }: WriterJob): Promise<Side> {
  const { openSqliteStore } = (await import(join(root ?? '', 'impl-sqlite', 'index.ts'))) as {
    openSqliteStore: (place: { file: string }, options: SqliteStoreOptions) => Promise<SqliteStore>;
  };
  const store = await openSqliteStore({ file }, { durability });
  return {
    append: (session, message) => store.addChatMessage(folder, initialSessionId(session), message),
    read: (session) => store.getSession(folder, initialSessionId(session)),
    close: () => store.close(),
  };
}

/** Of the driver: longer than a turn, so that none of its calls fails. */
const WAIT_MS = 30_000;

function driverSide({ file, folder, durability }: WriterJob): Side {
  const driver = new BareDriver(file, { durability, waitMs: WAIT_MS });
  return {
    append: (session, message) => driver.append(folder, initialSessionId(session), message),
    read: (session) => driver.read(folder, initialSessionId(session)),
    close: () => driver.close(),
  };
}

/** As fair as the store: what its turns cost when nothing else of it runs. */
function driverInTurns({ file, folder, durability }: WriterJob): Side {
  const driver = new BareDriver(file, { durability, waitMs: 0 });
  const turns = new WriteTurns();
  const policy = BUSY_POLICY;
  return {
    append: (session, message) =>
      untilFree(file, () => driver.append(folder, initialSessionId(session), message), { policy, turns }),
    read: (session) => untilFree(file, () => driver.read(folder, initialSessionId(session)), { policy }),
    close: () => driver.close(),
  };
}

function sideOf(job: WriterJob): Side | Promise<Side> {
  if (job.root !== null) return storeSide(job);
  return job.isInTurns ? driverInTurns(job) : driverSide(job);
}

async function work(job: WriterJob): Promise<WriterReport> {
  const side = await sideOf(job);
  process.send?.('ready');
  await once(process, 'message');
  const random = new Random(job.worker + 1, job.durationMs);
  // For the compiler, which each process has to itself.
  const warmed = await calls(job, side, random, job.beforeMs);
  const cpu = process.cpuUsage();
  const timed = await calls(job, side, random, job.durationMs);
  const { user, system } = process.cpuUsage(cpu);
  await side.close();
  return { ...timed, cpuMs: (user + system) / 1_000, errors: [...warmed.errors, ...timed.errors] };
}

type Calls = Omit<WriterReport, 'cpuMs'>;

async function calls(job: WriterJob, side: Side, random: Random, durationMs: number): Promise<Calls> {
  const [writesMs, readsMs, readsRunMs]: [number[], number[], number[]] = [[], [], []];
  const errors: string[] = [];
  const end = performance.now() + durationMs;
  for (let start = performance.now(); start < end && errors.length < ERRORS_MAX; start = performance.now()) {
    const isRead = random.integer(1, 100) <= job.readPercent;
    const session = random.integer(0, job.sessions - 1);
    const queuedMs = isRead ? queuedSoFarMs() : 0;
    try {
      await (isRead ? side.read(session) : side.append(session, nextMessage(job.worker)));
      const tookMs = performance.now() - start;
      (isRead ? readsMs : writesMs).push(tookMs);
      if (isRead) readsRunMs.push(tookMs - (queuedSoFarMs() - queuedMs));
    } catch (error) {
      errors.push(String(error));
    }
  }
  return { writesMs, readsMs, readsRunMs, errors };
}

const SCHEDULED = '/proc/thread-self/schedstat';
const scheduled = existsSync(SCHEDULED) ? openSync(SCHEDULED, 'r') : undefined;
const figures = Buffer.alloc(100);

/** For how long this thread has been ready to run and was not running. Other systems than Linux do not tell. */
function queuedSoFarMs(): number {
  if (scheduled === undefined) return 0;
  const length = readSync(scheduled, figures, 0, figures.length, 0);
  return Number(figures.toString('latin1', 0, length).split(' ')[1]) / 1e6;
}

const ERRORS_MAX = 20;
const CONTENT_LENGTH = 160;

let messages = 0;

function nextMessage(worker: number): MessageInput {
  const id = `writer-${worker}-${messages++}`;
  const content = filler(`${id} was here; `, CONTENT_LENGTH);
  return { id, role: 'assistant', content, timestamp: '2025-10-01T00:00:00.000Z' };
}

process.send?.(await work(JSON.parse(process.argv[2] ?? '')), () => process.disconnect());
