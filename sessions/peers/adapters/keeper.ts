// What a peer does itself: keep the sessions of workspaces. Whatever a library has no query for falls back to the
// contract's own functions over all sessions. Calls come one at a time, with arguments that are checked.

import { type CheckedQuery, pageOf, type SessionFilter, type SessionPage } from '../../../contract/query.ts';
import { type CheckedSearch, type SearchPage, searchIn } from '../../../contract/search.ts';
import type { ChatMessage, WorktreeSession } from '../../../contract/session.ts';
import { withInstanceStatus, withMessage } from '../../../contract/session-list.ts';
import { type SessionStatistics, statisticsOf } from '../../../contract/statistics.ts';

/** With when the session counts as updated. */
export interface StatusChange {
  readonly instanceId: number;
  readonly status: string;
  readonly updatedAt: string;
}

export interface AddedMessage {
  readonly message: ChatMessage;
  readonly updatedAt: string;
}

export type Step = (session: WorktreeSession) => WorktreeSession;

/** Sessions that are not there: E_SESSION_NOT_FOUND from whoever needs them, before anything is written. */
export abstract class SessionKeeper {
  /** In file order. */
  abstract all(workspace: string): Promise<WorktreeSession[]>;
  abstract first(workspace: string, id: string): Promise<WorktreeSession | undefined>;
  abstract append(workspace: string, session: WorktreeSession): Promise<void>;
  abstract replaceFirst(workspace: string, session: WorktreeSession): Promise<void>;
  abstract removeAll(workspace: string, id: string): Promise<void>;
  /** Answers the session as it is now. */
  abstract addMessage(workspace: string, id: string, added: AddedMessage): Promise<WorktreeSession>;
  /** Answers the session as it is now. E_INSTANCE_NOT_FOUND. */
  abstract setStatus(workspace: string, id: string, change: StatusChange): Promise<WorktreeSession>;

  async page(workspace: string, query: CheckedQuery): Promise<SessionPage> {
    return pageOf(await this.all(workspace), query);
  }

  async statistics(workspace: string, filter: SessionFilter): Promise<SessionStatistics> {
    return statisticsOf(await this.all(workspace), filter);
  }

  async search(workspace: string, search: CheckedSearch): Promise<SearchPage> {
    return searchIn(await this.all(workspace), search);
  }
}

/** A keeper of whole sessions as documents: point changes are read, change, write. */
export abstract class DocumentKeeper extends SessionKeeper {
  /** Reads the first session with the id and writes what `step` makes of it, both or neither. */
  protected abstract changeFirst(workspace: string, id: string, step: Step): Promise<WorktreeSession>;

  override async replaceFirst(workspace: string, session: WorktreeSession): Promise<void> {
    await this.changeFirst(workspace, session.id, () => session);
  }

  override addMessage(workspace: string, id: string, added: AddedMessage): Promise<WorktreeSession> {
    return this.changeFirst(workspace, id, (session) => withMessage(session, added.message, added.updatedAt));
  }

  override setStatus(workspace: string, id: string, change: StatusChange): Promise<WorktreeSession> {
    const { instanceId, status, updatedAt } = change;
    return this.changeFirst(workspace, id, (session) =>
      withInstanceStatus(session, instanceId, status, updatedAt),
    );
  }
}
