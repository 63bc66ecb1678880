// One store under comparison during a run: its home, and how it is restarted.

import type { Clock } from '../contract/instant.ts';
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
    const store = await subject.open(home, { clock, mayRemember: true, onLine: lines.add });
    return new Side(subject, home, clock, { store, lines });
  }

  /** A store that keeps nothing stays open: opened again it would be empty, and rightly so. */
  async restart(how: Restart): Promise<void> {
    const { subject, home, clock, lines } = this;
    if (!subject.isPersistent) return;
    await (how === 'kill' ? subject.kill(this.store) : subject.close(this.store));
    if (subject.isRemote)
      lines.add(how === 'kill' ? '(killed, and started again)' : '(ended, and started again)');
    this.store = await subject.open(home, { clock, mayRemember: true, onLine: lines.add });
  }

  close(): Promise<void> {
    return this.subject.close(this.store);
  }
}

interface Opened<Store> {
  readonly store: Store;
  readonly lines: ProgramLines;
}
