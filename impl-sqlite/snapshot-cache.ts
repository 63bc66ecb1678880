// Reading all sessions again costs almost nothing while nothing has changed, and little after a change.
//
// Validity: `PRAGMA data_version` changes with every commit of any other connection, and this connection's own writes
// are counted; both are compared at every read, so an answer is never stale. A changed workspace is brought up to
// date by its revisions: only sessions with a later revision are read again.
// What is handed out is frozen, so no caller can corrupt it. Freezing a session costs a tenth of reading it: the first
// read of a workspace hands out fresh objects and keeps nothing; only a second one pays for the cache.

import { freezeSession, type WorktreeSession } from '../contract/session.ts';
import type { Connection, Statement } from './connection.ts';
import { SessionCache } from './session-cache.ts';
import { lengthOf, type SessionReads } from './session-reads.ts';

/** UTF-16 units of text that are held in memory, of all workspaces; what was read longest ago goes first. */
export const CACHED_LENGTH_MAX: number = 256 * 1024 * 1024;

interface Snapshot {
  readonly workspaceId: number;
  readonly dataVersion: number;
  readonly ownWrites: number;
  /** Absent after the first read, which keeps nothing. */
  readonly content?: SnapshotContent;
}

interface SnapshotContent {
  /** UTF-16 units of its longest texts; at most so many, as deleted sessions still count until all are read anew. */
  readonly length: number;
  readonly revision: number;
  /** Ascending; parallel to `sessions`. */
  readonly keys: number[];
  /** Never frozen itself: copying a frozen array costs a hundred times as much. */
  readonly sessions: WorktreeSession[];
  readonly handedOut: readonly WorktreeSession[];
}

type RevisionTuple = [workspaceId: number, deletedRevision: number, lastRevision: number | null];

export class SnapshotCache {
  private readonly reads: SessionReads;
  private readonly lengthMax: number;
  private readonly dataVersion: Statement<[], number>;
  private readonly revisionOf: Statement<[string], RevisionTuple>;
  private readonly changedKeys: Statement<[number, number], number>;
  private readonly snapshots = new Map<string, Snapshot>();
  private readonly ownWrites = new Map<string, number>();
  private readonly sessions = new SessionCache();

  constructor(connection: Connection, reads: SessionReads, lengthMax: number = CACHED_LENGTH_MAX) {
    this.reads = reads;
    this.lengthMax = lengthMax;
    this.dataVersion = connection.statement('data version', 'PRAGMA data_version', 'value');
    this.revisionOf = connection.tuples('revision of workspace');
    this.changedKeys = connection.values('changed session keys');
  }

  /** This connection changed the workspace: sessions with this id, or any. To be called in the write's transaction. */
  noteWrite(hash: string, sessionId?: string): void {
    this.ownWrites.set(hash, (this.ownWrites.get(hash) ?? 0) + 1);
    if (sessionId === undefined) this.sessions.clear();
    else this.sessions.forget(hash, sessionId);
  }

  /** What {@link keepSession} is to be told; to be called in the transaction that read or wrote the session. */
  version(): number {
    return this.dataVersion.get() ?? 0;
  }

  summaryVersion(): number {
    return this.version();
  }

  /** The first session with the id as it is now, if that is known without reading it; needs no transaction. */
  session(hash: string, sessionId: string): WorktreeSession | undefined {
    try {
      return this.sessions.get(hash, sessionId, this.version());
    } catch {
      // Contention or damage: the read that follows retries or tells.
      return undefined;
    }
  }

  /** Remembers, frozen, the first session with its id. A written one only once its transaction is committed. */
  keepSession(hash: string, session: WorktreeSession, version: number): void {
    this.sessions.put(hash, session, version);
  }

  /** All sessions of a workspace if nothing has changed since they were read last; needs no transaction. */
  unchanged(hash: string): readonly WorktreeSession[] | undefined {
    const known = this.snapshots.get(hash);
    if (known?.content === undefined || known.ownWrites !== (this.ownWrites.get(hash) ?? 0)) return undefined;
    try {
      return known.dataVersion === this.version() ? known.content.handedOut : undefined;
    } catch {
      // Contention or damage: the read that follows retries or tells.
      return undefined;
    }
  }

