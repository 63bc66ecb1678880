// A store on the stage: opened from a subject on a home, filled with a dataset where it is not, and shown to hold
// exactly that dataset.

import { mkdirSync } from 'node:fs';
import { sessionsDigest } from '../../contract/canonical.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import type { SessionStore } from '../../contract/store.ts';
import type { Subject } from '../../subjects/index.ts';
import { type DatasetSpec, dataset, datasetSessions } from '../datasets/dataset.ts';
import type { Stage } from '../workloads/workload.ts';

export interface Setting {
  /** The directory that holds `.ait42`. */
  readonly home: string;
  /** An existing directory, as a workspace is. */
  readonly workspacePath: string;
  readonly dataset: DatasetSpec;
}

/** What the stage needs of a subject. */
export type Opener = Pick<Subject, 'open' | 'isPersistent'>;

/** Stamps are part of answers: with the time of day in them no two trials would have the same digest. */
const FIXED_CLOCK = { now: (): string => '2026-01-05T09:00:00+00:00' };

export class Contestant implements Stage {
  readonly workspacePath: string;
  readonly dataset: DatasetSpec;
  private readonly subject: Opener;
  private readonly home: string;
  /** A store that keeps nothing is filled often; the others once, so that their processes need not hold it all. */
  private readonly content: Iterable<WorktreeSession>;
  private opened: SessionStore;

  private constructor(subject: Opener, setting: Setting, store: SessionStore) {
    this.subject = subject;
    this.home = setting.home;
    this.workspacePath = setting.workspacePath;
    this.dataset = setting.dataset;
    this.content = subject.isPersistent
      ? { [Symbol.iterator]: () => datasetSessions(setting.dataset) }
      : dataset(setting.dataset);
    this.opened = store;
  }

  /** On a home that is filled already; a store that keeps nothing is filled here. */
  static async enter(subject: Opener, setting: Setting): Promise<Contestant> {
    const contestant = new Contestant(subject, setting, await openStore(subject, setting.home));
    if (!subject.isPersistent) await contestant.fill();
    return contestant;
  }

  get store(): SessionStore {
    return this.opened;
  }

  async reopen(): Promise<void> {
    await this.opened.close();
    this.opened = await openStore(this.subject, this.home);
    if (!this.subject.isPersistent) await this.fill();
  }

  /** Adds the dataset, as one transaction: session by session a whole-file store would write the square of it. */
  async fill(): Promise<void> {
    await this.opened.transaction(this.workspacePath, async (operations) => {
      for (const session of this.content) await operations.createSession(this.workspacePath, session);
    });
  }

  async contentDigest(): Promise<string> {
    return sessionsDigest(await this.opened.getAllSessions(this.workspacePath));
  }

  close(): Promise<void> {
    return this.opened.close();
  }
}

function openStore(subject: Opener, home: string): Promise<SessionStore> {
  mkdirSync(home, { recursive: true });
  return subject.open(home, { clock: FIXED_CLOCK });
}
