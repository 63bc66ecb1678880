// What is done while the workers of a run are at work: faults are played, processes and files sampled, and a soak watched, until the last
// worker has ended.

import { setTimeout as delay } from 'node:timers/promises';
import type { Beside, Besides, Crew } from './beside.ts';
import type { FaultStage } from './faults/index.ts';
import { type Sampled, Sampler, slopesOf } from './sampling/index.ts';
import { type SoakNow, type SoakWatch, slopesText } from './soak/index.ts';

export interface Meanwhile {
  readonly stage: FaultStage;
  readonly files: Sampled['files'];
  /** Ends faults at once, beside the end of the workers. */
  readonly signal: AbortSignal | null;
  readonly soak: WatchedSoak | null;
}

export interface WatchedSoak {
  readonly watch: SoakWatch;
  /** Until then no worker ends by itself. */
  readonly durationMs: number;
  /** Where its workers tell their memory in use. */
  readonly memoryFiles: readonly string[];
  /** Planned to be killed. */
  readonly doomed: readonly number[];
  readonly onTold: (text: string) => void;
  /** Default: 5,000. */
  readonly everyMs?: number;
}

export const meanwhile =
  ({ stage, files, signal, soak }: Meanwhile): Beside =>
  async (crew) => {
    const over = signal === null ? crew.signal : AbortSignal.any([crew.signal, signal]);
    const sampler = new Sampler({
      pids: () => crew.pids.filter((pid) => pid !== null),
      files,
      memoryFiles: soak?.memoryFiles ?? [],
    });
    sampler.start(crew.startNs);
    // Not spread: whose process has ended is asked for again and again.
    const faulty: Crew = Object.create(crew, { signal: { value: over } });
    try {
      const [played, endedEarly] = await Promise.all([
        stage.play(faulty),
        soak === null ? endOf(crew, null) : watched(soak, crew, sampler),
      ]);
      return { samples: sampler.samples, ...played, endedEarly };
    } finally {
      sampler.stop();
    }
  };

const EVERY_MS = 5_000;

async function watched(soak: WatchedSoak, crew: Crew, sampler: Sampler): Promise<Besides['endedEarly']> {
  const { watch, everyMs = EVERY_MS, onTold } = soak;
  let endedEarly: string | null = null;
  const look = async (): Promise<void> => {
    const nowNs = Number(process.hrtime.bigint() - crew.startNs);
    const now = await watch.look(nowNs);
    onTold([nowText(now), slopesText(slopesOf(sampler.samples))].filter((text) => text !== '').join(', '));
    const alarm = now.alarm ?? goneText(soak, crew, nowNs);
    if (alarm === null || endedEarly !== null) return;
    endedEarly = `The soak was ended after ${Math.round(nowNs / 1e9)} s. ${alarm}`;
    for (const worker of crew.pids.keys()) crew.kill(worker, 'ended early, for what was found');
  };
  try {
    // Pauses end with the load; a look is finished.
    while (!crew.signal.aborted) {
      await delay(everyMs, undefined, { signal: crew.signal }).catch(() => undefined);
      if (!crew.signal.aborted) await look();
    }
  } finally {
    watch.close();
  }
  return endedEarly;
}

const nowText = ({ perSecond, latencyNsP99 }: SoakNow): string =>
  `${Math.round(perSecond)} calls/s${latencyNsP99 === null ? '' : `, p99 ${(latencyNsP99 / 1e6).toFixed(1)} ms`}`;

/** Null when none ended that was to go on. */
function goneText({ durationMs, doomed }: WatchedSoak, { pids }: Crew, nowNs: number): string | null {
  if (nowNs >= durationMs * 1e6) return null;
  const gone = pids.findIndex((pid, worker) => !doomed.includes(worker) && !isThere(pid));
  return gone === -1 ? null : `Worker ${gone} had ended before its time.`;
}

function isThere(pid: number | null): boolean {
  try {
    return pid !== null && process.kill(pid, 0);
  } catch {
    return false;
  }
}

const endOf = <T>({ signal }: Crew, answer: T): Promise<T> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(answer);
    else signal.addEventListener('abort', () => resolve(answer), { once: true });
  });
