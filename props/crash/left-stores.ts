// What a power cut or a kill has left is opened as a store, and compared with what the store held after each of its changes. The
// same state is opened once.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { contentTextIn } from '../../definition/content.ts';
import type { Definition } from '../../definition/definition.ts';
import { onStore, type Subject, subjectOf } from '../../definition/subjects.ts';
import { steppingClock } from '../stepping-clock.ts';
import type { DiskState } from './disk.ts';
import { digestOf, putState } from './disk-state.ts';

/** After how many changes the store held what it holds now; `mixed`: after none; another text: why it cannot be read. */
export type Left = number | 'mixed' | `unreadable: ${string}`;

export interface LeftPlace {
  readonly store: string;
  /** Where what is left was written; it is opened elsewhere. */
  readonly home: string;
  readonly folder: string;
  /** For what is opened. */
  readonly place: string;
}

export class LeftStores<Store> {
  private readonly definition: Definition<Store>;
  private readonly at: LeftPlace;
  private readonly subject: Subject<Store>;
  private contents: readonly string[] = [];
  private known = new Map<string, Left>();
  opened = 0;

  constructor(definition: Definition<Store>, at: LeftPlace) {
    this.definition = definition;
    this.at = at;
    this.subject = subjectOf(definition, at.store);
  }

  /** Before the changes, and after each one, as JSON. */
  expect(contents: readonly string[]): void {
    this.contents = contents;
    this.known = new Map();
  }

  async after(state: DiskState): Promise<Left> {
    const digest = digestOf(state);
    const known = this.known.get(digest);
    if (known !== undefined) return known;
    const copy = join(this.at.place, `state-${this.opened++}`);
    putState(state, this.at.home, copy);
    try {
      const left = await this.in(copy);
      this.known.set(digest, left);
      return left;
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }

  /** Of a home as it stands. */
  async in(home: string): Promise<Left> {
    try {
      const { folder } = this.at;
      const content = await onStore(
        this.subject,
        home,
        (store) => contentTextIn(this.definition, store, { folder }),
        { clock: steppingClock() },
      );
      const after = this.contents.lastIndexOf(content);
      return after === -1 ? 'mixed' : after;
    } catch (error) {
      return `unreadable: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}
