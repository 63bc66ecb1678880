// What phase dual costs a writer, over the phase before it: two homes with the same sessions, one in each phase, written to in
// turn, so that both meet the same machine. What a caller waits for counts; what the database does behind that counts as
// processor time, for which both are left to settle between blocks of writes.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sessionsDigest } from '../../contract/canonical.ts';
import type { ChatMessage, WorktreeInstance, WorktreeSession } from '../../contract/session.ts';
import type { SessionStore } from '../../contract/store.ts';
import { openSqliteStore } from '../../impl-sqlite/index.ts';
import { SessionManager } from '../../migrate/live/index.ts';
import { medianOf } from '../../statistics/quantile.ts';

export interface DualWrites {
  /** Whether both homes hold the same in the end, and so does the database that followed. */
  readonly isSame: boolean;
  /** In percent: of the time of a write, and of the processor time of a block with what follows it. */
  readonly overhead: number;
  readonly cpuOverhead: number;
}

const PAIRS_MIN = 3;
/** More pairs only up to so much for each session. */
const ENOUGH_MS = 20;
/** Until its code is compiled. */
const PAIRS_OF_WARM_UP = 2;

/** `folder` is the workspace of the sessions, and the place of the homes. */
export async function dualWrites(sessions: readonly WorktreeSession[], folder: string): Promise<DualWrites> {
  const place = mkdtempSync(join(folder, 'phases-'));
  const [alone, dual] = [await filledHome('json'), await filledHome('dual')];
  try {
    await dual.setPhase('dual');
    const costs = await costsInTurn(alone, dual, { sessions, folder });
    const database = await openSqliteStore({ home: dual.home });
    const held: string[] = [];
    for (const store of [alone, dual, database])
      held.push(sessionsDigest(await store.getAllSessions(folder)));
    await database.close();
    return { isSame: new Set(held).size === 1, ...costs };
  } finally {
    await alone.close();
    await dual.close();
    rmSync(place, { recursive: true, force: true });
  }

  async function filledHome(name: string): Promise<SessionManager> {
    const home = join(place, name);
    mkdirSync(home);
    const manager = await SessionManager.open({ home, seed: 1, clock: CLOCK });
    await manager.transaction(folder, async (operations) => {
      for (const session of sessions) await operations.createSession(folder, session);
    });
    return manager;
  }
}

/** Both stamp the same, so that they can hold the same. */
const CLOCK = { now: (): string => '2026-01-05T09:00:00+00:00' };

interface Work {
  readonly sessions: readonly WorktreeSession[];
  readonly folder: string;
}

/** Medians over pairs: of the same write on both sides, and of blocks. Who begins changes from pair to pair. */
async function costsInTurn(
  alone: SessionManager,
  dual: SessionManager,
  work: Work,
): Promise<Omit<DualWrites, 'isSame'>> {
  const [times, cpuTimes]: [number[], number[]] = [[], []];
  const endMs = performance.now() + ENOUGH_MS * work.sessions.length;
  for (let pair = 0; pair < PAIRS_OF_WARM_UP + PAIRS_MIN || performance.now() < endMs; pair++) {
    const costs = new Map<SessionManager, BlockCosts>();
    for (const manager of pair % 2 === 0 ? [alone, dual] : [dual, alone]) {
      costs.set(manager, await blockCosts(manager, pair, work));
    }
    const [before, after] = [costs.get(alone), costs.get(dual)];
    if (before === undefined || after === undefined || pair < PAIRS_OF_WARM_UP) continue;
    times.push(...after.ms.map((ms, at) => ms / (before.ms[at] ?? 1)));
    cpuTimes.push(after.cpuMs / before.cpuMs);
  }
  return { overhead: inPercent(times), cpuOverhead: inPercent(cpuTimes) };
}

const inPercent = (ratios: readonly number[]): number => 100 * (medianOf(ratios) - 1);

interface BlockCosts {
  /** Of each write. */
  readonly ms: readonly number[];
  readonly cpuMs: number;
}

/** One write of each kind, one behind the other as fast as they are acknowledged. */
async function blockCosts(
  manager: SessionManager,
  block: number,
  { sessions, folder }: Work,
): Promise<BlockCosts> {
  const session = sessions[(block * 7) % sessions.length] as WorktreeSession;
  const { instanceId } = session.instances[0] as WorktreeInstance;
  const message = session.chatHistory[0] as ChatMessage;
  const writes: readonly ((store: SessionStore) => Promise<unknown>)[] = [
    (store) => store.addChatMessage(folder, session.id, { ...message, id: `${message.id}-${block}` }),
    (store) => store.updateInstanceStatus(folder, session.id, instanceId, 'archived'),
    (store) => store.createSession(folder, { ...session, id: `${session.id}-${block}` }),
    (store) => store.updateSession(folder, { ...session, task: `${session.task} (${block})` }),
  ];
  const ms: number[] = [];
  const cpu = process.cpuUsage();
  for (const write of writes) {
    const startedMs = performance.now();
    await write(manager);
    ms.push(performance.now() - startedMs);
  }
  await manager.settle();
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpuMs: (user + system) / 1_000 };
}
