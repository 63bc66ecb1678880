// What letting the database follow costs: the same writes on the safe JSON store alone and in phase dual, in pairs, in
// shuffled order. Two figures: what the caller waits for (the database follows between the calls), and the whole work
// (calls back to back, until the database has followed). Run: node migrate/live/measure-overhead.ts [sessions] [pairs] [seed]
// Left out: reads, of which one in 20 is repeated on the database, and a process that starts.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sessionsDigest } from '../../contract/canonical.ts';
import type { SessionInput } from '../../contract/session.ts';
import type { SessionStore } from '../../contract/store.ts';
import { openJsonStore } from '../../impl-json/index.ts';
import { DualStore } from './dual-store.ts';

export interface OverheadOptions {
  readonly sessions: number;
  readonly pairs: number;
  readonly seed: number;
}

export interface Overhead {
  /** Of the latencies that the caller sees, dual to JSON alone. */
  readonly latencyP50Ratio: Interval;
  readonly latencyP95Ratio: Interval;
  /** Of blocks of writes until the database has followed. */
  readonly workP50Ratio: Interval;
  readonly jsonLatencyNsP50: number;
  readonly dualLatencyNsP50: number;
  /** sessionsDigest of what both stores hold at the end: the work that was done. */
  readonly digest: string;
  readonly mismatches: number;
}

