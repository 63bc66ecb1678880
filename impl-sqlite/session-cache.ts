// Sessions read or written lately, so that reading one again while nothing has changed costs a comparison.
//
// Validity: an entry holds for the data_version at which it was true, which changes with every commit of any other
// connection; this connection's own writes take out what they change. Entries are frozen, because callers get them.

import { freezeSession, type WorktreeSession } from '../contract/session.ts';

/** UTF-16 units of text held at most; a session with more than a sixteenth of it is not held. */
export const CACHED_SESSIONS_LENGTH_MAX: number = 16 * 1024 * 1024;
const SHARE_MAX = 1 / 16;

interface Entry {
  readonly session: WorktreeSession;
  readonly dataVersion: number;
  readonly length: number;
}

export class SessionCache {
  private readonly lengthMax: number;
  /** By workspace and id, the one put first in front. */
  private readonly entries = new Map<string, Entry>();
  private length = 0;

  constructor(lengthMax: number = CACHED_SESSIONS_LENGTH_MAX) {
    this.lengthMax = lengthMax;
  }

  /** The first session with the id, if it is held for this data_version. */
  get(hash: string, id: string, dataVersion: number): WorktreeSession | undefined {
    const entry = this.entries.get(hash + id);
    return entry?.dataVersion === dataVersion ? entry.session : undefined;
  }

  /** Holds, frozen, what is the first session with its id at this data_version. */
  put(hash: string, session: WorktreeSession, dataVersion: number): void {
    const key = hash + session.id;
    this.drop(key);
    const length = lengthOf(session);
    if (length > this.lengthMax * SHARE_MAX) return;
    this.entries.set(key, { session: freezeSession(session), length, dataVersion });
    this.length += length;
    for (const oldest of this.entries.keys()) {
      if (this.length <= this.lengthMax) return;
      this.drop(oldest);
    }
  }

  forget(hash: string, id: string): void {
    this.drop(hash + id);
  }

  clear(): void {
    this.entries.clear();
    this.length = 0;
  }

  private drop(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    this.length -= entry.length;
    this.entries.delete(key);
  }
}

/** Of the texts that can be long; the rest of a session is counted by the piece. */
function lengthOf({ task, instances, chatHistory }: WorktreeSession): number {
  let length = 1_000 + task.length;
  for (const { output } of instances) length += 500 + (output?.length ?? 0);
  for (const { content } of chatHistory) length += 200 + content.length;
  return length;
}
