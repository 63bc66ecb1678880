// One store under comparison during a run: its home, and how it is restarted.

import type { Clock } from '../contract/instant.ts';
import type { SessionStore } from '../contract/store.ts';
import type { Subject } from '../subjects/index.ts';
import { KnownEqual } from './known-equal.ts';
import type { Restart } from './operation.ts';

export class Side {
  readonly name: string;
  store: SessionStore;
  /** What this store answered before and the model as well. */
  readonly known: KnownEqual = new KnownEqual();
  private readonly subject: Subject;
  private readonly home: string;
  private readonly clock: Clock;

  private constructor(subject: Subject, home: string, clock: Clock, store: SessionStore) {
    this.name = subject.name;
    this.subject = subject;
    this.home = home;
    this.clock = clock;
    this.store = store;
  }

  static async open(subject: Subject, home: string, clock: Clock): Promise<Side> {
    return new Side(subject, home, clock, await opened(subject, home, clock));
  }

  /** A store that keeps nothing stays open: opened again it would be empty, and rightly so. */
  async restart(how: Restart['op']): Promise<void> {
    if (!this.subject.isPersistent) return;
    if (how === 'kill' && canBeKilled(this.store)) await this.store.kill();
    else await this.store.close();
    this.store = await opened(this.subject, this.home, this.clock);
  }

  close(): Promise<void> {
    return this.store.close();
  }
}

const opened = (subject: Subject, home: string, clock: Clock): Promise<SessionStore> =>
  subject.open(home, { clock, remembersFiles: true });

const canBeKilled = (store: SessionStore): store is SessionStore & { kill(): Promise<void> } =>
  'kill' in store && typeof store.kill === 'function';
