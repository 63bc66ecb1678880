// Which statements the timed calls of each workload run, and what share of the calls they take: the workloads are played on a store
// whose statements are written down. A round that nobody looks at comes before, as in every benchmark.

import { Contestant } from '../../bench/trial/contestant.ts';
import type { SessionStore } from '../../contract/store.ts';
import type { Dataset, Round, WorkloadDefinition } from '../../definition/bench.ts';
import type { StatementUse, Watch } from '../../impl-sqlite/watched-store.ts';
import { medianOf } from '../../statistics/quantile.ts';
import { WORKLOADS, type WorkloadName } from '../workloads/registry.ts';
import { isUseOf, LISTED } from './listed.ts';
import { watchedSessions } from './watched-sessions.ts';

export interface Executing {
  /** Empty. */
  readonly home: string;
  readonly folder: string;
  readonly dataset: Dataset;
  /** Rounds before those that are written down, and these. Default: 1. */
  readonly roundsBefore?: number;
  readonly rounds?: number;
}

/** By the title of the statement and the name of the workload, the median over calls: 0.5 is half of a call's time. */
export type Shares = ReadonlyMap<string, ReadonlyMap<WorkloadName, number>>;

export async function executedStatements(options: Executing): Promise<Shares> {
  const recorder = new Recorder();
  const definition = watchedSessions(recorder.watch);
  const { home, folder, dataset } = options;
  const setting = { home, folder, dataset, store: 'sqlite', source: '', programs: {}, codeCache: home };
  const stage = await Contestant.enter(definition, setting);
  await stage.fill();
  const shares = new Map(LISTED.map(({ title }) => [title, new Map<WorkloadName, number>()]));
  for (const [name, workload] of Object.entries<WorkloadDefinition<SessionStore>>(WORKLOADS)) {
    // What is weighed, and what begins with a process, runs statements in another process.
    if ('weigh' in workload || name === 'openFirstPage') continue;
    await stage.reopen();
    const calls = await recorder.record(await workload.prepare(stage), options);
    for (const listed of LISTED) {
      const own = calls.map(({ uses }) => uses.filter(({ use }) => isUseOf(listed, use)));
      if (own.every((uses) => uses.length === 0)) continue;
      const ofCalls = calls.map(({ callNs }, at) => sumNs(own[at] ?? []) / callNs);
      shares.get(listed.title)?.set(name as WorkloadName, medianOf(ofCalls));
    }
  }
  await stage.close();
  return shares;
}

interface Use {
  readonly use: StatementUse;
  readonly ns: number;
}

interface RecordedCall {
  readonly callNs: number;
  readonly uses: readonly Use[];
}

const sumNs = (uses: readonly Use[]): number => uses.reduce((sum, { ns }) => sum + ns, 0);

class Recorder {
  private uses: Use[] = [];

  readonly watch: Watch = (use, run) => {
    const startedNs = process.hrtime.bigint();
    try {
      return run();
    } finally {
      this.uses.push({ use, ns: Number(process.hrtime.bigint() - startedNs) });
    }
  };

  /** Of the rounds that are written down. */
  async record(round: Round, { roundsBefore = 1, rounds = 1 }: Executing): Promise<RecordedCall[]> {
    const recorded: RecordedCall[] = [];
    for (let at = -roundsBefore; at < rounds; at++) {
      await round.begin?.();
      for (const call of round.calls) {
        this.uses = [];
        const startedNs = process.hrtime.bigint();
        await call();
        const callNs = Number(process.hrtime.bigint() - startedNs);
        if (at >= 0) recorded.push({ callNs, uses: this.uses });
        // What comes between calls is not theirs.
        this.uses = [];
      }
      await round.end?.();
    }
    await round.dispose?.();
    return recorded;
  }
}
