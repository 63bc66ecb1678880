// What the two SQL peers that prepare their statements do alike: each operation as a few statements in one transaction,
// without a wait in between. How a statement is written, and how rows are read fast, is the peer's own.

import { instanceNotFound, sessionNotFound } from '../../../../contract/errors.ts';
import { instantUs } from '../../../../contract/instant.ts';
import type { WorktreeSession } from '../../../../contract/session.ts';
import type { AddedMessage, StatusChange } from '../keeper.ts';
import { instanceRowsOf, messageRowsOf, sessionRowOf } from './rows.ts';
import { SqlKeeper } from './sql-keeper.ts';

// biome-ignore lint/suspicious/noExplicitAny: each driver has its own type for values
type Values = any;

/** Values go by name. */
interface Write {
  run(values: Values): unknown;
}

/** Answers the key of the session that it wrote to, if there was one. */
interface KeyedWrite {
  get(values: Values): unknown;
}

export interface Key {
  readonly sid: number;
}

export interface Writes {
  readonly insertSession: KeyedWrite;
  /** The first session with its id. */
  readonly replaceSession: KeyedWrite;
  readonly stampFirst: KeyedWrite;
  readonly setStatus: KeyedWrite;
  readonly stamp: Write;
  readonly deleteSessions: Write;
  readonly addMessage: Write;
  /** Rows that are there take the new values. */
  readonly putInstance: Write;
  readonly putMessage: Write;
  /** Rows behind the session's last ones, from the position `count` on. */
  readonly cutInstances: Write;
  readonly cutMessages: Write;
}

export abstract class PreparedKeeper extends SqlKeeper {
  protected abstract readonly writes: Writes;
  protected abstract atomically<T>(work: () => T): T;
  protected abstract firstNow(workspace: string, id: string): WorktreeSession | undefined;

  override async append(workspace: string, session: WorktreeSession): Promise<void> {
    this.atomically(() => {
      const { sid } = this.writes.insertSession.get({ ...sessionRowOf(workspace, session) }) as Key;
      this.putChildren(sid, session);
    });
  }

  override async replaceFirst(workspace: string, session: WorktreeSession): Promise<void> {
    this.atomically(() => {
      const key = this.writes.replaceSession.get({ ...sessionRowOf(workspace, session) }) as Key | undefined;
      if (key === undefined) throw sessionNotFound(session.id);
      this.putChildren(key.sid, session);
      this.writes.cutInstances.run({ sid: key.sid, count: session.instances.length });
      this.writes.cutMessages.run({ sid: key.sid, count: session.chatHistory.length });
    });
  }

  override async removeAll(workspace: string, id: string): Promise<void> {
    this.writes.deleteSessions.run({ workspace, id });
  }

  override async first(workspace: string, id: string): Promise<WorktreeSession | undefined> {
    return this.firstNow(workspace, id);
  }

  override async addMessage(workspace: string, id: string, added: AddedMessage): Promise<WorktreeSession> {
    const { message, updatedAt } = added;
    return this.atomically(() => {
      const stamp = { workspace, id, updatedAt, updatedUs: instantUs(updatedAt) };
      const key = this.writes.stampFirst.get(stamp) as Key | undefined;
      if (key === undefined) throw sessionNotFound(id);
      this.writes.addMessage.run({ ...message, sid: key.sid });
      return this.present(workspace, id);
    });
  }

  override async setStatus(workspace: string, id: string, change: StatusChange): Promise<WorktreeSession> {
    const { instanceId, status, updatedAt } = change;
    return this.atomically(() => {
      const key = this.writes.setStatus.get({ workspace, id, instanceId, status }) as Key | undefined;
      if (key === undefined) {
        this.present(workspace, id);
        throw instanceNotFound(id, instanceId);
      }
      this.writes.stamp.run({ sid: key.sid, updatedAt, updatedUs: instantUs(updatedAt) });
      return this.present(workspace, id);
    });
  }

  private putChildren(sid: number, session: WorktreeSession): void {
    for (const row of instanceRowsOf(sid, session)) this.writes.putInstance.run({ ...row });
    for (const row of messageRowsOf(sid, session)) this.writes.putMessage.run({ ...row });
  }

  /** E_SESSION_NOT_FOUND. */
  private present(workspace: string, id: string): WorktreeSession {
    const session = this.firstNow(workspace, id);
    if (session === undefined) throw sessionNotFound(id);
    return session;
  }
}

interface Connection {
  exec(sql: string): unknown;
}

/** By hand, where the library's own transactions cannot wait for a promise. */
export async function transactionByHand<T>(
  connection: Connection,
  isOpen: () => boolean,
  work: () => Promise<T>,
): Promise<T> {
  connection.exec('BEGIN IMMEDIATE');
  try {
    const answer = await work();
    connection.exec('COMMIT');
    return answer;
  } catch (error) {
    if (isOpen()) connection.exec('ROLLBACK');
    throw error;
  }
}
