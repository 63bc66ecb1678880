// Calls that go wrong while a store does something, and what must hold afterwards: nothing acknowledged is lost, what failed is there
// wholly or not at all, the error is one of the store's, and the store goes on. Runs in the process whose calls fail (fault-child.ts).

import { copyFileSync, mkdirSync, readdirSync, readlinkSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { breathe } from '../../contract/breathe.ts';
import { writeJson } from '../../contract/json-text.ts';
import type { FaultsDefinition } from '../../definition/faults.ts';
import type { Outcome, Refusal } from '../../definition/outcome.ts';
import { outcomeDifference, outcomeOf } from '../outcome.ts';
import type { Rules } from '../rules.ts';
import type { ShimControl } from '../system-calls/control.ts';
import { find, newTally, type Rule, type Tally } from './findings.ts';
import { type Form, formsOf, OTHER_BYTE } from './forms.ts';
import { HomeOnDisk, type Standing, standingIn } from './home-on-disk.ts';
import { type Point, pointName, type Task } from './points.ts';
import { filesIn, restore, type Scene, type Scenes } from './scenes.ts';

export interface PlayPlace {
  /** Below what the shim watches. */
  readonly watched: string;
  /** Not below it. */
  readonly scratch: string;
  readonly control: ShimControl;
  /** Told before each point: the process may not live to tell of it. */
  readonly mark: (point: string) => void;
}

export class FaultPlay<Store> {
  private readonly scenes: Scenes<Store>;
  private readonly rules: Rules<Store>;
  private readonly faults: FaultsDefinition<Store>;
  private readonly place: PlayPlace;
  private readonly home: string;
  private task!: Task;
  private tally: Tally = newTally();
  private readonly foundHere = new Set<Rule>();
  /** The store that was asked last has no check of what it keeps. */
  private isUnchecked = false;

  constructor(scenes: Scenes<Store>, rules: Rules<Store>, faults: FaultsDefinition<Store>, place: PlayPlace) {
    this.scenes = scenes;
    this.rules = rules;
    this.faults = faults;
    this.place = place;
    this.home = join(place.watched, 'home');
  }

  async play(task: Task): Promise<Tally> {
    this.task = task;
    this.tally = newTally();
    const { sequence, at } = task;
    if (at === 'work') await this.playWork(sequence);
    else if (at === 'case') await this.playCase(sequence);
    else if (at === 'make') await this.playOpening(await this.scenes.beginning());
    else if (at === 'open') await this.playOpening(await this.scenes.ending(sequence));
    else if (at === 'close') await this.playClosing(sequence);
    else await this.playStep(sequence, at);
    rmSync(this.home, { recursive: true, force: true });
    return this.tally;
  }

  private async playStep(sequence: string, at: string): Promise<void> {
    const place = Number(at);
    const scene = await this.scenes.step(sequence, Number.isNaN(place) ? 0 : place);
    if (scene === null) this.tally.skipped++;
    else if (at === 'other byte') await this.playOtherByte(scene);
    else if (at === 'gone' || at === 'replaced') await this.playFiles(scene, at);
    else await this.playForms(scene);
  }

  private async playForms(scene: Scene<Store>): Promise<void> {
    const disk = this.diskOf(scene);
    for (const form of this.forms(scene.isReading)) await this.playForm(scene, form, disk);
  }

  private forms(isReading = false): Form[] {
    return formsOf(isReading).filter(({ name }) => this.task.forms.includes(name));
  }

  private diskOf(scene: Scene<Store>): HomeOnDisk<Store> {
    return new HomeOnDisk(this.scenes, scene, join(this.place.scratch, 'copy'));
  }

  private pointAt(form: string, nth: number): Point {
    const { store, sequence, at } = this.task;
    const point = { store, sequence, at, form, nth };
    this.place.mark(pointName(point));
    this.foundHere.clear();
    return point;
  }

  /** The calls that go wrong one after the other, until `play` says that none did. */
  private async each(form: Form, play: (point: Point) => Promise<boolean>): Promise<void> {
    const { from, to, stride, untilMs } = this.task;
    for (let nth = from; nth <= to; nth += stride) {
      await breathe();
      if (Date.now() > untilMs) {
        this.tally.cut++;
        return;
      }
      if (!(await play(this.pointAt(form.name, nth)))) return;
    }
  }

  /** Whether a call went wrong; what came of the work. */
  private async failing(form: Form, nth: number, work: () => unknown): Promise<[boolean, Outcome]> {
    const { control } = this.place;
    control.arm({ ...form, nth });
    const outcome = await outcomeOf(work, this.rules.refusal);
    const isHit = control.hits() > 0;
    if (!isHit) control.disarm();
    else this.tally.points++;
    return [isHit, outcome];
  }

  /** On one store, as long as it stays where it was. */
  private async playForm(scene: Scene<Store>, form: Form, disk: HomeOnDisk<Store>): Promise<void> {
    let store: Store | undefined;
    await this.each(form, async (point) => {
      store ??= await this.fresh(scene);
      const opened = store;
      const [isHit, outcome] = await this.failing(form, point.nth, () => scene.act(opened));
      const armed = isHit && form.isForGood ? await this.content(store) : null;
      this.place.control.disarm();
      const stays = await this.judge(point, { scene, form, isHit, outcome, armed, store, disk });
      if (isHit && stays) return true;
      await this.shut(point, opened);
      store = undefined;
      this.settle(point, outcome, scene, await disk.standing(this.home));
      return isHit;
    });
    if (store !== undefined) await this.shut(this.pointAt(form.name, 0), store);
  }

  private async fresh({ template }: Scene<Store>): Promise<Store> {
    restore(template, this.home);
    return this.scenes.open(this.home);
  }

  private content(store: Store): Promise<Outcome> {
    return outcomeOf(() => this.scenes.contentOf(store), this.rules.refusal);
  }

  /** Whether the store stays where it was before, and can be used. */
  private async judge(
    point: Point,
    seen: {
      readonly scene: Scene<Store>;
      readonly form: Form;
      readonly isHit: boolean;
      readonly outcome: Outcome;
      /** What it held while calls went on failing. */
      readonly armed: Outcome | null;
      readonly store: Store;
      readonly disk: HomeOnDisk<Store>;
    },
  ): Promise<boolean> {
    const { scene, form, isHit, outcome, armed, store, disk } = seen;
    this.look(point, outcome, scene, isHit);
    if (armed !== null) this.settle(point, outcome, scene, this.standing(point, scene, armed, true));
    const now = this.standing(point, scene, await this.content(store), form.isForGood);
    this.settle(point, outcome, scene, now);
    if (isHit) this.count(outcome, scene, now);
    if (scene.before !== scene.after || !scene.isReading) {
      const kept = await disk.standing(this.home);
      this.settle(point, outcome, scene, kept);
      // The other way round is what a log may still give back after a commit that failed: it is there, or not.
      if (now === 'after' && kept === 'before' && !this.isDone(outcome, scene))
        this.find('mixed', point, 'the store shows the change, and its files do not hold it.');
    }
    return now === (scene.before === scene.after ? 'after' : 'before');
  }

  /** What it said. */
  private look(point: Point, outcome: Outcome, scene: Scene<Store>, isHit: boolean): void {
    if (outcome.kind === 'crash') this.find('raw', point, outcome.text);
    else if (this.isDone(outcome, scene)) return;
    else if (outcome.kind === 'error') this.lookAtRefusal(point, outcome, isHit);
    else if (!isHit || !this.isPartial(outcome))
      this.find(
        'wrong answer',
        point,
        outcomeDifference(scene.expected, outcome, this.rules.histories) ?? '',
      );
  }

  private lookAtRefusal(point: Point, { code, text }: Refusal, isHit: boolean): void {
    if (!isHit) {
      this.find('blocked', point, `no call fails any more, and it is refused: ${text}`);
      return;
    }
    const key = code ?? 'other';
    this.tally.errors[key] = (this.tally.errors[key] ?? 0) + 1;
    if (point.form.endsWith('once') && this.faults.ofDamage?.includes(key) === true)
      this.find('false alarm', point, text);
  }

  private isPartial(outcome: Outcome): boolean {
    return outcome.kind === 'answer' && this.faults.isPartial?.(outcome.value) === true;
  }

  private isDone(outcome: Outcome, { expected }: Scene<Store>): boolean {
    if (outcome.kind !== expected.kind) return false;
    return outcomeDifference(expected, outcome, this.rules.histories) === null;
  }

  private standing(point: Point, scene: Scene<Store>, content: Outcome, mayRefuse: boolean): Standing | null {
    if (content.kind === 'answer') return standingIn(scene, String(content.value));
    if (content.kind === 'crash') this.find('raw', point, `reading: ${content.text}`);
    else if (!mayRefuse) this.find('blocked', point, `it cannot be read afterwards: ${content.text}`);
    return null;
  }

  /** Whether where it stands goes with what it said. */
  private settle(point: Point, outcome: Outcome, scene: Scene<Store>, standing: Standing | null): void {
    if (standing === null) return;
    if (typeof standing !== 'string')
      this.find(standing.says.startsWith('Opened') ? 'blocked' : 'mixed', point, standing.says);
    else if (standing === 'before' && scene.before !== scene.after && this.isDone(outcome, scene))
      this.find('lost', point, 'it said that it was done, and it is not there.');
  }

  private count(outcome: Outcome, scene: Scene<Store>, now: Standing | null): void {
    if (this.isDone(outcome, scene)) this.tally.done++;
    else if (now === 'after' && scene.before !== scene.after) this.tally.refusedAndDone++;
    else this.tally.refused++;
  }

  private async shut(point: Point, store: Store): Promise<void> {
    const outcome = await outcomeOf(() => this.scenes.subject.close(store), this.rules.refusal);
    if (outcome.kind === 'crash') this.find('raw', point, `closing: ${outcome.text}`);
    if (outcome.kind === 'error') this.find('blocked', point, `closing, when nothing fails: ${outcome.text}`);
    this.requireNoneOpen(point);
  }

  private requireNoneOpen(point: Point): void {
    const left = openBelow(this.place.watched);
    if (left.length > 0)
      this.find('left open', point, left.map((path) => path.slice(this.home.length + 1)).join(', '));
  }

  /** Opening a home that is there, or making one. */
  private async playOpening(scene: Scene<Store>): Promise<void> {
    const disk = this.diskOf(scene);
    const unchanged = { ...scene, after: scene.before, expected: OPENED };
    for (const form of this.forms()) {
      await this.each(form, async (point) => {
        restore(scene.template, this.home);
        let store: Store | undefined;
        const [isHit, outcome] = await this.failing(form, point.nth, async () => {
          store = await this.scenes.open(this.home);
          return null;
        });
        this.place.control.disarm();
        this.look(point, outcome, unchanged, isHit);
        if (store !== undefined) {
          const now = this.standing(point, unchanged, await this.content(store), isHit);
          this.settle(point, outcome, unchanged, now);
          await this.shut(point, store);
        }
        if (isHit) this.count(outcome, unchanged, null);
        this.requireNoneOpen(point);
        this.settle(point, OPENED, unchanged, await disk.standing(this.home));
        return isHit;
      });
    }
  }

  private async playClosing(sequence: string): Promise<void> {
    const last = await this.scenes.step(sequence, sequence.split(',').length - 1);
    if (last === null) return;
    const disk = this.diskOf(last);
    for (const form of this.forms()) {
      await this.each(form, async (point) => {
        const store = await this.fresh(last);
        await last.act(store);
        const close = (): Promise<void> => this.scenes.subject.close(store);
        const [isHit, outcome] = await this.failing(form, point.nth, async () => {
          await close();
          return null;
        });
        this.place.control.disarm();
        this.look(point, outcome, { ...last, expected: OPENED }, isHit);
        if (isHit) this.count(outcome, { ...last, expected: OPENED }, null);
        if (outcome.kind !== 'answer') {
          const again = await outcomeOf(close, this.rules.refusal);
          if (again.kind === 'crash') this.find('raw', point, `closing again: ${again.text}`);
        }
        this.requireNoneOpen(point);
        // What was acknowledged before must be there, whatever closing said.
        this.settle(point, last.expected, last, await disk.standing(this.home));
        return isHit;
      });
    }
  }

  /** Something else is stored than was written: the store says so, or it makes no difference. */
  private async playOtherByte(scene: Scene<Store>): Promise<void> {
    await this.each(OTHER_BYTE, async (point) => {
      const store = await this.fresh(scene);
      const [isHit, outcome] = await this.failing(OTHER_BYTE, point.nth, () => scene.act(store));
      this.place.control.disarm();
      if (!isHit) {
        await this.shut(point, store);
        return false;
      }
      if (outcome.kind === 'crash') this.find('raw', point, outcome.text);
      const isToldAtOnce = outcome.kind === 'error' || (await this.tellsDamage(point, store));
      await outcomeOf(() => this.scenes.subject.close(store), this.rules.refusal);
      await this.judgeOtherByte(point, scene, isToldAtOnce);
      return true;
    });
  }

  private async judgeOtherByte(point: Point, scene: Scene<Store>, isTold: boolean): Promise<void> {
    let content: Outcome | undefined;
    let isToldNow = false;
    const opening = await outcomeOf(async () => {
      const store = await this.scenes.open(this.home);
      content = await this.content(store);
      isToldNow = await this.tellsDamage(point, store);
      await this.scenes.subject.close(store);
      return null;
    }, this.rules.refusal);
    const outcome = content === undefined || content.kind === 'answer' ? opening : content;
    if (outcome.kind === 'crash') this.find('raw', point, `opened again: ${outcome.text}`);
    if (isTold || isToldNow || outcome.kind === 'error') this.tally.told++;
    else if (content?.kind === 'answer' && content.value === scene.after) this.tally.harmless++;
    else {
      if (this.isUnchecked) this.tally.unchecked++;
      this.find('silent', point, 'what it holds is not what was written, and nothing says so.');
    }
  }

  private async tellsDamage(point: Point, store: Store): Promise<boolean> {
    const outcome = await outcomeOf(async () => this.faults.damage?.(store), this.rules.refusal);
    if (outcome.kind === 'crash') this.find('raw', point, `looking for damage: ${outcome.text}`);
    this.isUnchecked = outcome.kind === 'answer' && outcome.value === undefined;
    return outcome.kind === 'error' || (outcome.kind === 'answer' && typeof outcome.value === 'string');
  }

  /** Its files are taken from an open store, one by one or all (0), or others with the same bytes come in their place. */
  private async playFiles(scene: Scene<Store>, how: 'gone' | 'replaced'): Promise<void> {
    for (let nth = 0; ; nth++) {
      const store = await this.fresh(scene);
      await this.content(store);
      const all = filesIn(this.home);
      const point = this.pointAt('', nth);
      if (nth > all.length) {
        await this.shut(point, store);
        return;
      }
      for (const [at, file] of all.entries())
        if (nth === 0 || nth === at + 1) this.take(join(this.home, file), how);
      this.tally.points++;
      const outcome = await outcomeOf(() => scene.act(store), this.rules.refusal);
      const shown = await this.content(store);
      await outcomeOf(() => this.scenes.subject.close(store), this.rules.refusal);
      const kept = await outcomeOf(async () => {
        const again = await this.scenes.open(this.home);
        try {
          return await this.scenes.contentOf(again);
        } finally {
          await this.scenes.subject.close(again);
        }
      }, this.rules.refusal);
      this.judgeFiles(point, outcome, shown, kept);
    }
  }

  private judgeFiles(point: Point, outcome: Outcome, shown: Outcome, kept: Outcome): void {
    for (const each of [outcome, shown, kept]) if (each.kind === 'crash') this.find('raw', point, each.text);
    if (outcome.kind === 'error') this.tally.refused++;
    if (outcome.kind !== 'answer') return;
    this.tally.done++;
    if (writeJson(shown) !== writeJson(kept))
      this.find('lost', point, 'it said that it was done; opened again it does not hold what it showed.');
  }

  private take(file: string, how: 'gone' | 'replaced'): void {
    if (how === 'replaced') {
      const other = join(this.place.scratch, 'other');
      copyFileSync(file, other);
      renameSync(other, file);
    } else rmSync(file);
  }

  /** Work on a home: after a failure, done again it comes to the same. */
  private async playWork(name: string): Promise<void> {
    const work = this.faults.works?.[name];
    if (work === undefined) return;
    const folder = join(this.place.scratch, 'folder');
    const template = join(this.place.scratch, 'work');
    for (const made of [folder, template]) {
      rmSync(made, { recursive: true, force: true });
      mkdirSync(made);
    }
    await work.begin(template, { folder });
    const { home } = this;
    const surroundings = { folder };
    const after = async (): Promise<Outcome> =>
      outcomeOf(async () => {
        await work.work(home, surroundings);
        return writeJson(await work.content(home, surroundings));
      }, this.rules.refusal);
    restore(template, home);
    const expected = await after();
    for (const form of this.forms()) {
      await this.each(form, async (point) => {
        restore(template, home);
        const [isHit, outcome] = await this.failing(form, point.nth, async () => {
          await work.work(home, surroundings);
          return null;
        });
        this.place.control.disarm();
        if (outcome.kind === 'crash') this.find('raw', point, outcome.text);
        else if (outcome.kind === 'answer') this.tally.done++;
        else {
          this.tally.refused++;
          this.tally.errors[outcome.code ?? 'other'] = (this.tally.errors[outcome.code ?? 'other'] ?? 0) + 1;
        }
        this.requireNoneOpen(point);
        const again = await after();
        if (writeJson(again) !== writeJson(expected)) {
          const says =
            again.kind === 'answer' ? 'done again it comes to something else' : `done again: ${again.text}`;
          this.find('blocked', point, says);
        }
        return isHit;
      });
    }
  }

  private async playCase(name: string): Promise<void> {
    const found = this.faults.cases?.[name];
    if (found === undefined) return;
    const point = this.pointAt('', 1);
    const folder = join(this.place.scratch, 'folder');
    for (const made of [folder, this.home]) {
      rmSync(made, { recursive: true, force: true });
      mkdirSync(made);
    }
    const open = (): Promise<Store> => this.scenes.open(this.home);
    this.tally.points++;
    const outcome = await outcomeOf(() => found.play({ home: this.home, folder, open }), this.rules.refusal);
    if (outcome.kind === 'answer' && outcome.value === null) return;
    const isTyped = outcome.kind === 'error';
    this.find(
      outcome.kind === 'crash' ? 'raw' : 'blocked',
      point,
      isTyped || outcome.kind === 'crash' ? outcome.text : String(outcome.value),
    );
  }

  /** Once for each point, however often it shows. */
  private find(rule: Rule, point: Point, says: string): void {
    if (this.foundHere.has(rule)) return;
    this.foundHere.add(rule);
    find(this.tally, rule, point, says);
  }
}

const OPENED: Outcome = { kind: 'answer', value: null };

/** Files below a directory that this process has open. */
function openBelow(directory: string): string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${descriptor}`);
      return path.startsWith(directory) ? [path] : [];
    } catch {
      // The descriptor of this very listing.
      return [];
    }
  });
}
