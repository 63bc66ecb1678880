// How the histories of a definition are played, where arguments as they were generated are not what a store is to be given:
// paths of directories that exist only during a run, cursors and revisions that an earlier answer gave, steps that happen
// beside the stores. Most definitions need none of it.

import type { Arbitrary } from 'fast-check';
import type { Step } from './operation.ts';

export interface HistoryDefinition<Store> {
  /** The steps of a history, where operations by their weights are not enough. */
  readonly steps?: Arbitrary<Step>;
  /** Once for each run of a history. `folder` is empty, and shared by all stores. */
  begin?(folder: string): HistoryRun<Store>;
}

export interface HistoryRun<Store> {
  /** The step with what it stands for now. */
  real?(step: Step, model: Store): Step | Promise<Step>;
}
