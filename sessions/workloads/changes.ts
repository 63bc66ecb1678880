// Reading everything after one session has changed. Only the read is timed: the change, and putting the session back
// as it was, are not. Everything is read before the change, so that a store that keeps what it read has it at hand.
// In the write group, because the trials of that group verify the content afterwards.

import type { Stage, TimedWorkload } from '../../bench/workloads/workload.ts';
import type { WorktreeInstance, WorktreeSession } from '../../contract/session.ts';
import type { SessionStore } from '../../contract/store.ts';
import { readTwice } from './reads.ts';
import { targetsOf } from './targets.ts';

/** The change is made through the connection that reads. */
export const getAllAfterChange: TimedWorkload = readingAfter(async (stage) => stage.store);

/** The change is made through another connection. */
export const getAllAfterOtherChange: TimedWorkload = readingAfter((stage) => stage.another());

function readingAfter(writerOn: (stage: Stage) => Promise<SessionStore>): TimedWorkload {
  return {
    group: 'write',
    needs: [],
    prepare: async (stage) => {
      const { workspacePath } = stage;
      const session = targetsOf(stage.dataset)[0] as WorktreeSession;
      const { instanceId } = session.instances[2] as WorktreeInstance;
      const writer = await writerOn(stage);
      await readTwice(stage);
      const readAll = () => stage.store.getAllSessions(workspacePath);
      return {
        begin: async () => {
          await readAll();
          await writer.updateInstanceStatus(workspacePath, session.id, instanceId, 'archived');
        },
        calls: [readAll],
        end: async () => {
          await writer.updateSession(workspacePath, session);
        },
      };
    },
  };
}
