// The race of SQLite before 3.51.3: a writer starts the write-ahead log anew while a checkpoint still goes by the old one, and frames that were
// committed never reach the database. Several processes append and checkpoint on one database in memory, the shim lets them wait at
// random where they take locks and compare what they have read, and the check of histories looks for every row that was acknowledged.
// In rounds, each on a new database. What is found is sound; that nothing is found says no more than how long was looked.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { execa } from 'execa';
import { PACKAGE_ROOT } from '../../../contract/package-root.ts';
import { CHILD_OPTIONS } from '../../../definition/child.ts';
import { checkHistory, History } from '../../../histories/index.ts';
import { memoryFolder } from '../../../props/memory-folder.ts';
import { ShimControl } from '../../../props/system-calls/control.ts';
import type { RaceDriver } from './drivers.ts';

const PROGRAM = join(PACKAGE_ROOT, 'sessions', 'known-bugs', 'old-driver', 'race.cjs');
const WRITERS = 4;
const CHECKPOINTERS = 3;
const ROUND_MS = 8_000;
const WAIT_UP_TO_US = 3_000;

export interface RaceOutcome {
  readonly rounds: number;
  readonly acknowledged: number;
  /** What was lost or damaged; null: nothing. */
  readonly found: string | null;
  readonly tookMs: number;
}

/** Ends with the first finding, or with the round that began before the time was over. */
export async function race(
  driver: RaceDriver,
  {
    library,
    lookMs,
    signal,
  }: { readonly library: string; readonly lookMs: number; readonly signal?: AbortSignal | undefined },
): Promise<RaceOutcome> {
  const beganMs = performance.now();
  let [rounds, acknowledged] = [0, 0];
  let found: string | null = null;
  while (found === null && !isStopped(signal) && performance.now() - beganMs < lookMs) {
    const round = await raceOnce(driver, library, signal);
    rounds++;
    acknowledged += round.acknowledged;
    found = isStopped(signal) ? null : round.found;
  }
  return { rounds, acknowledged, found, tookMs: performance.now() - beganMs };
}

const isStopped = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;

type Round = Pick<RaceOutcome, 'acknowledged' | 'found'>;

async function raceOnce(
  driver: RaceDriver,
  library: string,
  signal: AbortSignal | undefined,
): Promise<Round> {
  const folder = mkdtempSync(join(memoryFolder() ?? tmpdir(), 'storeproof-race-'));
  const root = join(folder, 'root');
  mkdirSync(root);
  const control = new ShimControl(join(folder, 'control'), `${root}/`, 'better-sqlite3');
  control.waitUpTo(WAIT_UP_TO_US);
  try {
    const file = join(root, 'race.db');
    makeDatabase(file);
    const until = Date.now() + ROUND_MS;
    const roles = [
      ...Array.from({ length: WRITERS }, (_, at) => String(at)),
      ...Array(CHECKPOINTERS).fill('checkpoints'),
    ];
    const said = await Promise.all(
      roles.map((role: string) =>
        execa(driver.node, [PROGRAM, driver.folder, file, role, String(until)], {
          ...CHILD_OPTIONS,
          stdout: 'pipe',
          env: { LD_PRELOAD: library, STOREPROOF_SHIM: join(folder, 'control') },
          reject: false,
          ...(signal !== undefined && { cancelSignal: signal }),
        }),
      ),
    );
    return await judged(
      file,
      said.slice(0, WRITERS).map(({ stdout }) => String(stdout)),
    );
  } finally {
    control.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function makeDatabase(file: string): void {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.exec(
    'CREATE TABLE appended (writer INTEGER, number INTEGER, text TEXT, PRIMARY KEY (writer, number))',
  );
  database.close();
}

/** `said`: of each writer how many rows it was told were committed, and the code of an error that ended it. */
async function judged(file: string, said: readonly string[]): Promise<Round> {
  const done = said.map((text) => Number.parseInt(text, 10) || 0);
  const acknowledged = done.reduce((sum, count) => sum + count, 0);
  const [, code] = /(SQLITE_\w+)/.exec(said.join(' ')) ?? [];
  if (code !== undefined) return { acknowledged, found: `a writer ended with ${code}` };
  const database = new Database(file);
  try {
    const structure = database.pragma('integrity_check', { simple: true });
    if (structure !== 'ok')
      return { acknowledged, found: `the database is damaged: ${String(structure).slice(0, 160)}` };
    const history = new History();
    const rows = database
      .prepare('SELECT number FROM appended NOT INDEXED WHERE writer = ? ORDER BY rowid')
      .pluck();
    const end = Math.max(...done) + 1;
    for (const writer of done.keys()) {
      const read = { do: 'read', key: writer, values: rows.all(writer) as number[] } as const;
      history.add({ process: -1, startNs: end, endNs: end, outcome: 'ok', operations: [read] });
    }
    for (const [writer, count] of done.entries())
      for (let number = 0; number <= count; number++)
        history.add({
          process: writer,
          startNs: number,
          endNs: number,
          // One more may have been under way.
          outcome: number < count ? 'ok' : 'unknown',
          operations: [{ do: 'append', key: writer, value: number }],
        });
    const { counts, anomalies } = await checkHistory(history, { examplesMax: 1 });
    const lost = counts['lost-append'] ?? 0;
    if (lost > 0) return { acknowledged, found: `${lost} of ${acknowledged} acknowledged rows are gone` };
    return { acknowledged, found: anomalies[0]?.text ?? null };
  } catch (error) {
    return { acknowledged, found: `the database cannot be read: ${(error as Error).message}` };
  } finally {
    database.close();
  }
}
