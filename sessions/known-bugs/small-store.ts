// A store over small tables, as a subject of sequences: with one thing wrong, or nothing.

import type { WorkspaceKeeper } from '../../contract/list-store.ts';
import { checkedQuery, type SessionPage, type SessionQuery } from '../../contract/query.ts';
import { readableHash } from '../../contract/requests.ts';
import type { MessageInput, SessionInput, WorktreeSession } from '../../contract/session.ts';
import { matchesFilter } from '../../contract/session-filter.ts';
import { partOf, sortKeyOf } from '../../contract/session-page.ts';
import { summaryOf } from '../../contract/session-summary.ts';
import type { StoreOptions } from '../../contract/store.ts';
import { checkEquivalence } from '../../props/equivalence.ts';
import type { SessionSubject } from '../../subjects/index.ts';
import { ModelStore } from '../model.ts';
import { asSubject } from '../session-subjects.ts';
import type { KnownBug, Scene, Variant } from './known-bug.ts';
import { RIGHT_SQL, type SmallSql, SmallTables } from './small-tables.ts';

export interface SmallBug {
  readonly sql?: Partial<SmallSql>;
  /** What is made of a session or a message before it is checked. */
  readonly taken?: Taken;
  /** What is made of one before it is stored. */
  readonly stored?: (session: WorktreeSession) => WorktreeSession;
}

type Taken = <T extends SessionInput | MessageInput>(input: T) => T;

class SmallStore extends ModelStore {
  private readonly tables: SmallTables;
  private readonly taken: Taken;

  constructor(options: StoreOptions, lists: WorkspaceKeeper, tables: SmallTables, taken: Taken) {
    super(options, lists);
    this.tables = tables;
    this.taken = taken;
  }

  override createSession(path: string, input: SessionInput): Promise<WorktreeSession> {
    return super.createSession(path, this.taken(input));
  }

  override async getSession(path: string, id: string): Promise<WorktreeSession> {
    const hash = typeof path === 'string' && typeof id === 'string' ? readableHash(path) : null;
    return super.getSession(path, (hash !== null && this.tables.find(hash, id)) || id);
  }

  override addChatMessage(path: string, id: string, input: MessageInput): Promise<WorktreeSession> {
    return super.addChatMessage(path, id, this.taken(input));
  }

  override async listSessions(path: string, query?: SessionQuery): Promise<SessionPage> {
    const checked = checkedQuery(query);
    const { text, ...filter } = checked.filter;
    const part = text?.toLowerCase() ?? '';
    const holds = (value: string): boolean => this.tables.contains(value.toLowerCase(), part);
    const all = (await this.getAllSessions(path))
      .filter(
        (session) =>
          matchesFilter(session, filter) &&
          [session.task, session.id, ...session.instances.map(({ agentName }) => agentName)].some(holds),
      )
      .map((session) => ({ session, key: sortKeyOf(session, checked.sortBy) }));
    const { page, nextCursor } = partOf(all, checked);
    return { sessions: page.map(({ session }) => summaryOf(session)), nextCursor };
  }
}

export function smallSubject(bug: SmallBug = {}): SessionSubject {
  const kept = new Map<string, SmallTables>();
  const { taken = (input) => input, stored } = bug;
  return {
    name: 'small store',
    isPersistent: true,
    isRemote: false,
    open: async (home, options = {}) => {
      const tables = kept.get(home) ?? new SmallTables(':memory:', { ...RIGHT_SQL, ...bug.sql });
      kept.set(home, tables);
      return new SmallStore(options, stored === undefined ? tables : changing(tables, stored), tables, taken);
    },
  };
}

/** Lists that are changed on their way in: only what is not as it was. */
function changing(
  lists: WorkspaceKeeper,
  stored: (session: WorktreeSession) => WorktreeSession,
): WorkspaceKeeper {
  const changed = (before: readonly WorktreeSession[], after: readonly WorktreeSession[]) =>
    after.map((session) => (before.includes(session) ? session : stored(session)));
  return {
    hashes: () => lists.hashes(),
    read: (hash) => lists.read(hash),
    change: (hash, step) =>
      lists.change(hash, (list) => {
        const { list: next, answer } = step(list);
        return { list: changed(list, next), answer };
      }),
    changeSlowly: (hash, step) =>
      lists.changeSlowly(hash, async (list) => {
        const { list: next, answer } = await step(list);
        return { list: changed(list, next), answer };
      }),
  };
}

/** Of a wrong one: most are found within 500. */
const OPERATIONS_MAX = 2_500;
const OPERATIONS_OF_RIGHT = 800;

/** What sequences say of a subject: the first difference from the model. */
export async function saidBySequences(
  subject: SessionSubject,
  { definition, seed, signal }: Scene,
  operations: number,
  offered?: ReadonlySet<string>,
): Promise<string | null> {
  const one = asSubject(subject);
  const shrinkBounds = { attemptsMax: 0, durationMsMax: 0 };
  const found = await checkEquivalence(definition, {
    left: one,
    right: one,
    operations,
    seed,
    signal,
    shrinkBounds,
    ...(offered && { offered }),
  });
  return found.verdict !== 'fail' ? null : (found.counterexample?.mismatch.difference ?? found.reason);
}

export const operationsFor = (variant: Variant): number =>
  variant === 'wrong' ? OPERATIONS_MAX : OPERATIONS_OF_RIGHT;

export const smallBug = (name: string, what: string, source: string, bug: SmallBug): KnownBug => ({
  ...{ name, what, source, check: 'sequences', right: 'small tables' },
  look: (variant, scene) =>
    saidBySequences(smallSubject(variant === 'wrong' ? bug : {}), scene, operationsFor(variant)),
});
