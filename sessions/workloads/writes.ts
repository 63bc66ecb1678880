// The writing operations of the design document. Each measured call is one acknowledged write of its own; what
// restores the store afterwards is not timed.

import type { Call, Stage, TimedWorkload } from '../../bench/workloads/workload.ts';
import type { ChatMessage, WorktreeInstance, WorktreeSession } from '../../contract/session.ts';
import type { SessionOperations } from '../../contract/store.ts';
import { furtherSessions, targetsOf } from './targets.ts';
import { together } from './together.ts';

export const create: TimedWorkload = {
  group: 'write',
  needs: [],
  prepare: (stage) => {
    const added = furtherSessions(stage.dataset);
    return {
      calls: added.map((session) => () => stage.store.createSession(stage.workspacePath, session)),
      effects: () => readBack(stage, added),
      end: () =>
        together(stage.store, stage.workspacePath, (operations) => removeAll(operations, stage, added)),
    };
  },
};

/** A whole session sent back as an editor does it: new status, a changed task, one output replaced. */
export const update: TimedWorkload = changing((stage, targets) =>
  targets.map((session) => {
    const changed = revised(session);
    return () => stage.store.updateSession(stage.workspacePath, changed);
  }),
);

export const appendMessage: TimedWorkload = changing((stage, targets) => {
  const messages = furtherSessions(stage.dataset).map(({ chatHistory }) => chatHistory[0] as ChatMessage);
  return targets.map(({ id }, at) => {
    const message = messages[at] as ChatMessage;
    return () => stage.store.addChatMessage(stage.workspacePath, id, message);
  });
});

export const updateInstanceStatus: TimedWorkload = changing((stage, targets) =>
  targets.map(({ id, instances }) => {
    const { instanceId } = instances[2] as WorktreeInstance;
    return () => stage.store.updateInstanceStatus(stage.workspacePath, id, instanceId, 'archived');
  }),
);

/** Of sessions added for it, so that the others keep their places. */
export const deleteSession: TimedWorkload = {
  group: 'write',
  needs: [],
  prepare: (stage) => {
    const doomed = furtherSessions(stage.dataset);
    return {
      begin: () =>
        together(stage.store, stage.workspacePath, async (operations) => {
          for (const session of doomed) await operations.createSession(stage.workspacePath, session);
        }),
      calls: doomed.map(
        ({ id }) =>
          () =>
            stage.store.deleteSession(stage.workspacePath, id),
      ),
      effects: () => readBack(stage, doomed),
    };
  },
};

/** A workload that changes the targets; the round ends by putting them back as they were. */
function changing(
  callsOn: (stage: Stage, targets: readonly WorktreeSession[]) => readonly Call[],
): TimedWorkload {
  return {
    group: 'write',
    needs: [],
    prepare: (stage) => {
      const targets = targetsOf(stage.dataset);
      return {
        calls: callsOn(stage, targets),
        effects: () => readBack(stage, targets),
        end: () =>
          together(stage.store, stage.workspacePath, async (operations) => {
            for (const session of targets) await operations.updateSession(stage.workspacePath, session);
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
  stage: Stage,
  sessions: readonly WorktreeSession[],
): Promise<void> {
  for (const { id } of sessions) await operations.deleteSession(stage.workspacePath, id);
}

/** What the store now holds under the sessions' ids, by one read of everything. */
async function readBack(
  stage: Stage,
  sessions: readonly WorktreeSession[],
): Promise<readonly WorktreeSession[]> {
  const ids = new Set(sessions.map(({ id }) => id));
  return (await stage.store.getAllSessions(stage.workspacePath)).filter(({ id }) => ids.has(id));
}
