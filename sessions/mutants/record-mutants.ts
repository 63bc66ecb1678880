// Bugs in what is kept of a record: values changed, dropped or reordered on their way to the disk.

import type { ListChange, WorkspaceKeeper } from '../../contract/list-store.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import type { SessionList } from '../../contract/session-list.ts';
import { ChangedLists, type Mutant, mapTexts } from './mutant.ts';

export interface RecordBug extends Pick<Mutant, 'name' | 'what'> {
  readonly change: (session: WorktreeSession) => WorktreeSession;
}

const bug = (name: string, what: string, change: RecordBug['change']): RecordBug => ({ name, what, change });

const texts = (name: string, what: string, change: (text: string) => string): RecordBug =>
  bug(name, what, (session) => mapTexts(session, change));

const keeping = ({ name, what, change }: RecordBug): Mutant => ({
  ...{ name, what, keeper: (lists) => new ChangedLists(lists, change) },
});

/** Of one session, whatever keeps it: a store or a migration. */
export const RECORD_BUGS: readonly RecordBug[] = [
  bug('u64-rounded', 'integers above 2^53 pass through a double', (session) => {
    const rounded = Number(session.totalDuration);
    const isBig = typeof session.totalDuration === 'bigint';
    return isBig ? { ...session, totalDuration: BigInt(rounded) } : session;
  }),
  bug('u64-signed', 'integers from 2^63 on turn negative', (session) =>
    typeof session.totalDuration === 'bigint'
      ? { ...session, totalDuration: BigInt.asIntN(64, session.totalDuration) }
      : session,
  ),
  bug('empty-list-null', 'an empty runtimeMix becomes null', (session) =>
    session.runtimeMix?.length === 0 ? { ...session, runtimeMix: null } : session,
  ),
  bug('zero-null', 'a timeout of 0 becomes null', (session) => ({
    ...session,
    timeoutSeconds: session.timeoutSeconds || null,
  })),
  texts('nul-ends-text', 'text ends at a NUL, as in C', (text) => text.split('\0')[0] ?? ''),
  texts('text-normalised', 'text is normalised to NFC', (text) => text.normalize('NFC')),
  texts('bom-dropped', 'a U+FEFF at the start of a text is dropped, as lenient decoders do', (text) =>
    text.replace(/^\ufeff/, ''),
  ),
  texts('line-ends-changed', 'CR LF becomes LF', (text) => text.replaceAll('\r\n', '\n')),
  bug('timestamps-respelled', 'a createdAt that is a date is written in one spelling', (session) => {
    const time = Date.parse(session.createdAt);
    return Number.isNaN(time) ? session : { ...session, createdAt: new Date(time).toISOString() };
  }),
  bug('instances-sorted', 'instances come back in the order of their ids', (session) => ({
    ...session,
    instances: session.instances.toSorted((left, right) => left.instanceId - right.instanceId),
  })),
  bug('messages-unique', 'a message id occurs once in a session', (session) => ({
    ...session,
    chatHistory: [...new Map(session.chatHistory.map((message) => [message.id, message])).values()],
  })),
  bug('winner-checked', 'a winnerId that names no instance is dropped', (session) =>
    session.instances.some(({ instanceId }) => instanceId === session.winnerId)
      ? session
      : { ...session, winnerId: null },
  ),
];

export const RECORD_MUTANTS: readonly Mutant[] = [
  ...RECORD_BUGS.map(keeping),
  keeping(
    bug(
      'null-dropped',
      'an empty option is an absent key instead of null',
      (session) =>
        Object.fromEntries(
          Object.entries(session).filter(([key, value]) => key !== 'winnerId' || value !== null),
        ) as unknown as WorktreeSession,
    ),
  ),
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
