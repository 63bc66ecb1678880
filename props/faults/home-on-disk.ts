// What the files of a home hold by now, whatever the process that changes them has in memory: a copy is opened.

import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { outcomeOf } from '../outcome.ts';
import { fileNames, filesIn, restore, type Scene, type Scenes } from './scenes.ts';

/** Where in a scene a store is; a text says why nowhere. */
export type Standing = 'before' | 'after' | { readonly says: string };

/** Some files have a number in their names that is never used twice. */
const withoutNumbers = (names: string): string => names.replaceAll(/[0-9a-f]{8,}/g, '#');

const PAUSE_MS = 5;
const PAUSES_MAX = 12;

export class HomeOnDisk<Store> {
  private readonly scenes: Scenes<Store>;
  private readonly scene: Scene<Store>;
  private readonly copy: string;
  /** Of files that were looked at already. */
  private readonly known = new Map<string, Standing>();
  /** Names of files that have stayed. */
  private readonly settledNames: Set<string>;

  constructor(scenes: Scenes<Store>, scene: Scene<Store>, copy: string) {
    this.scenes = scenes;
    this.scene = scene;
    this.copy = copy;
    this.settledNames = new Set(scene.fileNames.map(withoutNumbers));
  }

  /** Also whether a store that is opened there can go on. */
  async standing(home: string): Promise<Standing> {
    await this.settled(home);
    const digest = digestOf(home);
    const found = this.known.get(digest) ?? (await this.opened(home));
    this.known.set(digest, found);
    return found;
  }

  /**
   * What a store could not give back while calls failed, such as a lock, it may give back a moment later. A copy made meanwhile would show
   * what nobody ever waits for.
   */
  private async settled(home: string): Promise<void> {
    const names = (): string => withoutNumbers(fileNames(home));
    for (let pauses = 0; pauses < PAUSES_MAX && !this.settledNames.has(names()); pauses++)
      await delay(PAUSE_MS);
    this.settledNames.add(names());
  }

  private async opened(home: string): Promise<Standing> {
    restore(home, this.copy);
    const { scenes, scene } = this;
    try {
      const store = await scenes.open(this.copy);
      try {
        const seen = standingIn(scene, await scenes.contentOf(store));
        if (seen !== 'before' || scene.before === scene.after) return seen;
        await scene.act(store);
        return standingIn(scene, await scenes.contentOf(store)) === 'after'
          ? seen
          : { says: 'Opened again it does not come to what it should.' };
      } finally {
        await scenes.subject.close(store);
      }
    } catch (error) {
      const outcome = await outcomeOf(
        () => Promise.reject(error),
        () => null,
      );
      return { says: `Opened again: ${'text' in outcome ? outcome.text : ''}` };
    } finally {
      rmSync(this.copy, { recursive: true, force: true });
    }
  }
}

export const standingIn = <Store>({ before, after }: Scene<Store>, content: string): Standing =>
  content === after ? 'after' : content === before ? 'before' : { says: 'It holds what it never held.' };

function digestOf(home: string): string {
  const hash = createHash('sha256');
  for (const path of filesIn(home)) hash.update(`${path}\0`).update(readFileSync(join(home, path)));
  return hash.digest('hex');
}
