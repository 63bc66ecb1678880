// One store under comparison during a run: its home, and how it is restarted.

import type { Clock } from '../contract/instant.ts';
import { awaited } from '../definition/awaited.ts';
import type { Restart } from '../definition/history.ts';
import type { Subject } from '../definition/subjects.ts';
import { KnownEqual } from './known-equal.ts';
import { ProgramLines } from './program-lines.ts';

export class Side<Store> {
  readonly name: string;
  store: Store;
  /** What this store answered before and the reference as well. */
  readonly known: KnownEqual = new KnownEqual();
  /** What was said to it and by it last, where it is a program. */
  readonly lines: ProgramLines;
  private readonly subject: Subject<Store>;
  private readonly home: string;
  private readonly clock: Clock;

  private constructor(subject: Subject<Store>, home: string, clock: Clock, opened: Opened<Store>) {
    this.name = subject.name;
    this.subject = subject;
    this.home = home;
    this.clock = clock;
    this.store = opened.store;
    this.lines = opened.lines;
  }

  static async open<Store>(subject: Subject<Store>, home: string, clock: Clock): Promise<Side<Store>> {
    const lines = new ProgramLines(home);
    const options = { clock, mayRemember: true, onLine: lines.add };
    const store = await awaited(subject, 'open', () => subject.open(home, options));
    return new Side(subject, home, clock, { store, lines });
  }

  /** A store that keeps nothing stays open: opened again it would be empty, and rightly so. */
  async restart(how: Restart): Promise<void> {
    const { subject, home, clock, lines } = this;
    if (!subject.isPersistent) return;
    await awaited(subject, how === 'kill' ? 'kill' : 'close', () =>
      how === 'kill' ? subject.kill(this.store) : subject.close(this.store),
    );
    if (subject.isRemote)
      lines.add(how === 'kill' ? '(killed, and started again)' : '(ended, and started again)');
    const options = { clock, mayRemember: true, onLine: lines.add };
    this.store = await awaited(subject, 'open', () => subject.open(home, options));
  }

  close(): Promise<void> {
    return awaited(this.subject, 'close', () => this.subject.close(this.store));
  }

  /** Asks its store. */
  ask(call: string, work: (store: Store) => unknown): Promise<unknown> {
    return awaited(this.subject, call, () => work(this.store));
  }
}

interface Opened<Store> {
  readonly store: Store;
  readonly lines: ProgramLines;
}
