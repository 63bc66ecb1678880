// Where the contract suite works: one store for a subject's whole suite and a workspace of its own for each test. The clock
// is fixed and moves a second at each stamp.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { appTimestamp } from '../../contract/instant.ts';
import type { SessionInput } from '../../contract/session.ts';
import type { SessionStore, StoreOptions } from '../../contract/store.ts';
import type { SessionSubject } from '../../subjects/index.ts';

export class StoreHome {
  readonly subject: SessionSubject;
  store!: SessionStore;
  /** A path that no other test uses; it does not exist on the disk. */
  path = '';
  private home = '';
  private tests = 0;
  private stamps = 0;
  private readonly opened: SessionStore[] = [];

  constructor(subject: SessionSubject) {
    this.subject = subject;
  }

  async begin(): Promise<void> {
    this.home = mkdtempSync(join(tmpdir(), 'storeproof-suite-'));
    this.store = await this.open();
  }

  beginTest(): void {
    this.path = `/storeproof/workspace-${++this.tests}`;
  }

  async end(): Promise<void> {
    for (const store of this.opened) await store.close();
    rmSync(this.home, { recursive: true, force: true });
  }

  /** Another store on the same home, closed at the end if the test does not close it. */
  async open(options: StoreOptions = {}): Promise<SessionStore> {
    const store = await this.subject.open(this.home, {
      clock: { now: () => this.stamp(++this.stamps) },
      ...options,
    });
    this.opened.push(store);
    return store;
  }

  /** Creates sessions in the test's workspace, one after the other. */
  async put(...sessions: readonly SessionInput[]): Promise<void> {
    for (const session of sessions) await this.store.createSession(this.path, session);
  }

  /** What the clock said last. */
  get lastStamp(): string {
    return this.stamp(this.stamps);
  }

  private stamp(count: number): string {
    return appTimestamp(Date.UTC(2025, 10, 12, 14, 0, count));
  }
}

export function useStoreHome(subject: SessionSubject): StoreHome {
  const place = new StoreHome(subject);
  beforeAll(() => place.begin());
  beforeEach(() => place.beginTest());
  afterAll(() => place.end());
  return place;
}
