// Reading everything after one session has changed or is gone. Only the read is timed: the change, and putting the session back
// as it was, are not. Everything is read before the change, so that a store that keeps what it read has it at hand.
// In the write group, because the trials of that group verify the content afterwards.

import type { WorktreeInstance, WorktreeSession } from '../../contract/session.ts';
import type { SessionStore } from '../../contract/store.ts';
import { chosenSessions, furtherSessions } from './chosen-sessions.ts';
import { readTwice } from './reads.ts';
import type { SessionStage, SessionWorkload } from './workload.ts';

/** The change is made through the connection that reads. */
export const getAllAfterChange: SessionWorkload = readingAfter(async (stage) => stage.store);

/** The change is made through another connection. */
export const getAllAfterOtherChange: SessionWorkload = readingAfter((stage) => stage.another());

/** Of a session added for it, so that the others keep their places. */
export const getAllAfterDelete: SessionWorkload = {
  group: 'write',
  prepare: async (stage) => {
    const { folder } = stage;
    const [doomed] = furtherSessions(stage.dataset) as [WorktreeSession];
    await readTwice(stage);
    const readAll = () => stage.store.getAllSessions(folder);
    return {
      begin: async () => {
        await stage.store.createSession(folder, doomed);
        await readAll();
        await stage.store.deleteSession(folder, doomed.id);
      },
      calls: [readAll],
    };
  },
};

function readingAfter(writerOn: (stage: SessionStage) => Promise<SessionStore>): SessionWorkload {
  return {
    group: 'write',
    prepare: async (stage) => {
      const { folder } = stage;
      const session = chosenSessions(stage.dataset)[0] as WorktreeSession;
      const { instanceId } = session.instances[2] as WorktreeInstance;
      const writer = await writerOn(stage);
      await readTwice(stage);
      const readAll = () => stage.store.getAllSessions(folder);
      return {
        begin: async () => {
          await readAll();
          await writer.updateInstanceStatus(folder, session.id, instanceId, 'archived');
        },
        calls: [readAll],
        end: async () => {
          await writer.updateSession(folder, session);
        },
      };
    },
  };
}
