// One store under comparison during a run: its home, and how it is restarted.

import type { Clock } from '../contract/instant.ts';
import type { Restart } from '../definition/history.ts';
import type { Subject } from '../definition/subjects.ts';
import { KnownEqual } from './known-equal.ts';

export class Side<Store> {
  readonly name: string;
  store: Store;
  /** What this store answered before and the reference as well. */
  readonly known: KnownEqual = new KnownEqual();
  private readonly subject: Subject<Store>;
  private readonly home: string;
  private readonly clock: Clock;

  private constructor(subject: Subject<Store>, home: string, clock: Clock, store: Store) {
    this.name = subject.name;
    this.subject = subject;
    this.home = home;
    this.clock = clock;
    this.store = store;
  }

  static async open<Store>(subject: Subject<Store>, home: string, clock: Clock): Promise<Side<Store>> {
    return new Side(subject, home, clock, await subject.open(home, { clock, mayRemember: true }));
  }

  /** A store that keeps nothing stays open: opened again it would be empty, and rightly so. */
  async restart(how: Restart): Promise<void> {
    const { subject, home, clock } = this;
    if (!subject.isPersistent) return;
    await (how === 'kill' ? subject.kill(this.store) : subject.close(this.store));
    this.store = await subject.open(home, { clock, mayRemember: true });
  }

  close(): Promise<void> {
    return this.subject.close(this.store);
  }
}
