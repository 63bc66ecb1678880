// The writing operations of the design document. Each measured call is one acknowledged write of its own; what
// restores the store afterwards is not timed.

import { StoreError } from '../../contract/errors.ts';
import type { ChatMessage, WorktreeInstance, WorktreeSession } from '../../contract/session.ts';
import type { SessionOperations } from '../../contract/store.ts';
import type { Round } from '../../definition/bench.ts';
import { chosenSessions, furtherSessions } from './chosen-sessions.ts';
import { together } from './together.ts';
import type { SessionStage, SessionWorkload } from './workload.ts';

export const create: SessionWorkload = {
  group: 'write',
  prepare: (stage) => {
    const added = furtherSessions(stage.dataset);
    return {
      calls: added.map((session) => () => stage.store.createSession(stage.folder, session)),
      effects: () => readBack(stage, added),
      end: () => together(stage.store, stage.folder, (operations) => removeAll(operations, stage, added)),
    };
  },
};

/** A whole session sent back as an editor does it: new status, a changed task, one output replaced. */
export const update: SessionWorkload = changing((stage, chosen) => ({
  calls: chosen.map((session) => {
    const changed = revised(session);
    return () => stage.store.updateSession(stage.folder, changed);
  }),
}));

/**
 * Sessions that got a message since they were written, sent back without it and without their last instance, with another
 * first message: everything that an update can take out or put in the place of something.
 */
export const updateShorter: SessionWorkload = changing((stage, chosen) => {
  const [further] = furtherSessions(stage.dataset) as [WorktreeSession];
  const added = further.chatHistory[0] as ChatMessage;
  return {
    begin: async () => {
      for (const { id } of chosen) await stage.store.addChatMessage(stage.folder, id, added);
    },
    calls: chosen.map((session) => {
      const shorter: WorktreeSession = {
        ...session,
        instances: session.instances.slice(0, -1),
        chatHistory: [added, ...session.chatHistory.slice(1)],
      };
      return () => stage.store.updateSession(stage.folder, shorter);
    }),
  };
});

/** What is refused because there is no such session. */
export const updateUnknown: SessionWorkload = changing((stage, chosen) => ({
  calls: chosen.map(
    ({ id }) =>
      () =>
        stage.store.updateInstanceStatus(stage.folder, `not ${id}`, 1, 'archived').then(
          () => 'changed',
          (error: unknown) => (error instanceof StoreError ? error.code : String(error)),
        ),
  ),
}));

/** Several changes that take effect together. */
export const transaction: SessionWorkload = {
  ...changing((stage, chosen) => ({
    calls: [
      () =>
        stage.store.transaction(stage.folder, async (operations) => {
          for (const { id, instances } of chosen) {
            const { instanceId } = instances[2] as WorktreeInstance;
            await operations.updateInstanceStatus(stage.folder, id, instanceId, 'archived');
          }
        }),
    ],
  })),
  needs: ['transaction'],
};

export const appendMessage: SessionWorkload = changing((stage, chosen) => {
  const messages = furtherSessions(stage.dataset).map(({ chatHistory }) => chatHistory[0] as ChatMessage);
  return {
    calls: chosen.map(({ id }, at) => {
      const message = messages[at] as ChatMessage;
      return () => stage.store.addChatMessage(stage.folder, id, message);
    }),
  };
});

export const updateInstanceStatus: SessionWorkload = changing((stage, chosen) => ({
  calls: chosen.map(({ id, instances }) => {
    const { instanceId } = instances[2] as WorktreeInstance;
    return () => stage.store.updateInstanceStatus(stage.folder, id, instanceId, 'archived');
  }),
}));

/** Of sessions added for it, so that the others keep their places. */
export const deleteSession: SessionWorkload = {
  group: 'write',
  prepare: (stage) => {
    const doomed = furtherSessions(stage.dataset);
    return {
      begin: () =>
        together(stage.store, stage.folder, async (operations) => {
          for (const session of doomed) await operations.createSession(stage.folder, session);
        }),
      calls: doomed.map(
        ({ id }) =>
          () =>
            stage.store.deleteSession(stage.folder, id),
      ),
      effects: () => readBack(stage, doomed),
    };
  },
};

/** A workload that changes the chosen sessions; the round ends by putting them back as they were. */
function changing(
  roundOn: (stage: SessionStage, chosen: readonly WorktreeSession[]) => Pick<Round, 'begin' | 'calls'>,
): SessionWorkload {
  return {
    group: 'write',
    prepare: (stage) => {
      const chosen = chosenSessions(stage.dataset);
      return {
        ...roundOn(stage, chosen),
        effects: () => readBack(stage, chosen),
        end: () =>
          together(stage.store, stage.folder, async (operations) => {
            for (const session of chosen) await operations.updateSession(stage.folder, session);
          }),
      };
    },
  };
}

function revised(session: WorktreeSession): WorktreeSession {
  const [first, ...others] = session.instances as readonly [WorktreeInstance, ...WorktreeInstance[]];
  return {
    ...session,
    status: session.status === 'completed' ? 'failed' : 'completed',
    task: `${session.task} (revised)`,
    updatedAt: session.createdAt,
    instances: [{ ...first, output: `${session.instances.at(-1)?.output ?? ''}\nrevised` }, ...others],
  };
}

async function removeAll(
  operations: SessionOperations,
  stage: SessionStage,
  sessions: readonly WorktreeSession[],
): Promise<void> {
  for (const { id } of sessions) await operations.deleteSession(stage.folder, id);
}

/** What the store now holds under the sessions' ids, by one read of everything. */
async function readBack(
  stage: SessionStage,
  sessions: readonly WorktreeSession[],
): Promise<readonly WorktreeSession[]> {
  const ids = new Set(sessions.map(({ id }) => id));
  return (await stage.store.getAllSessions(stage.folder)).filter(({ id }) => ids.has(id));
}
