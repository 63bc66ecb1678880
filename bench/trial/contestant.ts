// A store on the stage: opened from a subject on a home, filled with a dataset where it is not, and shown to hold
// exactly that dataset.

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sessionsDigest } from '../../contract/canonical.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import type { SessionStore } from '../../contract/store.ts';
import { type DatasetSpec, dataset, datasetSessions } from '../../sessions/datasets/dataset.ts';
import { together } from '../../sessions/workloads/together.ts';
import { bareProcess, bareRssBytes, freshProcess } from '../fresh/fresh-process.ts';
import type { FreshTask } from '../fresh/fresh-task.ts';
import { type FreshAnswer, NotOffered, type Stage } from '../workloads/workload.ts';
import { FIXED_CLOCK } from './fixed-clock.ts';
import type { Opener, Sources } from './opener.ts';

export interface Setting extends Sources {
  /** The directory that holds `.ait42`. */
  readonly home: string;
  /** An existing directory, as a workspace is. */
  readonly workspacePath: string;
  readonly dataset: DatasetSpec;
  /** What a process of its own finds the subject by. */
  readonly store: string;
  /** A directory for compiled code, the same for all trials of a run. */
  readonly codeCache: string;
}

export class Contestant implements Stage {
  readonly workspacePath: string;
  readonly dataset: DatasetSpec;
  private opened: SessionStore;
  private readonly subject: Opener;
  private readonly setting: Setting;
  /** A store that keeps nothing is filled often; the others once, so that their processes need not hold it all. */
  private readonly content: Iterable<WorktreeSession>;
  private second: SessionStore | undefined;
  private unfilled: SessionStore | undefined;

  private constructor(subject: Opener, setting: Setting, store: SessionStore) {
    this.subject = subject;
    this.setting = setting;
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

  /** Whether the home holds the content, and must be filled once. */
  get isPersistent(): boolean {
    return this.subject.isPersistent;
  }

  get home(): string {
    return this.setting.home;
  }

  async open(): Promise<void> {
    this.opened = await openStore(this.subject, this.setting.home);
    if (!this.subject.isPersistent) await this.fill();
  }

  async close(): Promise<void> {
    await this.second?.close();
    this.second = undefined;
    await this.removeEmpty();
    await this.opened.close();
  }

  async reopen(): Promise<void> {
    await this.close();
    await this.open();
  }

  async another(): Promise<SessionStore> {
    this.requirePersistent('a second connection');
    if (this.subject.isRemote === true) {
      throw new NotOffered('the subject protocol promises nothing about two processes at once');
    }
    try {
      this.second ??= await openStore(this.subject, this.setting.home);
      return this.second;
    } catch (error) {
      throw new NotOffered(`it cannot be opened twice: ${error instanceof Error ? error.message : error}`);
    }
  }

  async empty(): Promise<SessionStore> {
    this.unfilled ??= await openStore(this.subject, this.emptyHome);
    return this.unfilled;
  }

  async removeEmpty(): Promise<void> {
    await this.unfilled?.close();
    this.unfilled = undefined;
    rmSync(this.emptyHome, { recursive: true, force: true });
  }

  async fresh(task: FreshTask): Promise<FreshAnswer> {
    this.requirePersistent('a process of its own');
    const { store, subjectsModule, programs, home, workspacePath, codeCache } = this.setting;
    const { sessions } = this.dataset;
    return freshProcess({ store, subjectsModule, programs, home, workspacePath, task, sessions }, codeCache);
  }

  bareNs(): number {
    return bareProcess(this.setting.codeCache).durationNs;
  }

  bareRssBytes(): number {
    if (this.subject.isRemote === true) throw new NotOffered('its memory is that of another process');
    return bareRssBytes(this.setting.codeCache);
  }

  /** Adds the dataset. */
  async fill(): Promise<void> {
    await together(this.opened, this.workspacePath, async (operations) => {
      for (const session of this.content) await operations.createSession(this.workspacePath, session);
    });
  }

  async contentDigest(): Promise<string> {
    return sessionsDigest(await this.opened.getAllSessions(this.workspacePath));
  }

  private get emptyHome(): string {
    return join(this.setting.home, 'empty');
  }

  private requirePersistent(what: string): void {
    if (!this.subject.isPersistent) throw new NotOffered(`what it holds cannot be reached by ${what}`);
  }
}

function openStore(subject: Opener, home: string): Promise<SessionStore> {
  mkdirSync(home, { recursive: true });
  return subject.open(home, { clock: FIXED_CLOCK });
}
