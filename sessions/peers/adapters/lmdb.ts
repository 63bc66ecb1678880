// lmdb: one MessagePack document per session under its workspace and position, with shared structures as the
// documentation recommends, and one key per id with the positions that have it. Reads are synchronous, every operation
// that writes is one transaction callback, as the library has it; so processes may share the directory.
// Two of its features are left alone, because they lost data here (3.5.6): values of `dupSort` read inside a write
// transaction can fail to decode, and after a child transaction that was aborted so can documents whose shared
// structure was first used in it.

import { createHash } from 'node:crypto';
import { type Database, open, type RootDatabase } from 'lmdb';
import { sessionNotFound } from '../../../contract/errors.ts';
import type { WorktreeSession } from '../../../contract/session.ts';
import type { Adapter } from '../adapter.ts';
import { type BatchKeeper, type Changes, type Entry, inOneBatch } from './collected-changes.ts';
import { DocumentKeeper, type SessionKeeper, type Step } from './keeper.ts';
import { openSharedPeerStore, type PeerHandle } from './peer-store.ts';

/** Setting `nosync`: nothing is flushed. By default a write is acknowledged when it has been. */
export const openStore: Adapter['openStore'] = ({ directory, setting }, options) =>
  openSharedPeerStore(
    `lmdb ${directory}`,
    async () => new LmdbHandle(directory, setting === 'nosync'),
    options,
  );

type PositionKey = [workspace: string, position: number];
type IdKey = [workspace: string, ...id: string[]];

class LmdbHandle implements PeerHandle {
  readonly keeper: LmdbKeeper;
  private readonly root: RootDatabase;

  constructor(directory: string, isNoSync: boolean) {
    this.root = open({ path: directory, noSync: isNoSync });
    this.keeper = new LmdbKeeper(this.root, isNoSync);
  }

  transaction<T>(workspace: string, work: (keeper: SessionKeeper) => Promise<T>): Promise<T> {
    return inOneBatch(this.keeper, workspace, work);
  }

  close(): Promise<void> {
    return this.root.close();
  }
}

class LmdbKeeper extends DocumentKeeper implements BatchKeeper {
  private readonly root: RootDatabase;
  private readonly isNoSync: boolean;
  private readonly sessions: Database<WorktreeSession, PositionKey>;
  /** Positions in order. */
  private readonly ids: Database<number[], IdKey>;

  constructor(root: RootDatabase, isNoSync: boolean) {
    super();
    this.root = root;
    this.isNoSync = isNoSync;
    this.sessions = root.openDB({ name: 'sessions', sharedStructuresKey: Symbol.for('structures') });
    this.ids = root.openDB({ name: 'ids' });
  }

  override async all(workspace: string): Promise<WorktreeSession[]> {
    return Array.from(this.sessions.getRange(rangeOf(workspace)), ({ value }) => value);
  }

  override async first(workspace: string, id: string): Promise<WorktreeSession | undefined> {
    return this.firstEntry(workspace, id)?.session;
  }

  override append(workspace: string, session: WorktreeSession): Promise<void> {
    return this.write(workspace, { removed: [], replaced: [], added: [session] });
  }

  override removeAll(workspace: string, id: string): Promise<void> {
    return this.atomically(() => {
      for (const position of this.positionsOf(workspace, id))
        void this.sessions.remove([workspace, position]);
      void this.ids.remove(idKey(workspace, id));
    });
  }

  entries(workspace: string): Entry[] {
    return Array.from(this.sessions.getRange(rangeOf(workspace)), ({ key, value }) => ({
      position: key[1],
      session: value,
    }));
  }

  entriesOf(workspace: string, id: string): Entry[] {
    return this.positionsOf(workspace, id).map((position) => this.entryAt(workspace, position));
  }

  write(workspace: string, { removed, replaced, added }: Changes): Promise<void> {
    const { sessions, ids } = this;
    return this.atomically(() => {
      for (const { position, session } of removed) {
        void sessions.remove([workspace, position]);
        void ids.remove(idKey(workspace, session.id));
      }
      for (const { position, session } of replaced) void sessions.put([workspace, position], session);
      let position = added.length === 0 ? 0 : this.nextPosition(workspace);
      for (const session of added) {
        void sessions.put([workspace, position], session);
        void ids.put(idKey(workspace, session.id), [...this.positionsOf(workspace, session.id), position++]);
      }
    });
  }

  protected override changeFirst(workspace: string, id: string, step: Step): Promise<WorktreeSession> {
    return this.atomically(() => {
      const entry = this.firstEntry(workspace, id);
      if (entry === undefined) throw sessionNotFound(id);
      const session = step(entry.session);
      void this.sessions.put([workspace, entry.position], session);
      return session;
    });
  }

  /** What the callback puts is there at once; the promises of its puts say nothing that this one does not. */
  private async atomically<T>(work: () => T): Promise<T> {
    const answer = await this.root.transaction(work);
    if (!this.isNoSync) await this.root.flushed;
    return answer;
  }

  private firstEntry(workspace: string, id: string): Entry | undefined {
    const [position] = this.positionsOf(workspace, id);
    return position === undefined ? undefined : this.entryAt(workspace, position);
  }

  private positionsOf(workspace: string, id: string): number[] {
    return this.ids.get(idKey(workspace, id)) ?? [];
  }

  private entryAt(workspace: string, position: number): Entry {
    return { position, session: this.sessions.get([workspace, position]) as WorktreeSession };
  }

  private nextPosition(workspace: string): number {
    const { start, end } = rangeOf(workspace);
    const [last] = this.sessions.getKeys({ start: end, end: start, reverse: true, limit: 1 });
    return last === undefined ? 0 : last[1] + 1;
  }
}

/** In both directions the library takes the start into a range and leaves the end out. */
const rangeOf = (workspace: string): { start: PositionKey; end: PositionKey } => ({
  start: [workspace, -1],
  end: [workspace, Number.MAX_SAFE_INTEGER],
});

/** UTF-16 units; three bytes each fit into a key of the default size with much to spare. */
const ID_LENGTH_MAX = 256;

/** Keys are short and hold no NUL; an id that is not so is found by its digest, under a key of three parts. */
const idKey = (workspace: string, id: string): IdKey =>
  id.length <= ID_LENGTH_MAX && !id.includes('\0')
    ? [workspace, id]
    : [workspace, 'digest', createHash('sha256').update(id, 'utf8').digest('hex')];
