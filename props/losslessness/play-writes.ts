// Plays later writes on a store. Which record a write meets is looked up in the store itself.

import type { WorktreeSession } from '../../contract/session.ts';
import type { SessionOperations, SessionStore } from '../../contract/store.ts';
import type { LaterTransaction, LaterWrite } from '../arbitraries/later-write.ts';
import { type Outcome, outcomeOfError } from '../outcome.ts';

/** Never throws: what the store throws is its outcome. */
export const play = async (store: SessionStore, write: LaterWrite | LaterTransaction): Promise<Outcome> => {
  if (write.op !== 'transaction') return outcomeOf(() => playOne(store, write));
  return outcomeOf(async () => {
    const inside: Outcome[] = [];
    const work = async (operations: SessionOperations): Promise<void> => {
      for (const each of write.writes) inside.push(await outcomeOf(() => playOne(operations, each)));
      if (write.ending === 'throw') throw new Abandoned();
    };
    await store.transaction(write.workspace, work).catch((error) => {
      if (!(error instanceof Abandoned)) throw error;
    });
    return inside;
  });
};

/** Ends a transaction without effect. */
class Abandoned extends Error {}

async function outcomeOf(work: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { kind: 'answer', value: await work() };
  } catch (error) {
    return outcomeOfError(error);
  }
}

const NOWHERE = 'nowhere';

async function playOne(operations: SessionOperations, write: LaterWrite): Promise<unknown> {
  const { workspace } = write;
  if (write.op === 'create') return operations.createSession(workspace, write.session);
  const sessions = await operations.getAllSessions(workspace);
  const met: WorktreeSession | undefined = sessions[write.at % (sessions.length + 1)];
  const id = met?.id ?? NOWHERE;
  switch (write.op) {
    case 'update':
      return operations.updateSession(workspace, { ...write.session, id });
    case 'delete':
      return operations.deleteSession(workspace, id);
    case 'message':
      return operations.addChatMessage(workspace, id, write.message);
    case 'status':
      return operations.updateInstanceStatus(
        workspace,
        id,
        met?.instances[write.instance]?.instanceId ?? 0,
        write.status,
      );
  }
}
