// How many records of each type a list of sessions holds: the unit of every account.

import type { WorktreeSession } from '../contract/session.ts';

export interface RecordCount {
  readonly sessions: number;
  readonly instances: number;
  readonly messages: number;
}

export const NO_RECORDS: RecordCount = { sessions: 0, instances: 0, messages: 0 };

export const countRecords = (sessions: readonly WorktreeSession[]): RecordCount => ({
  sessions: sessions.length,
  instances: sessions.reduce((sum, { instances }) => sum + instances.length, 0),
  messages: sessions.reduce((sum, { chatHistory }) => sum + chatHistory.length, 0),
});

export const addRecords = (left: RecordCount, right: RecordCount): RecordCount => ({
  sessions: left.sessions + right.sessions,
  instances: left.instances + right.instances,
  messages: left.messages + right.messages,
});
