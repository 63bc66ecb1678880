// The model that every store is compared with: the contract's memory store, plus the app's debate writer, which a
// store of session files has as well.

import { checkedText } from '../contract/arguments.ts';
import { type Clock, systemClock } from '../contract/instant.ts';
import { ListStore, type WorkspaceKeeper } from '../contract/list-store.ts';
import { MemoryKeeper } from '../contract/memory-store.ts';
import type { DebateWriter } from '../contract/operations.ts';
import type { WorktreeSession } from '../contract/session.ts';
import type { StoreOptions } from '../contract/store.ts';
import { hashRaw } from '../contract/workspace.ts';

export class ModelStore extends ListStore implements DebateWriter {
  private readonly lists: WorkspaceKeeper;
  private readonly debateClock: Clock;

  /** With a keeper of its own, a model continues where another one ended. */
  constructor(options: StoreOptions = {}, lists: WorkspaceKeeper = new MemoryKeeper()) {
    super(lists, options);
    this.lists = lists;
    this.debateClock = options.clock ?? systemClock;
  }

  async debateStatus(workingDir: string, debateId: string, status: string, startedAt: string): Promise<void> {
    checkedText(workingDir, 'workingDir');
    checkedText(debateId, 'debateId');
    checkedText(status, 'status');
    checkedText(startedAt, 'startedAt');
    await this.run(() =>
      this.lists.change(hashRaw(workingDir), (list) => {
        const record = debateRecord(debateId, status, startedAt, this.debateClock.now());
        const index = list.findIndex(({ id }) => id === debateId);
        return { list: index < 0 ? [...list, record] : list.with(index, record), answer: null };
      }),
    );
  }
}

/** The record that the app's debate writer keeps of a debate; all times are texts as given. */
export const debateRecord = (
  id: string,
  status: string,
  startedAt: string,
  now: string,
): WorktreeSession => ({
  id,
  type: 'debate',
  task: 'Debate in progress',
  status,
  createdAt: startedAt,
  updatedAt: now,
  completedAt: status === 'completed' ? now : null,
  instances: [],
  chatHistory: [],
  model: null,
  timeoutSeconds: null,
  preserveWorktrees: null,
  winnerId: null,
  runtimeMix: null,
  totalDuration: null,
  totalFilesChanged: 0,
  totalLinesAdded: 0,
  totalLinesDeleted: 0,
});
