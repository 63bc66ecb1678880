// Bugs in what is kept of a record: values changed, dropped or reordered on their way to the disk.

import type { ListChange, WorkspaceKeeper } from '../../contract/list-store.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import type { SessionList } from '../../contract/session-list.ts';
import { ChangedLists, type Mutant, mapTexts } from './mutant.ts';

const keeping =
  (change: RecordBug['change']) =>
  (lists: WorkspaceKeeper): WorkspaceKeeper =>
    new ChangedLists(lists, change);

export interface RecordBug extends Pick<Mutant, 'name' | 'what'> {
  readonly change: (session: WorktreeSession) => WorktreeSession;
}

/** Of one session, whatever keeps it: a store or a migration. */
export const RECORD_BUGS: readonly RecordBug[] = [
  {
    name: 'u64-rounded',
    what: 'integers above 2^53 pass through a double',
    change: (session) => {
      const rounded = Number(session.totalDuration);
      const isBig = typeof session.totalDuration === 'bigint';
      return isBig ? { ...session, totalDuration: BigInt(rounded) } : session;
    },
  },
  {
    name: 'u64-signed',
    what: 'integers from 2^63 on turn negative',
    change: (session) =>
      typeof session.totalDuration === 'bigint'
        ? { ...session, totalDuration: BigInt.asIntN(64, session.totalDuration) }
        : session,
  },
  {
    name: 'empty-list-null',
    what: 'an empty runtimeMix becomes null',
    change: (session) => (session.runtimeMix?.length === 0 ? { ...session, runtimeMix: null } : session),
  },
  {
    name: 'zero-null',
    what: 'a timeout of 0 becomes null',
    change: (session) => ({ ...session, timeoutSeconds: session.timeoutSeconds || null }),
  },
  {
    name: 'nul-ends-text',
    what: 'text ends at a NUL, as in C',
    change: (session) => mapTexts(session, (text) => text.split('\0')[0] ?? ''),
  },
  {
    name: 'text-normalised',
    what: 'text is normalised to NFC',
    change: (session) => mapTexts(session, (text) => text.normalize('NFC')),
  },
  {
    name: 'bom-dropped',
    what: 'a U+FEFF at the start of a text is dropped, as lenient decoders do',
    change: (session) => mapTexts(session, (text) => text.replace(/^\ufeff/, '')),
  },
  {
    name: 'line-ends-changed',
    what: 'CR LF becomes LF',
    change: (session) => mapTexts(session, (text) => text.replaceAll('\r\n', '\n')),
  },
  {
    name: 'timestamps-respelled',
    what: 'a createdAt that is a date is written in one spelling',
    change: (session) => {
      const time = Date.parse(session.createdAt);
      return Number.isNaN(time) ? session : { ...session, createdAt: new Date(time).toISOString() };
    },
  },
  {
    name: 'instances-sorted',
    what: 'instances come back in the order of their ids',
    change: (session) => ({
      ...session,
      instances: session.instances.toSorted((left, right) => left.instanceId - right.instanceId),
    }),
  },
  {
    name: 'messages-unique',
    what: 'a message id occurs once in a session',
    change: (session) => ({
      ...session,
      chatHistory: [...new Map(session.chatHistory.map((message) => [message.id, message])).values()],
    }),
  },
  {
    name: 'winner-checked',
    what: 'a winnerId that names no instance is dropped',
    change: (session) =>
      session.instances.some(({ instanceId }) => instanceId === session.winnerId)
        ? session
        : { ...session, winnerId: null },
  },
];

export const RECORD_MUTANTS: readonly Mutant[] = [
  ...RECORD_BUGS.map(({ name, what, change }) => ({ name, what, keeper: keeping(change) })),
  {
    name: 'null-dropped',
    what: 'an empty option is an absent key instead of null',
    keeper: keeping(
      (session) =>
        Object.fromEntries(
          Object.entries(session).filter(([key, value]) => key !== 'winnerId' || value !== null),
        ) as unknown as WorktreeSession,
    ),
  },
  {
    name: 'last-write-lost',
    what: 'the last write before the store is closed is gone when it is opened again',
    keeper: (lists) => new LastWriteLost(lists),
  },
];

/** Holds each list back until the next change of any list. */
class LastWriteLost implements WorkspaceKeeper {
  private readonly lists: WorkspaceKeeper;
  private held: { readonly hash: string; readonly list: SessionList } | undefined;

  constructor(lists: WorkspaceKeeper) {
    this.lists = lists;
  }

  async hashes(): Promise<readonly string[]> {
    const hashes = new Set(await this.lists.hashes());
    return [...(this.held === undefined ? hashes : hashes.add(this.held.hash))];
  }

  async read(hash: string): Promise<SessionList> {
    return this.held?.hash === hash ? this.held.list : this.lists.read(hash);
  }

  async change<T>(hash: string, step: (list: SessionList) => ListChange<T>): Promise<T> {
    return this.hold(hash, step(await this.read(hash)));
  }

  async changeSlowly<T>(hash: string, step: (list: SessionList) => Promise<ListChange<T>>): Promise<T> {
    return this.hold(hash, await step(await this.read(hash)));
  }

  private async hold<T>(hash: string, { list, answer }: ListChange<T>): Promise<T> {
    const { held } = this;
    if (held !== undefined) await this.lists.change(held.hash, () => ({ list: held.list, answer: null }));
    this.held = { hash, list };
    return answer;
  }
}