  /** All sessions of a workspace in order. To be called within one read transaction. */
  allSessions(hash: string): readonly WorktreeSession[] {
    const dataVersion = this.version();
    const ownWrites = this.ownWrites.get(hash) ?? 0;
    const known = this.snapshots.get(hash);
    const revisions = this.revisionOf.get(hash);
    if (revisions === undefined) return [];
    const [workspaceId, deletedRevision, lastRevision] = revisions;
    const revision = Math.max(deletedRevision, lastRevision ?? 0);
    const stamp = { workspaceId, dataVersion, ownWrites };
    if (known === undefined || known.workspaceId !== workspaceId) {
      this.snapshots.set(hash, stamp);
      return this.reads.all(workspaceId);
    }
    const content =
      known.content === undefined
        ? this.read(workspaceId, revision)
        : this.updated(known.content, stamp, deletedRevision, revision);
    if (content === undefined) {
      this.snapshots.delete(hash);
      return this.reads.all(workspaceId);
    }
    this.keep(hash, { ...stamp, content });
    return content.handedOut;
  }

  /** As the one used last. */
  private keep(hash: string, snapshot: Snapshot): void {
    this.snapshots.delete(hash);
    this.snapshots.set(hash, snapshot);
    let length = 0;
    for (const { content } of this.snapshots.values()) length += content?.length ?? 0;
    for (const [oldest, { content }] of this.snapshots) {
      if (length <= this.lengthMax || oldest === hash) return;
      length -= content?.length ?? 0;
      this.snapshots.delete(oldest);
    }
  }

  private read(workspaceId: number, revision: number): SnapshotContent | undefined {
    const sessions = this.reads.all(workspaceId);
    const length = lengthOf(sessions);
    if (length > this.lengthMax) return undefined;
    for (const session of sessions) freezeSession(session);
    return contentOf({ revision, length }, this.reads.keys(workspaceId), sessions);
  }

  /** The content with every later change in it; read whole when much has changed. */
  private updated(
    content: SnapshotContent,
    { workspaceId }: { workspaceId: number },
    deletedRevision: number,
    revision: number,
  ): SnapshotContent | undefined {
    if (revision === content.revision) return content;
    const changed = this.changedKeys.all(workspaceId, content.revision);
    if (changed.length > content.keys.length / 2) return this.read(workspaceId, revision);
    const current = deletedRevision > content.revision ? this.withoutDeleted(content, workspaceId) : content;
    const keys = [...current.keys];
    const sessions = [...current.sessions];
    let { length } = content;
    for (const key of changed) {
      const changedSession = this.reads.at(key);
      if (changedSession === undefined) continue;
      const at = indexOfKey(keys, key);
      const session = freezeSession(changedSession);
      const replaced = keys[at] === key ? 1 : 0;
      length += lengthOf([session]) - lengthOf(sessions.slice(at, at + replaced));
      keys.splice(at, replaced, key);
      sessions.splice(at, replaced, session);
    }
    return contentOf({ revision, length }, keys, sessions);
  }

  private withoutDeleted(
    content: SnapshotContent,
    workspaceId: number,
  ): Pick<SnapshotContent, 'keys' | 'sessions'> {
    const left = new Set(this.reads.keys(workspaceId));
    const keeps = (_: unknown, index: number): boolean => left.has(content.keys[index] as number);
    return { keys: content.keys.filter(keeps), sessions: content.sessions.filter(keeps) };
  }
}

const contentOf = (
  measures: Pick<SnapshotContent, 'revision' | 'length'>,
  keys: number[],
  sessions: WorktreeSession[],
): SnapshotContent => ({
  ...measures,
  keys,
  sessions,
  handedOut: Object.freeze(sessions.slice()),
});

/** Where a key stands, or would: another program may have put a session between others. */
function indexOfKey(keys: readonly number[], key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as number) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
