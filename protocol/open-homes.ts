// The stores that a server keeps open, one per home, and the clock that they share: a request's `now` when it has one,
// else the real time.

import { type Clock, systemClock } from '../contract/instant.ts';

/** Open stores whose data stays when they are closed; the one opened first makes room. */
const HOMES_MAX = 64;

export interface Opener<Store> {
  readonly isPersistent: boolean;
  open(home: string, clock: Clock): Promise<Store>;
  close(store: Store): Promise<void>;
}

export class OpenHomes<Store> {
  private readonly opener: Opener<Store>;
  private readonly stores = new Map<string, Store>();
  private now: string | null = null;
  private readonly clock: Clock = { now: () => this.now ?? systemClock.now() };

  constructor(opener: Opener<Store>) {
    this.opener = opener;
  }

  /** `now` holds until the next request. */
  async storeFor(home: string, now: string | null): Promise<Store> {
    this.now = now;
    return this.stores.get(home) ?? this.opened(home);
  }

  async close(): Promise<void> {
    for (const store of this.stores.values()) await this.opener.close(store);
    this.stores.clear();
  }

  private async opened(home: string): Promise<Store> {
    if (this.opener.isPersistent && this.stores.size >= HOMES_MAX) await this.closeOldest();
    const store = await this.opener.open(home, this.clock);
    this.stores.set(home, store);
    return store;
  }

  private async closeOldest(): Promise<void> {
    for (const [home, store] of this.stores) {
      this.stores.delete(home);
      return this.opener.close(store);
    }
  }
}
