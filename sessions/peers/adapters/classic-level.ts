// classic-level (LevelDB): one JSON document per session under its position, and one key per id with the positions that
// have it. Every write is one batch, which LevelDB applies whole or not at all. Point reads use getSync, which the
// documentation calls significantly faster; LevelDB locks its directory, so the next position may be counted here.

import type { AbstractSublevel } from 'abstract-level';
import { type BatchOperation, ClassicLevel } from 'classic-level';
import { sessionNotFound } from '../../../contract/errors.ts';
import type { WorktreeSession } from '../../../contract/session.ts';
import type { Adapter } from '../adapter.ts';
import { type BatchKeeper, type Changes, type Entry, inOneBatch } from './collected-changes.ts';
import { documentOf, type SessionDocument, sessionOf } from './json-document.ts';
import { DocumentKeeper, type SessionKeeper, type Step } from './keeper.ts';
import { openSharedPeerStore, type PeerHandle } from './peer-store.ts';

type Level = ClassicLevel<string, unknown>;
type Sublevel<V> = AbstractSublevel<Level, string | Buffer | Uint8Array, string, V>;

/** Setting `sync`: every write is synced before it is acknowledged. */
export const openStore: Adapter['openStore'] = ({ directory, setting }, options) =>
  openSharedPeerStore(
    `classic-level ${setting} ${directory}`,
    () => LevelHandle.open(directory, setting === 'sync'),
    options,
  );

class LevelHandle implements PeerHandle {
  readonly keeper: LevelKeeper;
  private readonly db: Level;

  private constructor(db: Level, isSync: boolean) {
    this.db = db;
    this.keeper = new LevelKeeper(db, isSync);
  }

  static async open(directory: string, isSync: boolean): Promise<LevelHandle> {
    const db: Level = new ClassicLevel(directory, { valueEncoding: 'json' });
    await db.open();
    return new LevelHandle(db, isSync);
  }

  transaction<T>(workspace: string, work: (keeper: SessionKeeper) => Promise<T>): Promise<T> {
    return inOneBatch(this.keeper, workspace, work);
  }

  close(): Promise<void> {
    return this.db.close();
  }
}

class LevelKeeper extends DocumentKeeper implements BatchKeeper {
  private readonly db: Level;
  private readonly isSync: boolean;
  private readonly sessions: Sublevel<SessionDocument>;
  private readonly ids: Sublevel<number[]>;
  /** By workspace. */
  private readonly nextPositions = new Map<string, number>();

  constructor(db: Level, isSync: boolean) {
    super();
    this.db = db;
    this.isSync = isSync;
    this.sessions = db.sublevel<string, SessionDocument>('sessions', { valueEncoding: 'json' });
    this.ids = db.sublevel<string, number[]>('ids', { valueEncoding: 'json' });
  }

  override async all(workspace: string): Promise<WorktreeSession[]> {
    return (await this.sessions.values(rangeOf(workspace)).all()).map(sessionOf);
  }

  override async first(workspace: string, id: string): Promise<WorktreeSession | undefined> {
    return this.firstEntry(workspace, id)?.session;
  }

  override append(workspace: string, session: WorktreeSession): Promise<void> {
    return this.write(workspace, { removed: [], replaced: [], added: [session] });
  }

  override removeAll(workspace: string, id: string): Promise<void> {
    return this.write(workspace, { removed: this.entriesOf(workspace, id), replaced: [], added: [] });
  }

  async entries(workspace: string): Promise<Entry[]> {
    const found = await this.sessions.iterator(rangeOf(workspace)).all();
    return found.map(([key, document]) => ({
      position: Number(key.slice(workspace.length)),
      session: sessionOf(document),
    }));
  }

  entriesOf(workspace: string, id: string): Entry[] {
    return this.positionsOf(workspace, id).map((position) => this.entryAt(workspace, position));
  }

  async write(workspace: string, { removed, replaced, added }: Changes): Promise<void> {
    const { sessions, ids } = this;
    const batch: BatchOperation<Level, string, unknown>[] = [];
    const positions = new Map<string, number[]>();
    for (const { position, session } of removed) {
      batch.push({ type: 'del', sublevel: sessions, key: keyAt(workspace, position) });
      positions.set(session.id, []);
    }
    for (const { position, session } of replaced) {
      batch.push({
        type: 'put',
        sublevel: sessions,
        key: keyAt(workspace, position),
        value: documentOf(session),
      });
    }
    let next = added.length === 0 ? 0 : await this.nextPosition(workspace);
    for (const session of added) {
      const others = positions.get(session.id) ?? this.positionsOf(workspace, session.id);
      positions.set(session.id, [...others, next]);
      batch.push({
        type: 'put',
        sublevel: sessions,
        key: keyAt(workspace, next++),
        value: documentOf(session),
      });
    }
    for (const [id, places] of positions) {
      const key = workspace + id;
      batch.push(
        places.length === 0
          ? { type: 'del', sublevel: ids, key }
          : { type: 'put', sublevel: ids, key, value: places },
      );
    }
    await this.db.batch(batch, { sync: this.isSync });
    if (added.length > 0) this.nextPositions.set(workspace, next);
  }

  protected override async changeFirst(workspace: string, id: string, step: Step): Promise<WorktreeSession> {
    const entry = this.firstEntry(workspace, id);
    if (entry === undefined) throw sessionNotFound(id);
    const session = step(entry.session);
    await this.write(workspace, { removed: [], replaced: [{ ...entry, session }], added: [] });
    return session;
  }

  private firstEntry(workspace: string, id: string): Entry | undefined {
    const [position] = this.positionsOf(workspace, id);
    return position === undefined ? undefined : this.entryAt(workspace, position);
  }

  private positionsOf(workspace: string, id: string): number[] {
    return this.ids.getSync(workspace + id) ?? [];
  }

  private entryAt(workspace: string, position: number): Entry {
    return {
      position,
      session: sessionOf(this.sessions.getSync(keyAt(workspace, position)) as SessionDocument),
    };
  }

  private async nextPosition(workspace: string): Promise<number> {
    const known = this.nextPositions.get(workspace);
    if (known !== undefined) return known;
    const [last] = await this.sessions.keys({ ...rangeOf(workspace), reverse: true, limit: 1 }).all();
    return last === undefined ? 0 : Number(last.slice(workspace.length)) + 1;
  }
}

const POSITION_DIGITS = 12;
const keyAt = (workspace: string, position: number): string =>
  workspace + String(position).padStart(POSITION_DIGITS, '0');
/** Read ahead of an iterator: the documented way to more throughput where memory is no concern. */
const highWaterMarkBytes = 1024 * 1024;

/** Positions are digits, which sort below a colon. */
const rangeOf = (workspace: string): { gte: string; lt: string; highWaterMarkBytes: number } => ({
  gte: workspace,
  lt: `${workspace}:`,
  highWaterMarkBytes,
});
