// The stores that a server of sessions keeps open, by what a request says of them.

import { checkedText } from '../contract/arguments.ts';
import { StoreError } from '../contract/errors.ts';
import type { SessionStore } from '../contract/store.ts';
import { OpenHomes } from '../protocol/open-homes.ts';
import type { SessionSubject } from './subject.ts';

export class SessionHomes {
  readonly subject: SessionSubject;
  private readonly homes: OpenHomes<SessionStore>;

  constructor(subject: SessionSubject, strict: boolean) {
    this.subject = subject;
    this.homes = new OpenHomes({
      isPersistent: subject.isPersistent,
      open: (home, clock) => subject.open(home, { clock, strict }),
      close: (store) => store.close(),
    });
  }

  /** The store of a request's `home`. E_ARGS for either of a wrong type, and for an empty home. */
  async storeFor(home: unknown, now: unknown): Promise<SessionStore> {
    const place = checkedText(home, 'home');
    // It would be the directory that the server happens to run in.
    if (place === '')
      throw new StoreError('E_ARGS', 'invalid argument `home`: expected a path', {
        data: { argument: 'home' },
      });
    return this.homes.storeFor(place, now === undefined || now === null ? null : checkedText(now, 'now'));
  }

  close(): Promise<void> {
    return this.homes.close();
  }
}
