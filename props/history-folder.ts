// Where a history is played: a folder that all stores share, for whatever their data refers to, and a home for each beside it.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Subject } from '../definition/subjects.ts';
import { memoryFolder } from './memory-folder.ts';

/**
 * What stands in memory takes memory until it is removed: it goes with its process, whatever ends it in order. What lies on
 * a disk may have been filled by a program, and who pressed Ctrl-C twice waits for no removal.
 */
const inMemory = new Set<string>();
process.on('exit', () => {
  for (const base of inMemory) rmSync(base, { recursive: true, force: true });
});

type Remote = Pick<Subject<unknown>, 'isRemote'>;

export class HistoryFolder {
  readonly shared: string;
  private readonly base: string;
  private homes = 0;

  /** For checks of these subjects. */
  static of(subjects: readonly Remote[]): HistoryFolder {
    const place = HistoryFolder.placeOf(subjects);
    const folder = new HistoryFolder(place);
    if (place !== tmpdir()) inMemory.add(folder.base);
    return folder;
  }

  /** Where theirs is. Of a program of somebody else's the files are where its author would have them. */
  static placeOf(subjects: readonly Remote[]): string {
    return (subjects.every(({ isRemote }) => !isRemote) ? memoryFolder() : undefined) ?? tmpdir();
  }

  constructor(place: string = tmpdir()) {
    this.base = mkdtempSync(join(place, 'storeproof-world-'));
    this.shared = join(this.base, 'world');
    mkdirSync(this.shared);
  }

  /** A new empty home directory. */
  newHome(): string {
    const home = join(this.base, `home-${++this.homes}`);
    mkdirSync(home);
    return home;
  }

  /** Not at once: Ctrl-C is heard meanwhile. */
  async remove(): Promise<void> {
    await rm(this.base, { recursive: true, force: true });
    inMemory.delete(this.base);
  }
}
