// What failing calls are tried on, made ready: a home as it is before a step, what the store holds before and after it, and what it answers,
// all of it from a run in which nothing failed. Steps are changes of the definition by name, or operations that are drawn.

import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { StoreError } from '../../contract/errors.ts';
import { writeJson } from '../../contract/json-text.ts';
import type { ChangesDefinition } from '../../definition/changes.ts';
import type { HistoryRun } from '../../definition/history.ts';
import { ask, type Step } from '../../definition/operation.ts';
import type { Outcome } from '../../definition/outcome.ts';
import { onStore, type Subject } from '../../definition/subjects.ts';
import { anyStep } from '../arbitraries/steps.ts';
import { outcomeOf } from '../outcome.ts';
import type { Rules } from '../rules.ts';
import { steppingClock } from '../stepping-clock.ts';

export interface Scene<Store> {
  /** The home before it. */
  readonly template: string;
  /** What the store holds before and after it, as JSON. */
  readonly before: string;
  readonly after: string;
  /** What comes of it when nothing fails. */
  readonly expected: Outcome;
  readonly isReading: boolean;
  /** Which files there are when nothing fails: before it, after it, and when the store is closed. */
  readonly fileNames: readonly string[];
  act(store: Store): unknown;
}

/** Steps that are drawn for a sequence. */
const DRAWN = 24;

export const drawnName = (seed: number): string => `drawn ${seed}`;

/** All of one store. */
export class Scenes<Store> {
  readonly subject: Subject<Store>;
  private readonly rules: Rules<Store>;
  private readonly changes: ChangesDefinition<Store>;
  private readonly place: string;
  private readonly scratch: string;
  private run: SceneRun<Store> | undefined;
  private made = 0;

  /** `place`: a directory of its own. `scratch`: where a store is opened to see what it does. */
  constructor(
    subject: Subject<Store>,
    { rules, changes, place, scratch }: SceneMaterial<Store> & { place: string; scratch: string },
  ) {
    this.subject = subject;
    this.rules = rules;
    this.changes = changes;
    this.place = place;
    this.scratch = scratch;
  }

  /** What all stores share: the data may refer to it. */
  get folder(): string {
    return this.run?.folder ?? '';
  }

  open = (home: string): Promise<Store> => this.subject.open(home, { clock: steppingClock() });

  async contentOf(store: Store): Promise<string> {
    return writeJson(await this.rules.content(store, { folder: this.folder }));
  }

  /** The step at a place of a sequence. Null: it is none of a store, or does not do the same each time. E_USAGE. */
  async step(sequence: string, at: number): Promise<Scene<Store> | null> {
    const run = await this.begun(sequence, at);
    const acts = await this.with(run.home, (store) => run.reach(store, at));
    return acts === null ? null : this.seen(run.home, acts);
  }

  /** A home that nobody has opened, and what an opened one holds. */
  async beginning(): Promise<Scene<Store>> {
    await this.begun('', 0, false);
    const template = this.newFolder('home');
    return this.plain(template, (store) => this.changes.begin(store, { folder: this.folder }));
  }

  /** After all of a sequence, with one more change that can be made. */
  async ending(sequence: string): Promise<Scene<Store>> {
    const names = sequence.split(',');
    const run = await this.begun(sequence, names.length);
    await this.with(run.home, (store) => run.reach(store, names.length));
    const change = this.changes.changes[names[0] ?? ''];
    return this.plain(run.home, (store) => change?.make(store, { folder: this.folder, at: names.length }));
  }

  private async plain(template: string, act: (store: Store) => unknown): Promise<Scene<Store>> {
    const scene = await this.seen(template, { act, isReading: false });
    if (scene === null) throw new StoreError('E_SUBJECT', `${this.subject.name} does not do the same twice.`);
    return scene;
  }

  private async begun(sequence: string, at: number, begins = true): Promise<SceneRun<Store>> {
    const { run } = this;
    if (run !== undefined && run.sequence === sequence && run.done <= at) return run;
    rmSync(this.place, { recursive: true, force: true });
    mkdirSync(this.place, { recursive: true });
    const begun = new SceneRun(sequence, this.newFolder('folder'), this.newFolder('home'), this);
    this.run = begun;
    if (begins) {
      await this.with(begun.home, async (store) => {
        await this.changes.begin(store, { folder: begun.folder });
        begun.choose(this.subject.offered(store));
      });
    }
    return begun;
  }

