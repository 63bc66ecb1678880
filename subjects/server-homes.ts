// The stores that a server keeps open, one per home, and the clock that they share: a request's `now` when it has
// one, else the real time.

import { checkedText } from '../contract/arguments.ts';
import { StoreError } from '../contract/errors.ts';
import { type Clock, systemClock } from '../contract/instant.ts';
import type { SessionStore } from '../contract/store.ts';
import type { Subject } from './subject.ts';

/** Open stores of a subject whose data stays when they are closed; the one opened first makes room. */
const HOMES_MAX = 64;

export class OpenHomes {
  readonly subject: Subject;
  private readonly isStrict: boolean;
  private readonly stores = new Map<string, SessionStore>();
  private now: string | null = null;
  private readonly clock: Clock = { now: () => this.now ?? systemClock.now() };

  constructor(subject: Subject, isStrict: boolean) {
    this.subject = subject;
    this.isStrict = isStrict;
  }

  /** The store of a request's `home`; its `now` holds until the next request. E_ARGS for either of a wrong type, and for an empty home. */
  async storeFor(home: unknown, now: unknown): Promise<SessionStore> {
    const place = checkedText(home, 'home');
    // It would be the directory that the server happens to run in.
    if (place === '')
      throw new StoreError('E_ARGS', 'invalid argument `home`: expected a path', {
        data: { argument: 'home' },
      });
    this.now = now === undefined || now === null ? null : checkedText(now, 'now');
    return this.stores.get(place) ?? this.opened(place);
  }

  async close(): Promise<void> {
    for (const store of this.stores.values()) await store.close();
    this.stores.clear();
  }

  private async opened(home: string): Promise<SessionStore> {
    if (this.subject.isPersistent && this.stores.size >= HOMES_MAX) await this.closeOldest();
    const store = await this.subject.open(home, { clock: this.clock, strict: this.isStrict });
    this.stores.set(home, store);
    return store;
  }

  private async closeOldest(): Promise<void> {
    for (const [home, store] of this.stores) {
      this.stores.delete(home);
      return store.close();
    }
  }
}
