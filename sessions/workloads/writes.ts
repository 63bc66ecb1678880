// The writing operations of the design document. Each measured call is one acknowledged write of its own; what
// restores the store afterwards is not timed.

import type { ChatMessage, WorktreeInstance, WorktreeSession } from '../../contract/session.ts';
import type { SessionOperations } from '../../contract/store.ts';
import type { Call } from '../../definition/bench.ts';
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
export const update: SessionWorkload = changing((stage, chosen) =>
  chosen.map((session) => {
    const changed = revised(session);
    return () => stage.store.updateSession(stage.folder, changed);
  }),
);

export const appendMessage: SessionWorkload = changing((stage, chosen) => {
  const messages = furtherSessions(stage.dataset).map(({ chatHistory }) => chatHistory[0] as ChatMessage);
  return chosen.map(({ id }, at) => {
    const message = messages[at] as ChatMessage;
    return () => stage.store.addChatMessage(stage.folder, id, message);
  });
});

export const updateInstanceStatus: SessionWorkload = changing((stage, chosen) =>
  chosen.map(({ id, instances }) => {
    const { instanceId } = instances[2] as WorktreeInstance;
    return () => stage.store.updateInstanceStatus(stage.folder, id, instanceId, 'archived');
  }),
);

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
  callsOn: (stage: SessionStage, chosen: readonly WorktreeSession[]) => readonly Call[],
): SessionWorkload {
  return {
    group: 'write',
    prepare: (stage) => {
      const chosen = chosenSessions(stage.dataset);
      return {
        calls: callsOn(stage, chosen),
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
