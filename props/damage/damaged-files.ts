// Files of a store that get damaged on a disk, byte by byte, and what the store then holds.

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { breathe } from '../../contract/breathe.ts';
import { StoreError } from '../../contract/errors.ts';
import type { Control } from '../../contract/progress.ts';
import { changesOf } from '../../definition/changes.ts';
import { contentTextIn } from '../../definition/content.ts';
import type { DamagePromise } from '../../definition/damage.ts';
import type { Definition } from '../../definition/definition.ts';
import { refusalOf } from '../../definition/refusal.ts';
import { sectionOf } from '../../definition/section.ts';
import { onStore, type Subject, subjectOf } from '../../definition/subjects.ts';
import { Random } from '../../statistics/random.ts';
import type { DiskState } from '../crash/disk.ts';
import { putState, stateIn } from '../crash/disk-state.ts';
import { withMemoryFolder } from '../memory-folder.ts';
import { steppingClock } from '../stepping-clock.ts';

export type DamageKind = 'cut' | 'flip' | 'torn';

export interface DamageOptions extends Control {
  readonly store: string;
  /** How its name ends. */
  readonly file: string;
  readonly promise: DamagePromise;
  readonly seed: number;
  /** By performance.now(); nothing begins later. */
  readonly endMs: number;
  /** Bytes that are damaged at most. Default: each one. */
  readonly bytes?: number;
  /** This byte alone. */
  readonly only?: number;
}

export interface DamageOutcome {
  /** Of the file; and how many of them were damaged, each in every way. */
  readonly size: number;
  readonly bytes: number;
  /** Ends of the cases, by name. */
  readonly ends: Readonly<Partial<Record<DamageEnd, number>>>;
  readonly wrong: readonly { readonly at: number; readonly says: string }[];
}

export type DamageEnd = 'right' | 'refused' | 'found' | 'another content' | 'wrong';

const WRONG_MAX = 10;

/** Rejects with E_ABORTED. */
export const damageFiles = <Store>(definition: Definition<Store>, options: DamageOptions) =>
  withMemoryFolder('damage', (place) => new DamagedFile(definition, options, place).run());

interface Filled {
  readonly state: DiskState;
  /** Before the changes, and after each one. */
  readonly contents: readonly string[];
  readonly sizes: readonly number[];
}

class DamagedFile<Store> {
  private readonly definition: Definition<Store>;
  private readonly options: DamageOptions;
  private readonly place: string;
  private readonly subject: Subject<Store>;
  private readonly home: string;
  private readonly folder: string;
  private readonly ends: Partial<Record<DamageEnd, number>> = {};
  private readonly wrong: { at: number; says: string }[] = [];

  constructor(definition: Definition<Store>, options: DamageOptions, place: string) {
    this.definition = definition;
    this.options = options;
    this.place = place;
    this.subject = subjectOf(definition, options.store);
    this.home = join(place, 'home');
    this.folder = join(place, 'folder');
    for (const made of [this.home, this.folder]) mkdirSync(made);
  }

  async run(): Promise<DamageOutcome> {
    const {
      store,
      file,
      endMs,
      signal,
      onProgress,
      seed,
      bytes = Number.POSITIVE_INFINITY,
      only,
    } = this.options;
    const filled = await this.filled();
    const path = [...filled.state.files.keys()].find((name) => name.endsWith(file));
    const sound = filled.state.files.get(path ?? '');
    if (path === undefined || sound === undefined)
      throw new StoreError('E_USAGE', `${store} keeps no file whose name ends with ${file}.`);
    const most = Math.min(sound.length, bytes);
    let done = 0;
    for (const at of only === undefined ? placesIn(sound.length, seed) : [only]) {
      if (done >= most || performance.now() > endMs || this.wrong.length >= WRONG_MAX) break;
      signal?.throwIfAborted();
      onProgress?.({
        stage: `damage to ${file} of ${store}`,
        done,
        total: most,
        unit: 'bytes',
        isLimit: true,
      });
      await this.damage(filled, { path, sound, at });
      done++;
    }
    return { size: sound.length, bytes: done, ends: this.ends, wrong: this.wrong };
  }