/** A ratio with its 95 % bootstrap interval, pairs resampled. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 1_000;
const WARM_UP = 20;

export async function measureOverhead({ sessions, pairs, seed }: OverheadOptions): Promise<Overhead> {
  const root = mkdtempSync(join(tmpdir(), 'overhead-'));
  const workspace = join(root, 'workspace');
  mkdirSync(workspace);
  const random = generator(seed);
  const json = openJsonStore({ home: join(root, 'json'), mode: 'safe', clock: CLOCK });
  const dual = new DualStore({ home: join(root, 'dual'), clock: CLOCK });
  try {
    for (const store of [json, dual]) await fill(store, workspace, sessions);
    await dual.drain();
    const samples = await latencies({ json, dual, workspace, sessions, random }, pairs);
    const blocks = await wholeWork(
      { json, dual, workspace, sessions, random },
      Math.ceil(pairs / BLOCK_WRITES),
    );
    await dual.drain();
    const [left, right] = [await json.getAllSessions(workspace), await dual.getAllSessions(workspace)];
    const digest = sessionsDigest(left);
    if (sessionsDigest(right) !== digest) throw new Error('the stores did different work');
    const { writeMismatches } = dual.shadow.comparisons.total();
    return {
      latencyP50Ratio: ratioOf(samples, 0.5, random),
      latencyP95Ratio: ratioOf(samples, 0.95, random),
      workP50Ratio: ratioOf(blocks, 0.5, random),
      jsonLatencyNsP50: quantile(
        samples.map((pair) => pair.json),
        0.5,
      ),
      dualLatencyNsP50: quantile(
        samples.map((pair) => pair.dual),
        0.5,
      ),
      digest,
      mismatches: writeMismatches,
    };
  } finally {
    await json.close();
    await dual.close();
    rmSync(root, { recursive: true, force: true });
  }
}

const CLOCK = { now: (): string => '2025-11-12T14:00:00+00:00' };

type Random = () => number;

/** Numerical Recipes' linear congruential generator: enough to shuffle and to resample. */
function generator(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** As in real use: 5 to 10 KB without large outputs. */
const sessionNumber = (index: number): SessionInput => ({
  id: `session-${index}`,
  type: 'competition',
  task: `Task ${index}: 比較 two ways of doing the same thing`,
  status: 'running',
  createdAt: CLOCK.now(),
  updatedAt: CLOCK.now(),
  instances: [1, 2, 3].map((instanceId) => ({
    instanceId,
    worktreePath: `/work/tree-${index}-${instanceId}`,
    branch: `branch-${instanceId}`,
    agentName: `agent ${instanceId}`,
    status: 'idle',
    tmuxSessionId: `tmux-${instanceId}`,
    output: `line ${index} of the output of a terminal\n`.repeat(50),
  })),
  chatHistory: [],
});

async function fill(store: SessionStore, workspace: string, sessions: number): Promise<void> {
  await store.transaction(workspace, async (operations) => {
    for (let index = 0; index < sessions; index++) {
      await operations.createSession(workspace, sessionNumber(index));
    }
  });
}

interface Bench {
  readonly json: SessionStore;
  readonly dual: DualStore;
  readonly workspace: string;
  readonly sessions: number;
  readonly random: Random;
}

type Write = (store: SessionStore) => Promise<unknown>;

function writeNumber({ workspace, sessions, random }: Bench, index: number): Write {
  const id = `session-${Math.floor(random() * sessions)}`;
  const message = { id: `m${index}`, role: 'user', content: 'What next?', timestamp: CLOCK.now() };
  const kinds: readonly Write[] = [
    (store) => store.addChatMessage(workspace, id, message),
    (store) => store.updateInstanceStatus(workspace, id, 1, 'running'),
    (store) => store.createSession(workspace, sessionNumber(sessions + index)),
    (store) => store.deleteSession(workspace, `session-${sessions + index - 1}`),
  ];
  return kinds[index % kinds.length] as Write;
}

interface Pair {
  readonly json: number;
  readonly dual: number;
}

async function latencies(bench: Bench, pairs: number): Promise<Pair[]> {
  const samples: Pair[] = [];
  for (let index = 0; index < pairs + WARM_UP; index++) {
    const write = writeNumber(bench, index);
    const isJsonFirst = bench.random() < 0.5;
    const first = await timed(write, isJsonFirst ? bench.json : bench.dual);
    await bench.dual.drain();
    const second = await timed(write, isJsonFirst ? bench.dual : bench.json);
    await bench.dual.drain();
    if (index >= WARM_UP)
      samples.push(isJsonFirst ? { json: first, dual: second } : { json: second, dual: first });
  }
  return samples;
}

async function timed(write: Write, store: SessionStore): Promise<number> {
  const start = performance.now();
  await write(store);
  return Math.round((performance.now() - start) * 1e6);
}

const BLOCK_WRITES = 8;

/** Blocks of calls with only a turn of the event loop between, then the wait for the database. */
async function wholeWork(bench: Bench, blocks: number): Promise<Pair[]> {
  const timeOf = async (store: SessionStore, list: readonly Write[]): Promise<number> => {
    const start = performance.now();
    for (const write of list) {
      await write(store);
      await nextTurn();
    }
    if (store === bench.dual) await bench.dual.drain();
    return Math.round((performance.now() - start) * 1e6);
  };
  const samples: Pair[] = [];
  for (let block = 0; block < blocks; block++) {
    const at = 1_000_000 + block * BLOCK_WRITES;
    const list = Array.from({ length: BLOCK_WRITES }, (_, index) => writeNumber(bench, at + index));
    const isJsonFirst = bench.random() < 0.5;
    const first = await timeOf(isJsonFirst ? bench.json : bench.dual, list);
    const second = await timeOf(isJsonFirst ? bench.dual : bench.json, list);
    samples.push(isJsonFirst ? { json: first, dual: second } : { json: second, dual: first });
  }
  return samples;
}

function ratioOf(samples: readonly Pair[], at: number, random: Random): Interval {
  const ratio = (pairs: readonly Pair[]): number =>
    quantile(
      pairs.map(({ dual }) => dual),
      at,
    ) /
    quantile(
      pairs.map(({ json }) => json),
      at,
    );
  const resampled = Array.from({ length: RESAMPLES }, () =>
    ratio(samples.map(() => samples[Math.floor(random() * samples.length)] as Pair)),
  );
  return { value: ratio(samples), low: quantile(resampled, 0.025), high: quantile(resampled, 0.975) };
}

const quantile = (values: readonly number[], at: number): number =>
  values.toSorted((left, right) => left - right)[Math.floor(at * (values.length - 1))] ?? Number.NaN;

if (process.argv[1] === import.meta.filename) {
  const [sessions = 1_000, pairs = 400, seed = 1] = process.argv.slice(2).map(Number);
  console.log(
    JSON.stringify({ sessions, pairs, seed, ...(await measureOverhead({ sessions, pairs, seed })) }),
  );
}
