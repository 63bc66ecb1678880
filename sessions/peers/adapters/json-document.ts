// Sessions as documents of libraries that store JSON: the same record, except that a duration above 2^53 - 1, which
// JSON.parse would round, is kept as text.

import type { WorktreeSession } from '../../../contract/session.ts';

export interface SessionDocument extends Omit<WorktreeSession, 'totalDuration'> {
  readonly totalDuration: number | string | null;
}

export const documentOf = (session: WorktreeSession): SessionDocument =>
  typeof session.totalDuration === 'bigint'
    ? { ...session, totalDuration: session.totalDuration.toString() }
    : (session as SessionDocument);

export const sessionOf = (document: SessionDocument): WorktreeSession =>
  typeof document.totalDuration === 'string'
    ? { ...document, totalDuration: BigInt(document.totalDuration) }
    : (document as WorktreeSession);