  private async damage(
    filled: Filled,
    { path, sound, at }: { readonly path: string; readonly sound: Buffer; readonly at: number },
  ): Promise<void> {
    const kinds: DamageKind[] = this.options.promise === 'log' ? ['cut', 'flip', 'torn'] : ['flip'];
    for (const kind of kinds) {
      const damaged = damagedAt(sound, { kind, at, random: new Random(this.options.seed, at) });
      const end = await this.endOf(filled, { path, damaged, first: firstChanged(sound, damaged) });
      this.ends[end.end] = (this.ends[end.end] ?? 0) + 1;
      if (end.end === 'wrong') this.wrong.push({ at, says: `${kind} at byte ${at}: ${end.says}` });
      await breathe();
    }
  }

  private async filled(): Promise<Filled> {
    const { begin, changes } = await changesOf(this.definition);
    const { folder } = this;
    const clock = steppingClock();
    await this.with(this.home, async (store) => begin(store, { folder, most: Object.keys(changes).length }));
    const [contents, sizes]: [string[], number[]] = [[], []];
    let open: DiskState | undefined;
    const look = async (store: Store): Promise<void> => {
      contents.push(await this.contentOf(store));
      open = stateIn(this.home);
      const found = [...open.files].find(([name]) => name.endsWith(this.options.file));
      sizes.push(found?.[1].length ?? 0);
    };
    await this.with(this.home, async (store) => {
      await look(store);
      for (const [at, change] of Object.values(changes).entries()) {
        clock.step();
        await change.make(store, { folder, at });
        await look(store);
      }
    });
    const state = this.options.promise === 'log' && open !== undefined ? open : stateIn(this.home);
    return { state, contents, sizes };
  }

  private async endOf(
    { state, contents, sizes }: Filled,
    { path, damaged, first }: { readonly path: string; readonly damaged: Buffer; readonly first: number },
  ): Promise<{ readonly end: DamageEnd; readonly says: string }> {
    const copy = join(this.place, 'damaged');
    putState({ ...state, files: new Map([...state.files, [path, damaged]]) }, this.home, copy);
    const { promise } = this.options;
    try {
      const [content, damage] = await this.with(copy, async (store) => [
        await this.contentOf(store),
        promise === 'data' ? await this.damageIn(store) : null,
      ]);
      const expected = promise === 'log' ? sizes.findLastIndex((size) => size <= first) : contents.length - 1;
      if (typeof damage === 'string') return { end: 'found', says: damage };
      if (content === contents[expected]) return { end: 'right', says: '' };
      const found = contents.lastIndexOf(content);
      const says = `it holds ${found === -1 ? 'what it never held' : `what it held after ${found} changes`}, and not what it held after ${expected}.`;
      return { end: promise === 'plain' ? 'another content' : 'wrong', says };
    } catch (error) {
      const says = error instanceof Error ? error.message : String(error);
      const isRefused = promise !== 'log' && refusalOf(this.definition, error) !== null;
      return { end: isRefused ? 'refused' : 'wrong', says };
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }

  private async damageIn(store: Store): Promise<string | null> {
    const { damage } = await sectionOf(this.definition.faults ?? {});
    return (await damage?.(store)) ?? null;
  }

  private contentOf(store: Store): Promise<string> {
    return contentTextIn(this.definition, store, { folder: this.folder });
  }

  private with<T>(home: string, work: (store: Store) => Promise<T> | T): Promise<T> {
    return onStore(this.subject, home, work, { clock: steppingClock() });
  }
}

/** Every byte, in an order of the seed: however early it ends, it has been everywhere. */
function* placesIn(size: number, seed: number): Generator<number> {
  const random = new Random(seed);
  const start = random.next() % size;
  let step = 1 + (random.next() % size);
  while (divisor(step, size) !== 1) step++;
  for (let n = 0; n < size; n++) yield (start + n * step) % size;
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

function damagedAt(
  sound: Buffer,
  { kind, at, random }: { readonly kind: DamageKind; readonly at: number; readonly random: Random },
): Buffer {
  if (kind === 'cut') return sound.subarray(0, at);
  const damaged = Buffer.from(sound);
  if (kind === 'flip') damaged[at] = (damaged[at] ?? 0) ^ (1 << (random.next() % 8));
  else for (let byte = at; byte < damaged.length; byte++) damaged[byte] = random.next() % 256;
  return damaged;
}

/** The length of the shorter one where nothing else differs. */
function firstChanged(sound: Buffer, damaged: Buffer): number {
  const length = Math.min(sound.length, damaged.length);
  for (let at = 0; at < length; at++) if (sound[at] !== damaged[at]) return at;
  return length;
}
