// What earlier reads and writes left in memory: sessions, summaries, and all sessions of a workspace. Reading again what has
// not changed costs a comparison, and little after a change.
//
// Validity: `PRAGMA data_version` changes with every commit of any other connection, and this connection's own writes
// are counted or take out what they change; both are compared at every read, so an answer is never stale. All sessions of a
// changed workspace are brought up to date by their revisions: only those with a later one are read again.
// What is handed out is frozen, so no caller can corrupt it. Freezing a session costs a tenth of reading it: the first
// read of a workspace hands out fresh objects and keeps nothing; only a second one pays for the cache.

import type { SessionSummary } from '../contract/query.ts';
import { freezeSession, type WorktreeSession } from '../contract/session.ts';
import { BoundedCache } from './bounded-cache.ts';
import type { Connection } from './connection.ts';
import { lengthOf, type SessionReads } from './session-reads.ts';
import type { WorkspaceTable } from './workspace-table.ts';

/** UTF-16 units of text of whole workspaces that are held, and of single sessions. */
const WORKSPACES_LENGTH_MAX = 256 * 1024 * 1024;
const SESSIONS_LENGTH_MAX = 16 * 1024 * 1024;
/** Summaries held; of a page with half as many none is. */
const SUMMARIES_MAX = 2_048;

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

interface KeptSummary {
  readonly summary: SessionSummary;
  readonly revision: number;
  readonly version: number;
}

/** A session as a list finds it. */
export type RevisionOfKey = readonly [sortKey: number, key: number, revision: number];

const keyOf = ([, key]: RevisionOfKey): number => key;

export interface CacheLimits {
  readonly workspaces?: number;
  readonly sessions?: number;
}

export class ReadCache {
  /** Nothing is kept nor answered from memory: a transaction is open that may be rolled back. */
  isPaused = false;
  private readonly connection: Connection;
  private readonly workspaces: WorkspaceTable;
  private readonly reads: SessionReads;
  private readonly limits: Required<CacheLimits>;
  private readonly ownWrites = new Map<string, number>();
  private readonly snapshots: BoundedCache<string, Snapshot>;
  /** By workspace and id: the first session with the id. */
  private readonly sessions: BoundedCache<
    string,
    { readonly session: WorktreeSession; readonly version: number }
  >;
  /** By key. A row that another program wrote is read again whatever it did with the revision. */
  private readonly summaryOf = new BoundedCache<number, KeptSummary>(SUMMARIES_MAX);

  constructor(
    connection: Connection,
    { workspaces, reads }: { workspaces: WorkspaceTable; reads: SessionReads },
    limits: CacheLimits = {},
  ) {
    this.connection = connection;
    this.workspaces = workspaces;
    this.reads = reads;
    this.limits = { workspaces: WORKSPACES_LENGTH_MAX, sessions: SESSIONS_LENGTH_MAX, ...limits };
    this.snapshots = new BoundedCache(this.limits.workspaces);
    this.sessions = new BoundedCache(this.limits.sessions);
  }

  /** This connection changed the workspace: sessions with this id, or any. To be called in the write's transaction. */
  noteWrite(hash: string, sessionId?: string): void {
    this.ownWrites.set(hash, (this.ownWrites.get(hash) ?? 0) + 1);
    if (sessionId === undefined) this.sessions.clear();
    else this.sessions.forget(hash + sessionId);
  }

  /** What {@link keepSession} is to be told; to be called in the transaction that read or wrote the session. */
  version(): number {
    return this.connection.statement<[], number>('data version', 'PRAGMA data_version', 'value').get() ?? 0;
  }

  /** The first session with the id as it is now, or at a version; undefined unless it is known without reading it. */
  session(hash: string, sessionId: string, version?: number): WorktreeSession | undefined {
    const known = this.isPaused ? undefined : this.sessions.get(hash + sessionId);
    if (known === undefined) return undefined;
    const isCurrent = version === undefined ? this.isAt(known.version) : known.version === version;
    return isCurrent ? known.session : undefined;
  }

  /** Remembers, frozen, the first session with its id. A written one only once its transaction is committed. */
  keepSession(hash: string, session: WorktreeSession, version: number): void {
    if (this.isPaused) return;
    this.sessions.forget(hash + session.id);
    const length = sizeOf(session);
    if (length > this.limits.sessions / 16) return;
    this.sessions.put(hash + session.id, { session: freezeSession(session), version }, length);
  }

