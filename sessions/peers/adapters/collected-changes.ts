// A transaction for libraries that have none across calls: changes are collected in memory, seen by the reads of the
// same transaction, and handed over as one batch at its end. What is not touched is not read.

import { sessionNotFound } from '../../../contract/errors.ts';
import { freezeSession, type WorktreeSession } from '../../../contract/session.ts';
import { DocumentKeeper, type SessionKeeper, type Step } from './keeper.ts';

/** A stored session and where it stands in the order of its workspace. */
export interface Entry {
  readonly position: number;
  readonly session: WorktreeSession;
}

export interface Changes {
  readonly removed: readonly Entry[];
  readonly replaced: readonly Entry[];
  readonly added: readonly WorktreeSession[];
}

/** A keeper that can write a batch. */
export interface BatchKeeper {
  /** In order. */
  entries(workspace: string): Entry[] | Promise<Entry[]>;
  /** With the id, in order. */
  entriesOf(workspace: string, id: string): Entry[] | Promise<Entry[]>;
  write(workspace: string, changes: Changes): Promise<void>;
}

/** Runs `work` and then writes what it changed; nothing when it throws. */
export async function inOneBatch<T>(
  keeper: BatchKeeper,
  workspace: string,
  work: (keeper: SessionKeeper) => Promise<T>,
): Promise<T> {
  const collected = new CollectedChanges(keeper, workspace);
  const answer = await work(collected);
  await keeper.write(workspace, collected.changes());
  return answer;
}

interface Touched {
  /** null for a session that the transaction added. */
  readonly stored: Entry | null;
  session: WorktreeSession;
}

/** The workspace of the calls is always its own. Sessions are frozen, because callers get what is collected. */
class CollectedChanges extends DocumentKeeper {
  private readonly before: BatchKeeper;
  private readonly workspace: string;
  private readonly touched = new Map<string, Touched[]>();
  private readonly removed = new Map<number, Entry>();
  private readonly added = new Set<Touched>();

  constructor(before: BatchKeeper, workspace: string) {
    super();
    this.before = before;
    this.workspace = workspace;
  }

  changes(): Changes {
    const replaced = [...this.touched.values()]
      .flat()
      .flatMap(({ stored, session }) =>
        stored === null || stored.session === session ? [] : [{ position: stored.position, session }],
      );
    const added = Array.from(this.added, ({ session }) => session);
    return { removed: [...this.removed.values()], replaced, added };
  }

  override async all(): Promise<WorktreeSession[]> {
    const { replaced, added } = this.changes();
    const now = new Map(replaced.map(({ position, session }) => [position, session]));
    const kept = (await this.before.entries(this.workspace)).filter(
      ({ position }) => !this.removed.has(position),
    );
    return [...kept.map(({ position, session }) => now.get(position) ?? session), ...added];
  }

  override async first(_workspace: string, id: string): Promise<WorktreeSession | undefined> {
    return (await this.withId(id))[0]?.session;
  }

  override async append(_workspace: string, session: WorktreeSession): Promise<void> {
    const entry = { stored: null, session: freezeSession(session) };
    (await this.withId(session.id)).push(entry);
    this.added.add(entry);
  }

  override async removeAll(_workspace: string, id: string): Promise<void> {
    for (const entry of await this.withId(id)) {
      if (entry.stored !== null) this.removed.set(entry.stored.position, entry.stored);
      this.added.delete(entry);
    }
    this.touched.set(id, []);
  }

  protected override async changeFirst(_workspace: string, id: string, step: Step): Promise<WorktreeSession> {
    const [entry] = await this.withId(id);
    if (entry === undefined) throw sessionNotFound(id);
    entry.session = freezeSession(step(entry.session));
    return entry.session;
  }

  private async withId(id: string): Promise<Touched[]> {
    const known = this.touched.get(id);
    if (known !== undefined) return known;
    const entries = (await this.before.entriesOf(this.workspace, id)).map((stored) => ({
      stored,
      session: stored.session,
    }));
    this.touched.set(id, entries);
    return entries;
  }
}
