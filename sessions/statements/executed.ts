// Which statements the timed calls of each workload run, and what share of the calls they take: the workloads are played on a store
// whose statements are written down. A round that nobody looks at comes before, as in every benchmark.

import { Contestant } from '../../bench/trial/contestant.ts';
import type { SessionStore } from '../../contract/store.ts';
import type { Dataset, Round, WorkloadDefinition } from '../../definition/bench.ts';
import type { StatementUse, Watch } from '../../impl-sqlite/watched-store.ts';
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

/** By the title of the statement and the name of the workload: 0.5 is half of the calls' time. */
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
    const callsNs = await recorder.record(await workload.prepare(stage), options);
    for (const listed of LISTED) {
      const own = recorder.uses.filter(({ use }) => isUseOf(listed, use));
      if (own.length === 0) continue;
      const ownNs = own.reduce((sum, { ns }) => sum + ns, 0);
      shares.get(listed.title)?.set(name as WorkloadName, ownNs / callsNs);
    }
  }
  await stage.close();
  return shares;
}

class Recorder {
  uses: { readonly use: StatementUse; readonly ns: number }[] = [];
  private isOn = false;

  readonly watch: Watch = (use, run) => {
    const startedNs = process.hrtime.bigint();
    try {
      return run();
    } finally {
      if (this.isOn) this.uses.push({ use, ns: Number(process.hrtime.bigint() - startedNs) });
    }
  };

  /** Answers how long the calls took. */
  async record(round: Round, { roundsBefore = 1, rounds = 1 }: Executing): Promise<number> {
    this.uses = [];
    let callsNs = 0;
    for (let at = -roundsBefore; at < rounds; at++) {
      await round.begin?.();
      this.isOn = at >= 0;
      const startedNs = process.hrtime.bigint();
      for (const call of round.calls) await call();
      if (this.isOn) callsNs += Number(process.hrtime.bigint() - startedNs);
      this.isOn = false;
      await round.end?.();
    }
    await round.dispose?.();
    return callsNs;
  }
}
