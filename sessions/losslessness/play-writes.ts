// Plays later writes on a store. Which record a write meets is looked up in the store itself.

import type { WorktreeSession } from '../../contract/session.ts';
import type { SessionOperations, SessionStore } from '../../contract/store.ts';
import type { Outcome } from '../../definition/outcome.ts';
import type { LaterTransaction, LaterWrite } from '../arbitraries/later-write.ts';
import { outcomeOfWork } from '../histories/difference.ts';
import { answerToTransaction } from '../histories/perform.ts';

/** Never throws: what the store throws is its outcome. */
export const play = (store: SessionStore, write: LaterWrite | LaterTransaction): Promise<Outcome> =>
  write.op === 'transaction'
    ? outcomeOfWork(() => answerToTransaction(store, write.workspace, write.ending, write.writes, playOne))
    : playOne(store, write);

const playOne = (operations: SessionOperations, write: LaterWrite): Promise<Outcome> =>
  outcomeOfWork(() => answerTo(operations, write));

const NOWHERE = 'nowhere';

async function answerTo(operations: SessionOperations, write: LaterWrite): Promise<unknown> {
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
