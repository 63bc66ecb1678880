// What a page of a list costs, in CPU time, by the number of sessions: node build/measure-lists.ts [SESSIONS...]
// Each query is asked of a store that has just been opened, then again with another limit, which no kept summary answers.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SessionQuery } from '../contract/query.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { hashRaw } from '../contract/workspace.ts';
import { openSqliteStore } from '../impl-sqlite/index.ts';
import { instanceWith, messageWith, sessionWith } from '../impl-sqlite/suite/sessions.ts';
import { medianOf } from '../statistics/quantile.ts';
import { cpuMs } from './cpu-time.ts';

const BATCH = 500;
const REPEATS = 5;
const WORKSPACES = 100;
const START_MS = Date.UTC(2025, 0, 1);

const QUERIES: Readonly<Record<string, SessionQuery>> = {
  'by time of change': {},
  'by duration': { sortBy: 'totalDuration' },
  'by files changed': { sortBy: 'totalFilesChanged' },
  'changed in the last hour': { updatedFrom: 'LAST-HOUR' },
  'a common text': { text: 'parser' },
  'a text that one session has': { text: 'number 7.' },
  'a text that none has': { text: 'nowhere' },
  'a common model': { models: ['opus'] },
  'a model that none has': { models: ['none'] },
  'a common runtime': { runtimes: ['codex'] },
  'a runtime that none has': { runtimes: ['none'] },
};

function* batches(count: number, first = 0): Generator<WorktreeSession[]> {
  for (let start = 0; start < count; start += BATCH) {
    yield Array.from({ length: Math.min(BATCH, count - start) }, (_, index) =>
      sessionAt(first + start + index),
    );
  }
}

const sessionAt = (at: number): WorktreeSession =>
  sessionWith(`session-${at}`, {
    task: `Make the parser of part number ${at}. faster without changing what it accepts`,
    model: at % 3 === 0 ? 'opus' : 'sonnet',
    createdAt: new Date(START_MS + at * 60_000).toISOString(),
    updatedAt: new Date(START_MS + at * 60_000).toISOString(),
    totalDuration: (at * 7919) % 10_007,
    totalFilesChanged: at % 50,
    instances: [0, 1, 2].map((id) => instanceWith(id, { runtime: id === 1 ? 'codex' : 'claude' })),
    chatHistory: [messageWith('m')],
  });

async function measure(count: number): Promise<Map<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'storeproof-lists-'));
  const rows = new Map<string, number>();
  try {
    const file = join(folder, 'sessions.db');
    const store = await openSqliteStore({ file });
    await store.fillWorkspace(hashRaw('/w'), batches(count));
    const lastHour = new Date(START_MS + (count - 60) * 60_000).toISOString();
    for (const [name, query] of Object.entries(QUERIES)) {
      const asked = query.updatedFrom === undefined ? query : { ...query, updatedFrom: lastHour };
      const times: number[] = [];
      for (let turn = 0; turn < REPEATS; turn++)
        times.push(await cpuMs(() => store.listSessions('/w', { ...asked, limit: 50 - turn })));
      rows.set(name, medianOf(times));
    }
    for (let at = 0; at < WORKSPACES; at++)
      await store.fillWorkspace(hashRaw(`/w/${at}`), batches(count / WORKSPACES, at));
    for (const name of ['by time of change', 'by duration'] as const) {
      const times: number[] = [];
      for (let turn = 0; turn < REPEATS; turn++)
        times.push(await cpuMs(() => store.listAllSessions({ ...QUERIES[name], limit: 50 - turn })));
      rows.set(`all of ${WORKSPACES + 1} workspaces, ${name}`, medianOf(times));
    }
    rows.set('bytes a session', store.sizeBytes() / (2 * count));
    await store.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}

const counts = process.argv.slice(2).map(Number);
const measured: Map<string, number>[] = [];
for (const count of counts.length > 0 ? counts : [1_000, 10_000]) measured.push(await measure(count));
for (const name of measured[0]?.keys() ?? [])
  console.log(name.padEnd(48), ...measured.map((rows) => (rows.get(name) ?? 0).toFixed(1).padStart(9)));
