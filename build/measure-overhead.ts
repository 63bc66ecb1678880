// What letting the database follow costs: the same writes on the safe JSON store alone and in phase dual, in turns. Two
// figures: what the caller waits for (the database follows between the calls), and the whole work (calls back to back, until
// the database has followed). Left out: reads, of which one in 20 is repeated on the database, and a process that starts.
//
//   node build/measure-overhead.ts [SESSIONS] [PAIRS] [SEED]

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sessionsDigest } from '../contract/canonical.ts';
import type { WorktreeSession } from '../contract/session.ts';
import type { SessionStore } from '../contract/store.ts';
import { openJsonStore } from '../impl-json/index.ts';
import { DualStore } from '../migrate/live/index.ts';
import { sessionAt } from '../sessions/datasets/session.ts';
import { ascending, quantile } from '../statistics/quantile.ts';
import { Random } from '../statistics/random.ts';
import { interleaved } from './interleaved.ts';

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
interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 1_000;
const ROUNDS_BEFORE = 20;
const BLOCK_WRITES = 8;
const CLOCK = { now: (): string => '2025-11-12T14:00:00+00:00' };

export async function measureOverhead(options: OverheadOptions): Promise<Overhead> {
  const root = mkdtempSync(join(tmpdir(), 'overhead-'));
  const workspace = join(root, 'workspace');
  mkdirSync(workspace);
  const json = openJsonStore({ home: join(root, 'json'), mode: 'safe', clock: CLOCK });
  const dual = new DualStore({ home: join(root, 'dual'), clock: CLOCK });
  const stores = [json, dual];
  /** Samples of both sides, ns; a side does its nth work with the same writes as the other. */
  const inTurns = (work: (store: SessionStore, nth: number) => Promise<number>, rounds: number) =>
    interleaved(stores.map(counted(work)), { rounds, roundsBefore: ROUNDS_BEFORE });
  try {
    for (const store of stores) await fill(store, workspace, options);
    await dual.drain();
    const latencies = await inTurns(async (store, nth) => {
      const ns = await timed(() => write(store, workspace, options, nth));
      await dual.drain();
      return ns;
    }, options.pairs);
    const blocks = await inTurns(
      (store, nth) => {
        const at = 1_000_000 + nth * BLOCK_WRITES;
        return timed(async () => {
          for (let index = 0; index < BLOCK_WRITES; index++) {
            await write(store, workspace, options, at + index);
            await nextTurn();
          }
          if (store === dual) await dual.drain();
        });
      },
      Math.ceil(options.pairs / BLOCK_WRITES),
    );
    const [digest = '', other] = await Promise.all(
      stores.map(async (store) => sessionsDigest(await store.getAllSessions(workspace))),
    );
    if (digest !== other) throw new Error('the stores did different work');
    const random = new Random(options.seed);
    const [jsonNs = [], dualNs = []] = latencies;
    return {
      latencyP50Ratio: ratioOf(latencies, 0.5, random),
      latencyP95Ratio: ratioOf(latencies, 0.95, random),
      workP50Ratio: ratioOf(blocks, 0.5, random),
      jsonLatencyNsP50: quantileOf(jsonNs, 0.5),
      dualLatencyNsP50: quantileOf(dualNs, 0.5),
      digest,
      mismatches: dual.shadow.comparisons.total().writeMismatches,
    };
  } finally {
    await json.close();
    await dual.close();
    rmSync(root, { recursive: true, force: true });
  }
}

const counted =
  (work: (store: SessionStore, nth: number) => Promise<number>) =>
  (store: SessionStore): (() => Promise<number>) => {
    let nth = 0;
    return () => work(store, nth++);
  };

const sessionOf = ({ seed }: OverheadOptions, index: number): WorktreeSession =>
  sessionAt({ profile: 'small', seed }, index);

const fill = (store: SessionStore, workspace: string, options: OverheadOptions): Promise<void> =>
  store.transaction(workspace, async (operations) => {
    for (let index = 0; index < options.sessions; index++)
      await operations.createSession(workspace, sessionOf(options, index));
  });

function write(
  store: SessionStore,
  workspace: string,
  options: OverheadOptions,
  index: number,
): Promise<unknown> {
  const { sessions, seed } = options;
  const { id, instances } = sessionOf(options, new Random(seed, index).integer(0, sessions - 1));
  const message = { id: `m${index}`, role: 'user', content: 'What next?', timestamp: CLOCK.now() };
  switch (index % 4) {
    case 0:
      return store.addChatMessage(workspace, id, message);
    case 1:
      return store.updateInstanceStatus(workspace, id, instances[0]?.instanceId ?? 0, 'running');
    case 2:
      return store.createSession(workspace, sessionOf(options, sessions + index));
    default:
      return store.deleteSession(workspace, sessionOf(options, sessions + index - 1).id);
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return Math.round((performance.now() - start) * 1e6);
}

function ratioOf(
  [json = [], dual = []]: readonly (readonly number[])[],
  p: number,
  random: Random,
): Interval {
  const ratio = (rounds: readonly number[]): number => {
    const of = (samples: readonly number[]): number =>
      quantileOf(
        rounds.map((round) => samples[round] as number),
        p,
      );
    return of(dual) / of(json);
  };
  const rounds = [...json.keys()];
  const resampled = Array.from({ length: RESAMPLES }, () =>
    ratio(rounds.map(() => random.integer(0, rounds.length - 1))),
  );
  return { value: ratio(rounds), low: quantileOf(resampled, 0.025), high: quantileOf(resampled, 0.975) };
}

const quantileOf = (samples: readonly number[], p: number): number => quantile(ascending(samples), p);

if (process.argv[1] === import.meta.filename) {
  const [sessions = 1_000, pairs = 400, seed = 1] = process.argv.slice(2).map(Number);
  const options = { sessions, pairs, seed };
  console.log(JSON.stringify({ ...options, ...(await measureOverhead(options)) }));
}
