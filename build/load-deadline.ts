// How long a writer that does not get the lock waits: another process holds it for longer than that.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdWriteLock } from '../impl-sqlite/disturbances.ts';
import { BUSY_POLICY, openSqliteStore } from '../impl-sqlite/index.ts';
import { initialSession, initialSessionId } from '../sessions/load/initial-sessions.ts';
import type { Row } from './load-parts.ts';

const WRITERS = 8;

/** By how much later than at its deadline each writer gave up, in ms, and how many gave up with E_LOCKED. */
export async function deadlineRows(): Promise<{ readonly row: Row; readonly figures: readonly number[] }[]> {
  const folder = mkdtempSync(join(tmpdir(), 'storeproof-deadline-'));
  const file = join(folder, 'sessions.db');
  const stores = await Promise.all(Array.from({ length: WRITERS }, () => openSqliteStore({ file })));
  try {
    await stores[0]?.createSession(folder, initialSession(0));
    const holder = fork(import.meta.filename, [file]);
    await once(holder, 'message');
    const ends = await Promise.all(stores.map((store) => givenUp(() => write(store, folder))));
    holder.send('end');
    await once(holder, 'exit');
    await Promise.all(stores.map((store) => write(store, folder)));
    return [
      {
        row: { asked: 'E_LOCKED within 100 ms of 5 s', figure: () => 0, unit: ' ms', atMost: 100 },
        figures: ends.map(({ afterMs }) => Math.abs(afterMs - BUSY_POLICY.deadlineMs)),
      },
      {
        row: { asked: 'all of them with E_LOCKED', figure: () => 0, atLeast: WRITERS },
        figures: [ends.filter(({ code }) => code === 'E_LOCKED').length],
      },
    ];
  } finally {
    await Promise.all(stores.map((store) => store.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}

const write = (store: Awaited<ReturnType<typeof openSqliteStore>>, folder: string): Promise<unknown> =>
  store.updateInstanceStatus(folder, initialSessionId(0), 1, 'running');

async function givenUp(work: () => Promise<unknown>): Promise<{ afterMs: number; code: unknown }> {
  const startMs = performance.now();
  const error = await work().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { afterMs: performance.now() - startMs, code: (error as { code?: unknown } | undefined)?.code };
}

/** The process that holds the lock, until it is told to end. */
async function hold(file: string): Promise<void> {
  const ended = new AbortController();
  process.once('message', () => ended.abort());
  const held = holdWriteLock(file, ended.signal, () => process.send?.('held'));
  await held;
  process.disconnect();
}

if (import.meta.main) await hold(process.argv[2] as string);
