// Load on the session stores: messages appended to, and sessions read from, one workspace, which is the folder of the run.

import type { WorktreeSession } from '../contract/session.ts';
import type { SessionStore } from '../contract/store.ts';
import type { LoadDefinition } from '../definition/load.ts';
import { offeredBy } from '../subjects/index.ts';
import { faults } from './load/faults.ts';
import { initialSessions, recordOf } from './load/initial-sessions.ts';
import { mixes } from './load/mixes.ts';
import { operations } from './load/operations.ts';
import { filesUnder } from './load/places.ts';
import { onWait } from './load/waits.ts';

export const load: LoadDefinition<SessionStore> = {
  operations,
  mixes,
  stores: ['json', 'json-safe', 'sqlite'],
  fill: async (store, { folder, records }) => {
    const sessions = initialSessions(records);
    const create = async (into: Pick<SessionStore, 'createSession'>): Promise<void> => {
      for (const session of sessions) await into.createSession(folder, session);
    };
    await (offeredBy(store).has('transaction') ? store.transaction(folder, create) : create(store));
  },
  entries: (content) =>
    sessionsIn(content).map(({ id, chatHistory }) => [
      recordOf(id),
      chatHistory.map((message) => message.id),
    ]),
  *without(content, isOfLoad) {
    for (const session of sessionsIn(content)) {
      if (isOfLoad.record(recordOf(session.id))) continue;
      const chatHistory = session.chatHistory.filter(({ id }) => !isOfLoad.entry(id));
      yield { ...session, chatHistory, updatedAt: null };
    }
  },
  busy: ['E_LOCKED', 'E_FOREIGN_WRITE'],
  // The app's own way of writing files takes no lock: another process may be in the middle of the file.
  unshared: { json: ['E_PARSE', 'E_UTF8', 'E_SESSION_NOT_FOUND'] },
  onWait,
  files: filesUnder,
  faults,
};

const sessionsIn = (content: unknown): readonly WorktreeSession[] =>
  Object.values(content as Readonly<Record<string, readonly WorktreeSession[]>>).flat();