  /** To be called within one read transaction. */
  summaries(wanted: readonly RevisionOfKey[]): SessionSummary[] {
    if (this.isPaused || wanted.length > SUMMARIES_MAX / 2) return this.reads.summaries(wanted.map(keyOf));
    const version = this.version();
    const found = wanted.map(([, key, revision]) => {
      const known = this.summaryOf.get(key);
      return known?.revision === revision && known.version === version ? known.summary : undefined;
    });
    const missing = wanted.filter((_, index) => found[index] === undefined);
    const read = this.reads.summaries(missing.map(keyOf));
    for (const [index, [, key, revision]] of missing.entries()) {
      const summary = frozen(read[index] as SessionSummary);
      this.summaryOf.put(key, { summary, revision, version }, 1);
    }
    let next = 0;
    return found.map((summary) => summary ?? (read[next++] as SessionSummary));
  }

  /** All sessions of a workspace if nothing has changed since they were read last; needs no transaction. */
  unchanged(hash: string): readonly WorktreeSession[] | undefined {
    const known = this.isPaused ? undefined : this.snapshots.get(hash);
    if (known?.content === undefined || known.ownWrites !== (this.ownWrites.get(hash) ?? 0)) return undefined;
    return this.isAt(known.dataVersion) ? known.content.handedOut : undefined;
  }

  /** All sessions of a workspace in order. To be called within one read transaction. */
  allSessions(hash: string): readonly WorktreeSession[] {
    const state = this.workspaces.state(hash);
    if (state === undefined) return [];
    const [workspaceId, , deletedRevision, revision] = state;
    if (this.isPaused) return this.reads.all(workspaceId);
    const known = this.snapshots.get(hash);
    const stamp = { workspaceId, dataVersion: this.version(), ownWrites: this.ownWrites.get(hash) ?? 0 };
    if (known?.workspaceId !== workspaceId) {
      this.snapshots.put(hash, stamp, 0);
      return this.reads.all(workspaceId);
    }
    const content =
      known.content === undefined
        ? this.read(workspaceId, revision)
        : this.updated(known.content, workspaceId, deletedRevision, revision);
    if (content.length <= this.limits.workspaces)
      this.snapshots.put(hash, { ...stamp, content }, content.length);
    else this.snapshots.forget(hash);
    return content.handedOut;
  }

  private isAt(version: number): boolean {
    try {
      return this.version() === version;
    } catch {
      // Contention or damage: the read that follows retries or tells.
      return false;
    }
  }

  private read(workspaceId: number, revision: number): SnapshotContent {
    const sessions = this.reads.all(workspaceId);
    for (const session of sessions) freezeSession(session);
    return contentOf({ revision, length: lengthOf(sessions) }, this.reads.keys(workspaceId), sessions);
  }

  /** The content with every later change in it; read whole when much has changed. */
  private updated(
    content: SnapshotContent,
    workspaceId: number,
    deletedRevision: number,
    revision: number,
  ): SnapshotContent {
    if (revision === content.revision) return content;
    const changed = this.connection.values('changed session keys').all(workspaceId, content.revision);
    if (changed.length > content.keys.length / 2) return this.read(workspaceId, revision);
    const current = deletedRevision > content.revision ? this.withoutDeleted(content, workspaceId) : content;
    const [keys, sessions] = [[...current.keys], [...current.sessions]];
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
    { keys, sessions }: SnapshotContent,
    workspaceId: number,
  ): Pick<SnapshotContent, 'keys' | 'sessions'> {
    const left = new Set(this.reads.keys(workspaceId));
    const isLeft = (_: unknown, index: number): boolean => left.has(keys[index] as number);
    return { keys: keys.filter(isLeft), sessions: sessions.filter(isLeft) };
  }
}

const contentOf = (
  measures: Pick<SnapshotContent, 'revision' | 'length'>,
  keys: number[],
  sessions: WorktreeSession[],
): SnapshotContent => ({ ...measures, keys, sessions, handedOut: Object.freeze(sessions.slice()) });

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

/** Of the texts that can be long; the rest of a session is counted by the piece. */
const sizeOf = (session: WorktreeSession): number =>
  1_000 + 500 * session.instances.length + 200 * session.chatHistory.length + lengthOf([session]);

function frozen(summary: SessionSummary): SessionSummary {
  for (const instance of summary.instances) Object.freeze(instance);
  Object.freeze(summary.instances);
  if (summary.runtimeMix !== null) Object.freeze(summary.runtimeMix);
  return Object.freeze(summary);
}