  /** What the act does to a copy of the home, twice. */
  private async seen(
    template: string,
    { act, isReading }: Pick<Scene<Store>, 'act' | 'isReading'>,
  ): Promise<Scene<Store> | null> {
    const once = async () => {
      restore(template, this.scratch);
      const names = (): string => fileNames(this.scratch);
      const seen = await this.with(this.scratch, async (store) => {
        const [before, namesBefore] = [await this.contentOf(store), names()];
        const expected = await outcomeOf(() => act(store), this.rules.refusal);
        const after = await this.contentOf(store);
        return { before, expected, after, fileNames: [namesBefore, names()] };
      });
      seen.fileNames.push(names());
      const kept = await this.with(this.scratch, (store) => this.contentOf(store));
      return { ...seen, kept };
    };
    const [first, second] = [await once(), await once()];
    const isSame = writeJson(first) === writeJson(second) && first.kept === first.after;
    return isSame && first.expected.kind !== 'crash' ? { ...first, template, act, isReading } : null;
  }

  private with<T>(home: string, work: (store: Store) => T | Promise<T>): Promise<T> {
    return onStore(this.subject, home, work, { clock: steppingClock() });
  }

  /** @internal */
  material(): SceneMaterial<Store> {
    return { rules: this.rules, changes: this.changes };
  }

  private newFolder(name: string): string {
    const folder = join(this.place, `${name}-${this.made++}`);
    mkdirSync(folder);
    return folder;
  }
}

interface SceneMaterial<Store> {
  readonly rules: Rules<Store>;
  readonly changes: ChangesDefinition<Store>;
}

/** Paths within it, sorted. */
export const filesIn = (home: string): string[] =>
  readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(home.length + 1))
    .sort();

export const fileNames = (home: string): string => filesIn(home).join('\0');

export function restore(template: string, home: string): void {
  rmSync(home, { recursive: true, force: true });
  cpSync(template, home, { recursive: true });
}

type Acts<Store> = Pick<Scene<Store>, 'act' | 'isReading'>;

/** A sequence on its way. */
class SceneRun<Store> {
  readonly sequence: string;
  readonly folder: string;
  readonly home: string;
  /** Steps that the home has behind it. */
  done = 0;
  private readonly material: SceneMaterial<Store>;
  private readonly history: HistoryRun<Store>;
  private drawn: readonly Step[] = [];

  constructor(sequence: string, folder: string, home: string, scenes: Scenes<Store>) {
    this.sequence = sequence;
    this.folder = folder;
    this.home = home;
    this.material = scenes.material();
    this.history = this.seed === undefined ? {} : (this.material.rules.histories.begin?.(folder) ?? {});
  }

  choose(offered: ReadonlySet<string> | null): void {
    const { rules } = this.material;
    if (this.seed === undefined) return;
    const choices = { offered: offered ?? new Set(Object.keys(rules.operations)), restarts: [] };
    const steps = fc.sample(anyStep(rules, choices), { seed: this.seed, numRuns: DRAWN });
    this.drawn = steps.flat();
  }

  /** Plays all that comes before; what the step at the place does is still to be done. */
  async reach(store: Store, at: number): Promise<Acts<Store> | null> {
    for (; this.done < at; this.done++) {
      const step = this.drawn[this.done];
      if (step === undefined) {
        if (this.seed !== undefined) return null;
        await this.change(this.done).act(store);
      } else {
        const real = await this.real(step, store);
        if (real === null) continue;
        this.history.told?.(step, await outcomeOf(() => real.act(store), this.material.rules.refusal));
      }
    }
    if (this.seed === undefined) return this.change(at);
    const next = this.drawn[at];
    return next === undefined ? null : this.real(next, store);
  }

  private async real(step: Step, store: Store): Promise<Acts<Store> | null> {
    const real = this.history.real === undefined ? step : await this.history.real(step, store);
    const operation = this.material.rules.operations[real?.op ?? ''];
    // A transaction of a history goes on after what failed in it: its effect is then its caller's affair.
    if (real === null || real.calls !== undefined || operation === undefined) return null;
    return { act: (asked) => ask(operation, asked, real), isReading: !operation.writes };
  }

  private change(at: number): Acts<Store> {
    const name = this.sequence.split(',')[at] ?? '';
    const change = this.material.changes.changes[name];
    return {
      act: (store) => {
        if (change === undefined) throw new StoreError('E_USAGE', `There is no change "${name}".`);
        return change.make(store, { folder: this.folder, at });
      },
      isReading: false,
    };
  }

  private get seed(): number | undefined {
    const seed = /^drawn (\d+)$/.exec(this.sequence)?.[1];
    return seed === undefined ? undefined : Number(seed);
  }
}
