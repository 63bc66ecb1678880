// The contract's model on the stage: it shows the work that every contestant is to do, untimed and in one process.

import { MemoryStore } from '../../contract/memory-store.ts';
import type { SessionStore } from '../../contract/store.ts';
import { type DatasetSpec, datasetSessions } from '../../sessions/datasets/dataset.ts';
import { doFreshTask, type FreshTask } from '../fresh/fresh-task.ts';
import type { FreshAnswer, Stage } from '../workloads/workload.ts';
import { FIXED_CLOCK } from './fixed-clock.ts';

export class ModelStage implements Stage {
  readonly workspacePath: string;
  readonly dataset: DatasetSpec;
  readonly home = null;
  readonly store: SessionStore = newStore();
  private unfilled = newStore();

  private constructor(workspacePath: string, dataset: DatasetSpec) {
    this.workspacePath = workspacePath;
    this.dataset = dataset;
  }

  static async enter(workspacePath: string, dataset: DatasetSpec): Promise<ModelStage> {
    const stage = new ModelStage(workspacePath, dataset);
    await stage.store.transaction(workspacePath, async (operations) => {
      for (const session of datasetSessions(dataset)) await operations.createSession(workspacePath, session);
    });
    return stage;
  }

  // The content is in this process alone and stays.
  async open(): Promise<void> {}
  async close(): Promise<void> {}
  async reopen(): Promise<void> {}

  async another(): Promise<SessionStore> {
    return this.store;
  }

  async empty(): Promise<SessionStore> {
    return this.unfilled;
  }

  async removeEmpty(): Promise<void> {
    this.unfilled = newStore();
  }

  async fresh(task: FreshTask): Promise<FreshAnswer> {
    const { sessions } = this.dataset;
    const answer = await doFreshTask(this.store, this.workspacePath, { task, sessions });
    return { answer, rssBytesMax: 0, durationNs: 0 };
  }

  bareNs(): null {
    return null;
  }

  bareRssBytes(): null {
    return null;
  }
}

const newStore = (): MemoryStore => new MemoryStore({ clock: FIXED_CLOCK });
