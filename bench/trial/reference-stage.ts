// What the others are compared with on the stage: it shows the work that every contestant is to do, untimed and in one
// process. It is opened once, and its content stays.

import type { FreshAnswer } from '../../definition/bench.ts';
import type { Definition } from '../../definition/definition.ts';
import { doFreshTask } from '../fresh/do-fresh-task.ts';
import { Contestant, openedFor, type Setting } from './contestant.ts';

export class ReferenceStage<Store = unknown> extends Contestant<Store> {
  /** On a home that is empty. */
  static override async enter<Store>(
    definition: Definition<Store>,
    setting: Setting,
  ): Promise<ReferenceStage<Store>> {
    const stage = new ReferenceStage(definition, setting, await openedFor(definition, setting));
    await stage.fill();
    return stage;
  }

  override get home(): null {
    return null;
  }

  override async open(): Promise<void> {}

  override async close(): Promise<void> {}

  /** When nothing is to be shown any more. */
  async leave(): Promise<void> {
    await super.close();
  }

  override async another(): Promise<Store> {
    return this.store;
  }

  override async fresh(task: string): Promise<FreshAnswer> {
    const answer = await doFreshTask(this.definition, task, {
      store: this.store,
      openAnother: async () => this.store,
      ...this.dataset,
      folder: this.folder,
    });
    return { answer, rssBytesMax: 0, durationNs: 0 };
  }

  override bareNs(): null {
    return null;
  }

  override bareRssBytes(): null {
    return null;
  }
}
