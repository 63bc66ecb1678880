// What 1,000, 10,000 and 100,000 sessions in one workspace cost the SQLite store: filling it batch by batch, as an import of
// a large file does, with the most memory that the process ever had; then the statistics of all of them. Each size in a
// process of its own; processor time, because no machine is quiet. `npm run measure:large`, about three minutes and 1 GB.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorktreeSession } from '../contract/session.ts';
import { openSqliteStore } from '../impl-sqlite/index.ts';
import { datasetSessions } from '../sessions/datasets/dataset.ts';
import { medianOf } from '../statistics/quantile.ts';
import { cpuMs } from './cpu-time.ts';

const SIZES = [1_000, 10_000, 100_000];
const BATCH = 256;
const READS = 5;
const HASH = '0123456789abcdef';

const [size, folder] = process.argv.slice(2);
if (size === undefined || folder === undefined) everySize();
else await measured(Number(size), join(folder, 'sessions.db'));

function everySize(): void {
  console.log('sessions   import s   per session µs   peak MB   file MB   statistics ms');
  for (const each of SIZES) {
    const place = mkdtempSync(join(tmpdir(), 'storeproof-large-'));
    try {
      spawnSync(process.execPath, [import.meta.filename, String(each), place], { stdio: 'inherit' });
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  }
}

async function measured(sessions: number, file: string): Promise<void> {
  const store = await openSqliteStore({ file });
  try {
    const importMs = await cpuMs(() => store.fillWorkspace(HASH, batches(sessions)));
    const peak = process.resourceUsage().maxRSS / 1024;
    const reads: number[] = [];
    for (let read = 0; read < READS; read++) reads.push(await cpuMs(() => store.statisticsOfHash(HASH)));
    const cells = [
      String(sessions).padStart(8),
      (importMs / 1000).toFixed(1).padStart(11),
      ((importMs / sessions) * 1000).toFixed(0).padStart(17),
      peak.toFixed(0).padStart(10),
      (store.sizeBytes() / 1e6).toFixed(0).padStart(10),
      medianOf(reads).toFixed(1).padStart(16),
    ];
    console.log(cells.join(''));
  } finally {
    await store.close();
  }
}

/** The time of making the sessions is in the import's, as reading a file is. */
function* batches(sessions: number): Generator<WorktreeSession[]> {
  let batch: WorktreeSession[] = [];
  for (const session of datasetSessions({ profile: 'small', size: sessions, seed: 42 })) {
    batch.push(session);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}
