// A store on the stage: opened from a subject on a home, filled with a dataset where it is not, and shown to hold
// exactly that dataset.

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Dataset,
  type FreshAnswer,
  NotOffered,
  type Stage,
  type WorkloadDefinition,
} from '../../definition/bench.ts';
import { contentIn } from '../../definition/content.ts';
import type { Definition } from '../../definition/definition.ts';
import { sectionOf } from '../../definition/section.ts';
import { type Programs, type Subject, storeBelow, subjectOf } from '../../definition/subjects.ts';
import { bareProcess, bareRssBytes, freshProcess } from '../fresh/fresh-process.ts';
import { answerDigest } from './answer-digest.ts';
import { FIXED_CLOCK } from './fixed-clock.ts';

/** What every process of a trial is told. */
export interface Setting {
  /** URL of the module that the definition comes from. */
  readonly source: string;
  readonly programs: Programs;
  readonly store: string;
  readonly home: string;
  /** An existing directory, the same for every store. */
  readonly folder: string;
  readonly dataset: Dataset;
  /** A directory for compiled code, the same for all trials of a run. */
  readonly codeCache: string;
}

export class Contestant<Store = unknown> implements Stage<Store> {
  readonly folder: string;
  readonly dataset: Dataset;
  protected readonly definition: Definition<Store>;
  protected readonly setting: Setting;
  readonly subject: Subject<Store>;
  private opened: Store;
  private second: Store | undefined;
  private unfilled: Store | undefined;

  protected constructor(definition: Definition<Store>, setting: Setting, opening: Opening<Store>) {
    this.definition = definition;
    this.setting = setting;
    this.folder = setting.folder;
    this.dataset = setting.dataset;
    this.subject = opening.subject;
    this.opened = opening.store;
  }

  /** On a home that is filled already; a store that keeps nothing is filled here. */
  static async enter<Store>(definition: Definition<Store>, setting: Setting): Promise<Contestant<Store>> {
    const contestant = new Contestant(definition, setting, await openedFor(definition, setting));
    if (!contestant.subject.isPersistent) await contestant.fill();
    return contestant;
  }

  get store(): Store {
    return this.opened;
  }

  get home(): string | null {
    return this.setting.home;
  }

  async open(): Promise<void> {
    this.opened = await openStore(this.subject, this.setting.home);
    if (!this.subject.isPersistent) await this.fill();
  }

  async close(): Promise<void> {
    if (this.second !== undefined) await this.subject.close(this.second);
    this.second = undefined;
    await this.removeEmpty();
    await this.subject.close(this.opened);
  }

  async reopen(): Promise<void> {
    await this.close();
    await this.open();
  }

  async another(): Promise<Store> {
    this.requirePersistent('a second connection');
    if (this.subject.isRemote) {
      throw new NotOffered('the subject protocol promises nothing about two processes at once');
    }
    try {
      this.second ??= await openStore(this.subject, this.setting.home);
      return this.second;
    } catch (error) {
      throw new NotOffered(`it cannot be opened twice: ${error instanceof Error ? error.message : error}`);
    }
  }

  async empty(): Promise<Store> {
    this.unfilled ??= await openStore(this.subject, this.emptyHome);
    return this.unfilled;
  }

  async removeEmpty(): Promise<void> {
    if (this.unfilled !== undefined) await this.subject.close(this.unfilled);
    this.unfilled = undefined;
    rmSync(this.emptyHome, { recursive: true, force: true });
  }

  async fresh(task: string): Promise<FreshAnswer> {
    this.requirePersistent('a process of its own');
    return freshProcess({ ...this.setting, task });
  }

  bareNs(): number | null {
    return bareProcess(this.setting.codeCache).durationNs;
  }

  bareRssBytes(): number | null {
    if (this.subject.isRemote) throw new NotOffered('its memory is that of another process');
    return bareRssBytes(this.setting.codeCache);
  }

  /** Adds the dataset. */
  async fill(): Promise<void> {
    const { folder, dataset } = this;
    const filling = (await sectionOf(this.definition.datasets ?? {}))[dataset.profile];
    await filling?.fill(this.opened, { ...dataset, folder });
  }

  async contentDigest(): Promise<string> {
    return answerDigest(await contentIn(this.definition, this.opened, this));
  }

  /** Throws NotOffered when the store has not all that the workload needs. */
  requireOffered({ needs = [] }: WorkloadDefinition<never>): void {
    const offered = this.subject.offered(this.opened);
    const lacking = offered === null ? [] : needs.filter((method) => !offered.has(method));
    if (lacking.length > 0) throw new NotOffered(`it has no ${lacking.join(', ')}`);
  }

  private get emptyHome(): string {
    return join(this.setting.home, 'empty');
  }

  private requirePersistent(what: string): void {
    if (!this.subject.isPersistent) throw new NotOffered(`what it holds cannot be reached by ${what}`);
  }
}

interface Opening<Store> {
  readonly subject: Subject<Store>;
  readonly store: Store;
}

export async function openedFor<Store>(
  definition: Definition<Store>,
  { store, programs, home }: Setting,
): Promise<Opening<Store>> {
  const subject = subjectOf(definition, storeBelow(definition, store), programs);
  return { subject, store: await openStore(subject, home) };
}

function openStore<Store>(subject: Subject<Store>, home: string): Promise<Store> {
  mkdirSync(home, { recursive: true });
  return subject.open(home, { clock: FIXED_CLOCK });
}
