// The faults of a load run: what they need is got ready before the load, each is played at its time, and when this is over, however it
// came to be, nothing is left of any. A fault that could not be played as planned is told: a load without it shows less than was asked.

import { setTimeout as delay } from 'node:timers/promises';
import { thrownText } from '../../definition/thrown.ts';
import type { LoadFaultShown } from '../../results/load.ts';
import type { Crew } from '../beside.ts';
import type { FaultJob } from './fault-job.ts';
import { FaultProcess } from './fault-process.ts';
import { FAULTS, type FaultPlan } from './plan.ts';
import { SmallDisk } from './small-disk.ts';
import { stopProcess } from './stopped-process.ts';

export interface FaultsPlayed {
  readonly faults: readonly LoadFaultShown[];
  /** One sentence for each that was not played as planned. */
  readonly problems: readonly string[];
}

export class FaultStage {
  private readonly plans: readonly FaultPlan[];
  private readonly disk: SmallDisk | null;
  private readonly processes = new Map<FaultPlan, FaultProcess>();

  /** Before anything is in the home. Throws E_USAGE where a fault is not possible here. */
  constructor(plans: readonly FaultPlan[], { home }: { readonly home: string }) {
    this.plans = plans;
    this.disk = plans.some(({ fault }) => fault === 'full') ? new SmallDisk(home) : null;
  }

  /** Workers that are to be killed. */
  get doomed(): number[] {
    return this.plans.flatMap(({ fault, worker }) => (fault === 'kill' && worker !== null ? [worker] : []));
  }

  /** Resolves when all faults can begin at any time, or at the signal. */
  async prepare(job: Omit<FaultJob, 'fault'>, signal: AbortSignal | null): Promise<void> {
    for (const plan of this.plans) {
      if (!Object.hasOwn(FAULTS, plan.fault)) {
        this.processes.set(plan, new FaultProcess({ ...job, fault: plan.fault }));
      }
    }
    const ready = Promise.all([...this.processes.values()].map((own) => own.ready));
    await (signal === null ? ready : Promise.race([ready, ended(signal)]));
  }

  /** Resolves when all are over: at the latest soon after the crew's signal. */
  async play(crew: Crew): Promise<FaultsPlayed> {
    const faults: LoadFaultShown[] = [];
    const problems: string[] = [];
    const tell = ({ text }: FaultPlan, problem: string): void => {
      problems.push(`The fault ${text} was not played as planned: ${problem}`.replace(/\.?$/, '.'));
    };
    await Promise.all(
      this.plans.map(async (plan) => {
        await until(crew.startNs + BigInt(Math.round(plan.atMs * 1e6)), crew.signal);
        if (crew.signal.aborted) return tell(plan, 'the load was over before');
        let fromNs = sinceStart(crew);
        try {
          await this.playOne(plan, crew, (atNs) => {
            fromNs = sinceStart(crew, atNs);
          });
        } catch (error) {
          return tell(plan, thrownText(error));
        }
        faults.push({ fault: plan.fault, worker: plan.worker, fromNs, toNs: sinceStart(crew) });
      }),
    );
    return { faults: faults.sort((a, b) => a.fromNs - b.fromNs), problems };
  }

  /** Of a run that was ended before it played, too. */
  async close(): Promise<void> {
    try {
      await Promise.all([...this.processes.values()].map((process) => process.stop()));
    } finally {
      this.disk?.remove();
    }
  }

  private async playOne(plan: FaultPlan, crew: Crew, onBegun: (atNs: bigint) => void): Promise<void> {
    const lasts = (): Promise<void> => pause(plan.forMs, crew.signal);
    if (plan.fault === 'kill') {
      pidOf(plan, crew);
      crew.kill(plan.worker as number, `killed after ${plan.atMs / 1000} s, as planned`);
    } else if (plan.fault === 'stop') {
      const stopped = stopProcess(pidOf(plan, crew));
      await lasts();
      stopped.goOn();
    } else if (plan.fault === 'full') {
      this.disk?.fill();
      await lasts();
      this.disk?.free();
    } else await playOwn(this.processes.get(plan) as FaultProcess, lasts(), onBegun);
  }
}

async function playOwn(
  process: FaultProcess,
  lasts: Promise<void>,
  onBegun: (atNs: bigint) => void,
): Promise<void> {
  process.begin(onBegun);
  await Promise.race([lasts, process.end]);
  const problem = await process.stop();
  if (problem !== null) throw new Error(problem);
}

/** Throws when the worker has ended. */
function pidOf({ worker }: FaultPlan, { pids }: Crew): number {
  const pid = pids[worker as number] ?? null;
  try {
    if (pid !== null && process.kill(pid, 0)) return pid;
  } catch {}
  throw new Error(`Worker ${worker} had ended before.`);
}

const sinceStart = ({ startNs }: Crew, atNs = process.hrtime.bigint()): number =>
  Math.max(0, Number(atNs - startNs));

const until = (atNs: bigint, signal: AbortSignal): Promise<void> =>
  pause(Number(atNs - process.hrtime.bigint()) / 1e6, signal);

const ended = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Ends early at the signal. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(Math.max(0, ms), undefined, { signal }).catch(() => undefined);
